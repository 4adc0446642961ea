//! Where a hand is in the picture: its palm and fingers as thick as they are.

use crate::geometry::{Point3, Rect};

use super::Hand;
use super::fingers::{ROOTS, distance};

/// Around the palm: wrist, ball of the thumb, roots of the fingers.
const PALM: [usize; 7] = [0, 1, 2, 5, 9, 13, 17];

/// Bones, from point to point: those of the fingers, and the palm's rim, which is as thick as a finger.
const BONES: [(usize, usize); 20] = [
    (0, 1),
    (1, 2),
    (2, 3),
    (3, 4),
    (5, 6),
    (6, 7),
    (7, 8),
    (9, 10),
    (10, 11),
    (11, 12),
    (13, 14),
    (14, 15),
    (15, 16),
    (17, 18),
    (18, 19),
    (19, 20),
    (2, 5),
    (5, 9),
    (13, 17),
    (17, 0),
];

/// The roots of index and little finger lie three fingers apart, and a finger's thickness is twice its radius.
const RADIUS_OF_PALM_WIDTH: f32 = 1.0 / 6.0;

/// The silhouette of one hand.
pub(crate) struct Outline<'a> {
    points: &'a [Point3],
    radius: f32,
    bounds: Rect,
}

impl<'a> Outline<'a> {
    pub(crate) fn of(hand: &'a Hand) -> Outline<'a> {
        let points = hand.landmarks_in_frame.as_slice();
        let radius = distance(points, ROOTS[1], ROOTS[4]) * RADIUS_OF_PALM_WIDTH;
        let inner = Rect::around(points);
        Outline {
            points,
            radius,
            bounds: Rect {
                x: inner.x - radius,
                y: inner.y - radius,
                width: inner.width + 2.0 * radius,
                height: inner.height + 2.0 * radius,
            },
        }
    }

    /// Whether the hand covers a point of the picture.
    pub(crate) fn covers(&self, x: f32, y: f32) -> bool {
        self.bounds.contains((x, y))
            && (self.within_palm(x, y)
                || BONES
                    .iter()
                    .any(|bone| self.off_bone(*bone, x, y) <= self.radius))
    }

    /// Even-odd rule.
    fn within_palm(&self, x: f32, y: f32) -> bool {
        let mut inside = false;
        let mut from = self.points[PALM[PALM.len() - 1]];
        for index in PALM {
            let to = self.points[index];
            let crosses = (to.y > y) != (from.y > y)
                && x < (from.x - to.x) * (y - to.y) / (from.y - to.y) + to.x;
            inside ^= crosses;
            from = to;
        }
        inside
    }

    /// Distance from a bone, in pixels.
    fn off_bone(&self, (from, to): (usize, usize), x: f32, y: f32) -> f32 {
        let (from, to) = (&self.points[from], &self.points[to]);
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let squared = dx * dx + dy * dy;
        let along = if squared > 0.0 {
            (((x - from.x) * dx + (y - from.y) * dy) / squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (x - from.x - along * dx).hypot(y - from.y - along * dy)
    }
}
