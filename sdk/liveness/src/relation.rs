//! Where a hand or a thing is at a face: scores from 0 (not there) to 1 (as asked), in face coordinates.
//!
//! Each border is an anatomical length in outer eye distances (8.9 cm): an eye is 0.3 long and the eyes' centres lie
//! 0.7 apart, the mouth is 0.57 wide, a finger 0.2, a palm 1.0. Between "as asked" and "not there" scores fall evenly,
//! so that a guide can say warmer or colder. Only the right side is computed from the left one, in the mirror.

use crate::catalogue::{Place, Side, Touch};
use crate::face_space::{FaceSpace, Part, Point2};
use crate::hand_in_face::{HandInFace, distance};
use crate::seen::SeenObject;

/// 0 at `none` and beyond it, 1 at `full` and beyond it, even in between.
pub(crate) fn ramp(value: f32, none: f32, full: f32) -> f32 {
    ((value - none) / (full - none)).clamp(0.0, 1.0)
}

/// How well a hand does what is asked.
pub(crate) fn touching(touch: Touch, hand: &HandInFace, face: &FaceSpace) -> f32 {
    let mirrored = |touch| touching(touch, &hand.mirrored(), &face.mirrored());
    let score = match touch {
        Touch::CoverLeftEye => covering_left_eye(hand, face),
        Touch::CoverMouth => covering_mouth(hand, face),
        Touch::FingerOnNose => finger_on_nose(hand, face),
        Touch::HandOnLeftCheek => on_left_cheek(hand, face),
        Touch::HandOnHead => on_head(hand, face),
        Touch::PressLeftCheek => pressing_left_cheek(hand, face),
        Touch::CoverRightEye => return mirrored(Touch::CoverLeftEye),
        Touch::HandOnRightCheek => return mirrored(Touch::HandOnLeftCheek),
        Touch::PressRightCheek => return mirrored(Touch::PressLeftCheek),
    };
    score * of_this_person(hand)
}

/// A hand that is much smaller or larger than the face's is another person's, or nowhere near. At the face a palm is
/// 0.7 to 1.3 long (foreshortened, or nearer to the camera).
fn of_this_person(hand: &HandInFace) -> f32 {
    let length = hand.palm_length();
    ramp(length, 0.3, 0.5) * ramp(length, 2.4, 1.8)
}

/// The places lie so close to the hand's outline, at most, that nothing of them shows.
fn hidden(hand: &HandInFace, places: &[Point2]) -> f32 {
    let furthest = places.iter().map(|&place| hand.distance_to(place));
    ramp(furthest.fold(0.0, f32::max), 0.5, 0.1)
}

/// The nearest of the places is clear of the hand.
fn clear(hand: &HandInFace, places: &[Point2]) -> f32 {
    let nearest = places.iter().map(|&place| hand.distance_to(place));
    ramp(nearest.fold(f32::INFINITY, f32::min), 0.0, 0.08)
}

/// A part and what lies so far beside it on both sides.
fn spread(face: &FaceSpace, part: Part, aside: f32) -> [Point2; 3] {
    let (x, y) = face.part(part);
    [(x - aside, y), (x, y), (x + aside, y)]
}

fn eyes(face: &FaceSpace) -> [Point2; 2] {
    [face.part(Part::LeftEye), face.part(Part::RightEye)]
}

fn covering_left_eye(hand: &HandInFace, face: &FaceSpace) -> f32 {
    hidden(hand, &spread(face, Part::LeftEye, 0.12)) * clear(hand, &[face.part(Part::RightEye)])
}

fn covering_mouth(hand: &HandInFace, face: &FaceSpace) -> f32 {
    hidden(hand, &spread(face, Part::Mouth, 0.2)) * clear(hand, &eyes(face))
}

/// The fingertip is at most a finger's width from the tip of the nose, and the palm further than a palm's half.
fn finger_on_nose(hand: &HandInFace, face: &FaceSpace) -> f32 {
    let nose = face.part(Part::NoseTip);
    let touching = ramp(distance(hand.index_tip(), nose), 0.6, 0.22);
    let palm_away = ramp(distance(hand.palm_centre(), nose), 0.45, 0.65);
    touching * palm_away * clear(hand, &eyes(face))
}

/// Enough of the hand lies around the cheek, and neither mouth nor nose is hidden.
fn on_left_cheek(hand: &HandInFace, face: &FaceSpace) -> f32 {
    let cheek = face.part(Part::LeftCheek);
    let touching = ramp(hand.distance_to(cheek), 0.5, 0.15);
    let flat = ramp(hand.points_within(cheek, 0.8) as f32, 4.0, 8.0);
    touching * flat * clear(hand, &[face.part(Part::Mouth), face.part(Part::RightEye)])
}

/// The fingertip is on the cheek, between its middle and the face's edge, and little else of the hand is.
fn pressing_left_cheek(hand: &HandInFace, face: &FaceSpace) -> f32 {
    let (cheek, edge) = (face.part(Part::LeftCheek), face.part(Part::LeftEdge));
    let outer = ((cheek.0 + edge.0) / 2.0, cheek.1);
    let tip = hand.index_tip();
    let touching = ramp(distance(tip, cheek).min(distance(tip, outer)), 0.55, 0.25);
    let alone = ramp(hand.points_within(cheek, 0.6) as f32, 9.0, 5.0);
    touching * alone * clear(hand, &[face.part(Part::Mouth), face.part(Part::LeftEye)])
}

