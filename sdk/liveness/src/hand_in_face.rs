//! A hand in face coordinates: its palm, its fingers, and what it hides.

use poze_vision::HAND_POINTS;

use crate::face_space::{FaceSpace, Point2};
use crate::seen::SeenHand;

/// The palm's outline: wrist, root of the thumb, roots of the fingers.
const PALM: [usize; 6] = [0, 1, 5, 9, 13, 17];
/// Bones from joint to joint, thumb first.
const BONES: [[usize; 2]; 15] = [
    [1, 2],
    [2, 3],
    [3, 4],
    [5, 6],
    [6, 7],
    [7, 8],
    [9, 10],
    [10, 11],
    [11, 12],
    [13, 14],
    [14, 15],
    [15, 16],
    [17, 18],
    [18, 19],
    [19, 20],
];
const WRIST: usize = 0;
/// The first point of the four fingers, which are the last of the hand.
const INDEX_ROOT: usize = 5;
const MIDDLE_ROOT: usize = 9;
const INDEX_TIP: usize = 8;
/// Half of a finger's width as a part of the palm's length: 9 mm of 95 mm.
const FINGER_RADIUS: f32 = 0.1;
/// Length of a palm at the face that is seen at a right angle, at least. A shorter one is foreshortened: the palm leans
/// towards the camera, and its fingers are as wide as ever.
const PALM_LENGTH_MIN: f32 = 1.0;

/// A hand in face coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HandInFace {
    points: [Point2; HAND_POINTS],
}

impl HandInFace {
    /// `None` for a hand without its points.
    pub(crate) fn of(hand: &SeenHand, face: &FaceSpace) -> Option<HandInFace> {
        let points: [Point2; HAND_POINTS] = hand.points_in_frame.as_slice().try_into().ok()?;
        Some(HandInFace {
            points: points.map(|p| face.from_frame(p)),
        })
    }

    /// The same hand in a mirror.
    pub(crate) fn mirrored(&self) -> HandInFace {
        HandInFace {
            points: self.points.map(|(x, y)| (-x, y)),
        }
    }

    pub(crate) fn palm_centre(&self) -> Point2 {
        let sum = PALM.iter().fold((0.0, 0.0), |(x, y), &n| {
            (x + self.points[n].0, y + self.points[n].1)
        });
        (sum.0 / PALM.len() as f32, sum.1 / PALM.len() as f32)
    }

    /// The middle of the four fingers, roots to tips.
    pub(crate) fn fingers_centre(&self) -> Point2 {
        let fingers = &self.points[INDEX_ROOT..];
        let sum = fingers
            .iter()
            .fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
        (sum.0 / fingers.len() as f32, sum.1 / fingers.len() as f32)
    }

    /// From the wrist to the root of the middle finger; a hand at the face has about 1.1.
    pub(crate) fn palm_length(&self) -> f32 {
        distance(self.points[WRIST], self.points[MIDDLE_ROOT])
    }

    pub(crate) fn index_tip(&self) -> Point2 {
        self.points[INDEX_TIP]
    }

    /// How far a place is from the hand as it appears; 0 behind it.
    pub(crate) fn distance_to(&self, place: Point2) -> f32 {
        let radius = FINGER_RADIUS * self.palm_length().max(PALM_LENGTH_MIN);
        let bones = BONES
            .iter()
            .map(|&[a, b]| to_segment(place, self.points[a], self.points[b]) - radius);
        let palm = PALM.map(|n| self.points[n]);
        bones.fold(to_polygon(place, &palm), f32::min).max(0.0)
    }

    /// The least and the greatest x and y.
    pub(crate) fn corners(&self) -> (Point2, Point2) {
        let first = (self.points[0], self.points[0]);
        self.points.iter().fold(first, |(from, to), p| {
            let from = (from.0.min(p.0), from.1.min(p.1));
            (from, (to.0.max(p.0), to.1.max(p.1)))
        })
    }

    /// How many of its points lie within `radius` of a place.
    pub(crate) fn points_within(&self, place: Point2, radius: f32) -> usize {
        let near = |p: &&Point2| distance(**p, place) <= radius;
        self.points.iter().filter(near).count()
    }
}

pub(crate) fn distance(a: Point2, b: Point2) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn to_segment(p: Point2, a: Point2, b: Point2) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let along = ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
    let along = along.clamp(0.0, 1.0);
    distance(p, (a.0 + along * dx, a.1 + along * dy))
}

/// 0 inside.
fn to_polygon(p: Point2, corners: &[Point2]) -> f32 {
    let ends = corners.iter().cycle().skip(1);
    let sides: Vec<(Point2, Point2)> = corners.iter().copied().zip(ends.copied()).collect();
    // Crossings of the ray to the right: an odd number from inside.
    let crossed = |&&(a, b): &&(Point2, Point2)| {
        (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0)
    };
    if sides.iter().filter(crossed).count() % 2 == 1 {
        return 0.0;
    }
    let apart = sides.iter().map(|&(a, b)| to_segment(p, a, b));
    apart.fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_holds_what_is_inside_of_it() {
        let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        assert_eq!(to_polygon((1.0, 0.5), &square), 0.0);
        assert!((to_polygon((3.0, 1.0), &square) - 1.0).abs() < 1e-6);
        assert!((to_polygon((3.0, 3.0), &square) - 2.0f32.sqrt()).abs() < 1e-6);
    }

    /// Fingers that point upwards on a palm of this length, their tips a unit above their roots.
    fn hand(palm: f32) -> HandInFace {
        let mut points = [(0.0, palm); HAND_POINTS];
        for finger in 1..5 {
            for joint in 0..4 {
                let up = joint as f32 / 3.0;
                points[1 + 4 * finger + joint] = (0.22 * finger as f32 - 0.55, -up);
            }
        }
        HandInFace { points }
    }

    #[test]
    fn a_palm_that_leans_towards_the_camera_has_fingers_as_wide_as_ever() {
        // Beside the little finger.
        let from = |palm: f32| hand(palm).distance_to((0.33 + 0.15, -0.5));
        assert!((from(0.6) - 0.05).abs() < 2e-3, "{}", from(0.6));
        assert!((from(0.6) - from(1.0)).abs() < 2e-3);
        // A hand before the face is nearer and larger.
        assert!((from(1.3) - 0.02).abs() < 2e-3, "{}", from(1.3));
    }

    #[test]
    fn a_segment_ends() {
        assert_eq!(to_segment((5.0, 0.0), (0.0, 0.0), (2.0, 0.0)), 3.0);
        assert_eq!(to_segment((1.0, 1.0), (0.0, 0.0), (2.0, 0.0)), 1.0);
        assert_eq!(to_segment((1.0, 0.0), (0.0, 0.0), (0.0, 0.0)), 1.0);
    }
}
