//! Where things are relative to a face, whatever its size, place and tilt.
//!
//! **Face coordinates**: the origin lies between the outer corners of the eyes; x runs along the line through them to
//! the visitor's left (the picture's right, since frames are not mirrored), y down the face at a right angle to it. The
//! unit is the distance of the outer eye corners in space, depth included, so that it does not shrink when the head
//! turns: 8.9 cm on the average face of MediaPipe (`canonical` in poze-vision), whose mouth
//! is then at (0, 0.7), its chin at (0, 1.3), the middle of its hairline at (0, −0.65) and its sides at (±0.85, 0).
//!
//! What turns with the head (an eye, a cheek) is not computed from that average: its place is that of its landmarks.

use poze_vision::Point3;

/// A place in the picture, x to the right and y down, both as fractions of the frame's **width**: so shapes keep their
/// proportions. Or a place in face coordinates, where it says so.
pub type Point2 = (f32, f32);

/// A part of the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    LeftEye,
    RightEye,
    LeftCheek,
    RightCheek,
    /// Where the left side of the face ends in the picture.
    LeftEdge,
    RightEdge,
    NoseTip,
    Mouth,
    /// The middle of the hairline.
    Forehead,
    Chin,
}

impl Part {
    const ALL: [Part; 10] = [
        Part::LeftEye,
        Part::RightEye,
        Part::LeftCheek,
        Part::RightCheek,
        Part::LeftEdge,
        Part::RightEdge,
        Part::NoseTip,
        Part::Mouth,
        Part::Forehead,
        Part::Chin,
    ];

    /// The landmarks whose mean is its place.
    pub(crate) const fn landmarks(self) -> [usize; 2] {
        match self {
            Part::LeftEye => [362, 263],
            Part::RightEye => [133, 33],
            Part::LeftCheek => [425, 425],
            Part::RightCheek => [205, 205],
            Part::LeftEdge => [454, 454],
            Part::RightEdge => [234, 234],
            Part::NoseTip => [4, 4],
            Part::Mouth => [13, 14],
            Part::Forehead => [10, 10],
            Part::Chin => [152, 152],
        }
    }

    const fn mirrored(self) -> Part {
        match self {
            Part::LeftEye => Part::RightEye,
            Part::RightEye => Part::LeftEye,
            Part::LeftCheek => Part::RightCheek,
            Part::RightCheek => Part::LeftCheek,
            Part::LeftEdge => Part::RightEdge,
            Part::RightEdge => Part::LeftEdge,
            Part::NoseTip | Part::Mouth | Part::Forehead | Part::Chin => self,
        }
    }
}

/// Outer corner of the visitor's right eye, then of the left one.
const OUTER_EYES: [usize; 2] = [33, 263];
/// Seen so far from the side, the line between the eyes has no direction that could be trusted.
const AXIS_MIN: f32 = 0.15;

/// The face coordinates of one face in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FaceSpace {
    /// Between the outer eye corners.
    pub origin_in_frame: Point2,
    /// Of the x axis, of length 1.
    pub x_axis_in_frame: Point2,
    /// Distance of the outer eye corners in space, as a fraction of the frame's width.
    pub unit: f32,
    /// In face coordinates, in the order of [`Part::ALL`].
    parts: [Point2; 10],
}