/// The fingers lie above the hairline, not beside the head, and reach near the crown; the palm may lie at a temple.
fn on_head(hand: &HandInFace, face: &FaceSpace) -> f32 {
    let (x, y) = hand.fingers_centre();
    let (top_x, hairline) = face.part(Part::Forehead);
    // The crown is as far above the hairline as the hairline is above the brows: a third of a unit.
    let crown = (top_x, hairline - 0.35);
    let above = ramp(y, hairline + 0.15, hairline - 0.05);
    let over = ramp((x - top_x).abs(), 1.3, 0.8);
    above * over * ramp(hand.distance_to(crown), 0.9, 0.5) * clear(hand, &eyes(face))
}

/// A box in face coordinates, upright in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BoxInFace {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl BoxInFace {
    /// The box keeps its sides: on a tilted head it is turned about its middle, since how the thing itself is turned
    /// is not known.
    pub(crate) fn of(object: &SeenObject, face: &FaceSpace) -> BoxInFace {
        let ((l, t), (r, b)) = (object.from_in_frame, object.to_in_frame);
        let (x, y) = face.from_frame(((l + r) / 2.0, (t + b) / 2.0));
        let (half_width, half_height) = ((r - l) / 2.0 / face.unit, (b - t) / 2.0 / face.unit);
        BoxInFace {
            left: x - half_width,
            top: y - half_height,
            right: x + half_width,
            bottom: y + half_height,
        }
    }

    fn around(hand: &HandInFace) -> BoxInFace {
        let ((left, top), (right, bottom)) = hand.corners();
        BoxInFace {
            left,
            top,
            right,
            bottom,
        }
    }

    fn mirrored(self) -> BoxInFace {
        BoxInFace {
            left: -self.right,
            right: -self.left,
            ..self
        }
    }

    fn centre(&self) -> Point2 {
        (
            (self.left + self.right) / 2.0,
            (self.top + self.bottom) / 2.0,
        )
    }

    /// 0 inside.
    fn distance_to(&self, (x, y): Point2) -> f32 {
        let dx = (self.left - x).max(x - self.right).max(0.0);
        let dy = (self.top - y).max(y - self.bottom).max(0.0);
        dx.hypot(dy)
    }
}

/// How well a thing is where it is asked to be.
pub(crate) fn held_at(place: Place, object: &BoxInFace, face: &FaceSpace) -> f32 {
    match place {
        Place::LeftCheek => beside_left_cheek(object, face),
        Place::RightCheek => beside_left_cheek(&object.mirrored(), &face.mirrored()),
        Place::Head => thing_on_head(object, face),
        Place::Mouth => before_mouth(object, face),
    }
}

/// Its middle is nearer to the face's edge than to its middle, or outside; it begins at most a hand's width beside the
/// edge; and it is, in part, at the height between eyes and chin.
fn beside_left_cheek(object: &BoxInFace, face: &FaceSpace) -> f32 {
    let edge = face.part(Part::LeftEdge).0;
    let chin = face.part(Part::Chin).1;
    let (x, _) = object.centre();
    let aside = ramp(x, 0.3 * edge, 0.7 * edge);
    let near = ramp(object.left - edge, 1.1, 0.6);
    let level = object.bottom.min(chin) - object.top.max(0.0);
    let level = ramp(level, 0.0, ((object.bottom - object.top) / 2.0).min(0.3));
    aside * near * level
}

/// Its lower edge is between the crown and the brows, its middle above the hairline.
fn thing_on_head(object: &BoxInFace, face: &FaceSpace) -> f32 {
    let (top_x, hairline) = face.part(Part::Forehead);
    let (x, y) = object.centre();
    let over = ramp((x - top_x).abs(), 1.2, 0.7);
    let above = ramp(y, hairline + 0.1, hairline - 0.1);
    let down = ramp(object.bottom, hairline - 1.2, hairline - 0.8);
    let not_before_eyes = ramp(object.bottom, 0.1, -0.15);
    over * above * down * not_before_eyes
}

/// A hand of the face's size whose box is beside the cheek, as a thing's would be.
pub(crate) fn beside_cheek(side: Side, hand: &HandInFace, face: &FaceSpace) -> f32 {
    let place = match side {
        Side::Left => Place::LeftCheek,
        Side::Right => Place::RightCheek,
    };
    held_at(place, &BoxInFace::around(hand), face) * of_this_person(hand)
}

/// It hides the mouth and its middle is in the lower half of the face.
fn before_mouth(object: &BoxInFace, face: &FaceSpace) -> f32 {
    let mouth = face.part(Part::Mouth);
    ramp(object.distance_to(mouth), 0.4, 0.05) * ramp(distance(object.centre(), mouth), 1.3, 0.8)
}

#[cfg(test)]
mod tests;
