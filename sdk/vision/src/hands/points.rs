//! 21 points of one hand, from a rotated square crop; and where to cut the next crop.
//!
//! Follows MediaPipe's `hand_landmark_cpu.pbtxt` and `hand_landmark_landmarks_to_roi.pbtxt`: 224² RGB in 0..1, the
//! frame's edge repeated beyond it, points in pixels of the crop. Presence and side come out as probabilities; a second set of points, in
//! metres, is not used: it says less about the fingers than the first (see `fingers`).

use crate::frame::Frame;
use crate::geometry::{Point3, Rect, Region};
use crate::net::Net;
use crate::sample::{self, Border, Sampling};

use super::Handedness;

/// Side of the network's picture.
pub(crate) const CROP_SIDE: usize = 224;

/// When tracking, the crop is twice the longer side of the box around palm and lower fingers, moved towards the
/// fingers by a tenth of its height (MediaPipe's values).
const MARGIN: f32 = 2.0;
const SHIFT: f32 = 0.1;

/// The points that the next crop goes by: fingertips move too much (MediaPipe's choice).
const STEADY: [usize; 12] = [0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18];

pub(crate) struct HandLandmarker {
    net: Box<dyn Net>,
    outputs: Outputs,
}

/// Which of the network's outputs is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs {
    pub(crate) points: usize,
    pub(crate) presence: usize,
    pub(crate) side: usize,
}

/// What the network saw.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// 21 of them.
    pub(crate) landmarks_in_frame: Vec<Point3>,
    /// How sure it is that there is a hand, 0..1.
    pub(crate) presence: f32,
    /// The person's own side.
    pub(crate) handedness: Handedness,
    /// How sure it is of the side, 0.5..1.
    pub(crate) handedness_score: f32,
}

impl HandLandmarker {
    pub(crate) fn new(net: Box<dyn Net>, outputs: Outputs) -> HandLandmarker {
        HandLandmarker { net, outputs }
    }

    /// Looks for the points of a hand that stands upright in the region. `None` when the network answers with
    /// something that is not a number.
    pub(crate) fn locate(&mut self, frame: &Frame, region: &Region) -> Option<Found> {
        let map = region.frame_from_crop(CROP_SIDE);
        let how = Sampling {
            side: CROP_SIDE,
            border: Border::Edge,
            gain: 1.0 / 255.0,
            offset: 0.0,
            taps: 1,
        };
        sample::crop(frame, &map, &how, self.net.input());
        self.net.run();
        let scale = region.side / CROP_SIDE as f32;
        let points = self.net.output(self.outputs.points).chunks_exact(3);
        let landmarks_in_frame: Vec<Point3> = points
            .map(|point| {
                let (x, y) = map.apply(point[0], point[1]);
                let z = point[2] * scale;
                Point3 { x, y, z }
            })
            .collect();
        let presence = *self.net.output(self.outputs.presence).first()?;
        let side = *self.net.output(self.outputs.side).first()?;
        let numbers = |p: &Point3| p.x.is_finite() && p.y.is_finite() && p.z.is_finite();
        let sound =
            presence.is_finite() && side.is_finite() && landmarks_in_frame.iter().all(numbers);
        let (handedness, handedness_score) = side_of(side);
        sound.then_some(Found {
            landmarks_in_frame,
            presence,
            handedness,
            handedness_score,
        })
    }
}

/// The network answers how likely a hand is the person's right one in a picture that is not mirrored. (MediaPipe's
/// graph names that answer "left", because it expects a mirrored picture.)
///
/// Checked with `examples/hands.rs --variants`, by which side of the body a hand is on: on 11 pictures of the HaGRID
/// collages with both hands of a person (ten uncrossed, one crossed) in ten variants, half of them mirrored, both sides
/// are right in all 97 in which two hands are found; of six people who show one hand, whose arm was followed by eye,
/// five are right, and the sixth's (a thumb up, seen along its edge) is at 0.54 and changes with the variant.
fn side_of(right: f32) -> (Handedness, f32) {
    if right >= 0.5 {
        (Handedness::Right, right)
    } else {
        (Handedness::Left, 1.0 - right)
    }
}

/// Where to look for the points of a hand in the next frame.
pub(crate) fn region_of_points(landmarks: &[Point3]) -> Region {
    let [wrist, index, middle, ring] = [0, 5, 9, 13].map(|point: usize| landmarks[point]);
    let x = ((index.x + ring.x) / 2.0 + middle.x) / 2.0;
    let y = ((index.y + ring.y) / 2.0 + middle.y) / 2.0;
    let rotation = (x - wrist.x).atan2(wrist.y - y);
    let (sin, cos) = rotation.sin_cos();
    // The box in the hand's own axes.
    let turned = STEADY.map(|point| {
        let Point3 { x, y, .. } = landmarks[point];
        Point3 {
            x: x * cos + y * sin,
            y: y * cos - x * sin,
            z: 0.0,
        }
    });
    let bounds = Rect::around(&turned);
    let (x, y) = bounds.center();
    let y = y - SHIFT * bounds.height;
    Region {
        center: (x * cos - y * sin, x * sin + y * cos),
        side: bounds.width.max(bounds.height) * MARGIN,
        rotation,
    }
}