impl FaceSpace {
    /// `None` for landmarks that are not a face's, or of one that is seen from the side.
    pub(crate) fn of(landmarks: &[Point3], frame_width: f32) -> Option<FaceSpace> {
        let [right, left] = OUTER_EYES.map(|index| landmarks.get(index));
        let (right, left) = (right?, left?);
        let across = (left.x - right.x, left.y - right.y);
        let flat = across.0.hypot(across.1);
        let unit = flat.hypot(left.z - right.z);
        let usable = unit.is_finite() && unit > 0.0 && frame_width > 0.0 && flat > AXIS_MIN * unit;
        if !usable {
            return None;
        }
        let mut space = FaceSpace {
            origin_in_frame: (
                (left.x + right.x) / 2.0 / frame_width,
                (left.y + right.y) / 2.0 / frame_width,
            ),
            x_axis_in_frame: (across.0 / flat, across.1 / flat),
            unit: unit / frame_width,
            parts: [(0.0, 0.0); 10],
        };
        for part in Part::ALL {
            let [a, b] = part.landmarks().map(|index| landmarks.get(index));
            let (a, b) = (a?, b?);
            let middle = (
                (a.x + b.x) / 2.0 / frame_width,
                (a.y + b.y) / 2.0 / frame_width,
            );
            let (x, y) = space.from_frame(middle);
            space.parts[part as usize] = (rounded(x), rounded(y));
        }
        Some(space)
    }

    /// A place in the picture in face coordinates.
    pub fn from_frame(&self, (x, y): Point2) -> Point2 {
        let (dx, dy) = (x - self.origin_in_frame.0, y - self.origin_in_frame.1);
        let (ax, ay) = self.x_axis_in_frame;
        (
            (dx * ax + dy * ay) / self.unit,
            (dy * ax - dx * ay) / self.unit,
        )
    }

    /// Where a part of the face is, in face coordinates.
    pub(crate) fn part(&self, part: Part) -> Point2 {
        self.parts[part as usize]
    }

    /// The same face in a mirror, as far as face coordinates go.
    pub(crate) fn mirrored(&self) -> FaceSpace {
        let mut mirrored = *self;
        for part in Part::ALL {
            let (x, y) = self.part(part.mirrored());
            mirrored.parts[part as usize] = (-x, y);
        }
        mirrored
    }
}

/// To four digits: what is kept until the verdict need not be finer, and shorter numbers are shorter in JSON.
pub(crate) fn rounded(value: f32) -> f32 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Pose;

    fn near(a: Point2, b: Point2) -> bool {
        (a.0 - b.0).hypot(a.1 - b.1) < 0.02
    }

    #[test]
    fn a_place_on_the_face_has_the_same_coordinates_however_the_head_is_tilted_and_how_large_it_is()
    {
        for roll_deg in [-35.0f32, 0.0, 20.0] {
            for size in [0.5, 1.0, 1.7] {
                let pose = Pose {
                    roll_deg,
                    size,
                    ..Pose::default()
                };
                let space = FaceSpace::of(&pose.landmarks(), 640.0).unwrap();
                assert!(near(space.part(Part::Mouth), (0.0, 0.7)), "{space:?}");
                assert!(near(space.part(Part::LeftEye), (0.35, 0.0)));
                assert!(near(
                    space.from_frame(pose.in_frame((0.5, -1.0))),
                    (0.5, -1.0)
                ));
            }
        }
    }

    #[test]
    fn the_unit_does_not_shrink_when_the_head_turns() {
        let unit = |yaw_deg| {
            let pose = Pose {
                yaw_deg,
                ..Pose::default()
            };
            FaceSpace::of(&pose.landmarks(), 640.0).unwrap().unit
        };
        assert!((unit(40.0) / unit(0.0) - 1.0).abs() < 0.01);
        assert!((unit(-40.0) / unit(0.0) - 1.0).abs() < 0.01);
    }

    #[test]
    fn what_is_no_face_has_no_coordinates() {
        assert_eq!(FaceSpace::of(&[], 640.0), None);
        assert_eq!(FaceSpace::of(&vec![Point3::default(); 478], 640.0), None);
        let mut nan = Pose::default().landmarks();
        nan[33].x = f32::NAN;
        assert_eq!(FaceSpace::of(&nan, 640.0), None);
        let profile = Pose {
            yaw_deg: 88.0,
            ..Pose::default()
        };
        assert_eq!(FaceSpace::of(&profile.landmarks(), 640.0), None);
    }

    #[test]
    fn parts_stand_at_their_own_place() {
        for (n, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, n);
            assert_eq!(part.mirrored().mirrored(), part);
        }
    }
}
