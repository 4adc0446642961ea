//! 478 points of one face, from a rotated square crop; and where to cut the next crop.
//!
//! Follows MediaPipe's `face_landmarks_detector_graph.cc`: 256² RGB in 0..1, in streams the frame's edge repeated beyond it,
//! points in pixels of the crop; the crop is 1.5 times the detection (turned by the line between the eyes) or, when
//! tracking, 1.5 times the longer side of the box around the points before (turned by the outer eye corners).

use crate::detect::{FaceDetection, sigmoid};
use crate::frame::Frame;
use crate::geometry::{Point3, Rect, Region};
use crate::net::Net;
use crate::sample::{self, Border, Sampling};

/// Side of the network's picture.
pub(crate) const CROP_SIDE: usize = 256;

/// Points a face; the last ten are the irises.
pub(crate) const POINTS: usize = 478;

/// Outer corners of the eyes: the visitor's right one (left in the picture), then the left one.
pub(crate) const OUTER_EYES: [usize; 2] = [33, 263];

/// How much larger than the face the crop is.
const MARGIN: f32 = 1.5;

pub(crate) struct Landmarker {
    net: Box<dyn Net>,
    outputs: Outputs,
}

/// Which of the network's outputs is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs {
    pub(crate) points: usize,
    pub(crate) presence: usize,
}

/// What the network saw.
pub(crate) struct Found {
    /// [`POINTS`] of them.
    pub(crate) landmarks_in_frame: Vec<Point3>,
    /// How sure it is that there is a face, 0..1.
    pub(crate) presence: f32,
}

impl Landmarker {
    pub(crate) fn new(net: Box<dyn Net>, outputs: Outputs) -> Landmarker {
        Landmarker { net, outputs }
    }

    /// Looks for the points of a face that fills two thirds of the region; `border` lies beyond the frame. `None` when
    /// the network answers with something that is not a number.
    pub(crate) fn locate(
        &mut self,
        frame: &Frame,
        region: &Region,
        border: Border,
    ) -> Option<Found> {
        let map = region.frame_from_crop(CROP_SIDE);
        let how = Sampling {
            side: CROP_SIDE,
            border,
            gain: 1.0 / 255.0,
            offset: 0.0,
            taps: 1,
        };
        sample::crop(frame, &map, &how, self.net.input());
        self.net.run();
        let scale = region.side / CROP_SIDE as f32;
        let point = |point: &[f32]| {
            let (x, y) = map.apply(point[0], point[1]);
            Point3 {
                x,
                y,
                z: point[2] * scale,
            }
        };
        let presence = sigmoid(*self.net.output(self.outputs.presence).first()?);
        let points = self.net.output(self.outputs.points).chunks_exact(3);
        let landmarks_in_frame: Vec<Point3> = points.map(point).collect();
        let numbers = |p: &Point3| p.x.is_finite() && p.y.is_finite() && p.z.is_finite();
        let sound = presence.is_finite() && landmarks_in_frame.iter().all(numbers);
        sound.then_some(Found {
            landmarks_in_frame,
            presence,
        })
    }

    /// The crop that the last [`Landmarker::locate`] looked at: [`CROP_SIDE`]² pixels, RGB 0..1.
    pub(crate) fn crop(&mut self) -> &[f32] {
        self.net.input()
    }
}

/// Where to look for the points of a face that was just detected.
pub(crate) fn region_of_detection(detection: &FaceDetection) -> Region {
    let [from, to, ..] = detection.keypoints;
    Region {
        center: detection.bounds.center(),
        side: detection.bounds.width.max(detection.bounds.height) * MARGIN,
        rotation: (to.1 - from.1).atan2(to.0 - from.0),
    }
}

/// Where to look for the points of a face in the next frame.
pub(crate) fn region_of_landmarks(landmarks: &[Point3]) -> Region {
    let bounds = Rect::around(landmarks);
    let [from, to] = OUTER_EYES.map(|index| landmarks[index]);
    Region {
        center: bounds.center(),
        side: bounds.width.max(bounds.height) * MARGIN,
        rotation: (to.y - from.y).atan2(to.x - from.x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::net::fake::FakeNet;

    fn landmarker(points: Vec<f32>, presence: f32) -> Landmarker {
        let net = FakeNet::new(CROP_SIDE * CROP_SIDE * 3, vec![points, vec![presence]]);
        let outputs = Outputs {
            points: 0,
            presence: 1,
        };
        Landmarker::new(Box::new(net), outputs)
    }

    #[test]
    fn points_come_back_through_the_turned_crop() {
        let bytes = vec![51; 400 * 300 * 3];
        let frame = Frame::new(&bytes, 400, 300, PixelFormat::Rgb8).unwrap();
        let mut points = vec![128.0; POINTS * 3];
        points[..3].copy_from_slice(&[256.0, 128.0, 25.6]);
        let region = Region {
            center: (200.0, 150.0),
            side: 100.0,
            rotation: std::f32::consts::FRAC_PI_2,
        };
        let mut landmarker = landmarker(points, 0.0);
        let found = landmarker.locate(&frame, &region, Border::Edge).unwrap();
        assert_eq!(found.landmarks_in_frame.len(), POINTS);
        let first = found.landmarks_in_frame[0];
        assert!((first.x - 200.0).abs() < 1e-3 && (first.y - 200.0).abs() < 1e-3);
        assert!((first.z - 10.0).abs() < 1e-4);
        assert!((found.presence - 0.5).abs() < 1e-6);
        assert!((landmarker.crop()[1000] - 0.2).abs() < 1e-6);
    }

    #[test]
    fn answers_that_are_no_numbers_are_no_face() {
        let bytes = vec![0; 64 * 64 * 3];
        let frame = Frame::new(&bytes, 64, 64, PixelFormat::Rgb8).unwrap();
        let region = Region::upright((32.0, 32.0), 64.0);
        let mut points = vec![1.0; POINTS * 3];
        points[700] = f32::NAN;
        assert!(
            landmarker(points, 9.0)
                .locate(&frame, &region, Border::Edge)
                .is_none()
        );
        let presence =
            landmarker(vec![1.0; POINTS * 3], f32::NAN).locate(&frame, &region, Border::Edge);
        assert!(presence.is_none());
    }

    #[test]
    fn regions_are_half_again_as_large_and_turned_by_the_eyes() {
        let detection = FaceDetection {
            bounds: Rect {
                x: 10.0,
                y: 20.0,
                width: 100.0,
                height: 100.0,
            },
            keypoints: [
                (30.0, 50.0),
                (70.0, 90.0),
                (0.0, 0.0),
                (0.0, 0.0),
                (0.0, 0.0),
                (0.0, 0.0),
            ],
            score: 1.0,
        };
        let region = region_of_detection(&detection);
        assert_eq!(region.center, (60.0, 70.0));
        assert_eq!(region.side, 150.0);
        assert!((region.rotation.to_degrees() - 45.0).abs() < 1e-4);

        let mut landmarks = vec![
            Point3 {
                x: 50.0,
                y: 50.0,
                z: 0.0
            };
            POINTS
        ];
        landmarks[33] = Point3 {
            x: 0.0,
            y: 60.0,
            z: 0.0,
        };
        landmarks[263] = Point3 {
            x: 80.0,
            y: 60.0,
            z: 5.0,
        };
        let region = region_of_landmarks(&landmarks);
        assert_eq!(region.center, (40.0, 55.0));
        assert_eq!(region.side, 120.0);
        assert_eq!(region.rotation, 0.0);
    }
}
