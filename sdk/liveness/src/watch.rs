//! Follows the frames of one step: what each frame says about a move, in the light of those before it. The guide and
//! the judgement both see through it, so that they cannot differ.

use poze_vision::Gesture;

use crate::catalogue::{Move, Tag};
use crate::face_space::{FaceSpace, Point2};
use crate::hand_in_face::{HandInFace, distance};
use crate::measure::progress;
use crate::neutral::Neutral;
use crate::path::Path;
use crate::relation::{BoxInFace, beside_cheek, held_at, ramp, touching};
use crate::seen::{Seen, SeenFace, SeenHand, SeenObject};

/// A face behind a hand is where it was last seen in the open, for this long. Twice the usual hold and the time that a
/// hand takes to get there; heads that keep still drift by less than a tenth of a unit in it.
const LAST_GOOD_MS: u32 = 2_000;
/// The face behind a hand is believed when it lies so near to where it was in the open, in its units: landmarks of
/// hidden parts wobble, but a head may well move under a hand.
const SAME_PLACE: f32 = 0.25;
/// And when its size differs by no more than this.
const SAME_SIZE: f32 = 0.15;
/// A hand this near to the line between eyes and mouth, in units, may hide them.
const BEFORE_FACE: f32 = 0.6;

/// A hand that is read in one frame and in the next is not, for no longer than this, was not taken away and brought back:
/// it was missed. A frame at the usual 150 ms, which come a little later now and then. Of the frames of
/// `WolfgangLanger_Pexels` in which fingers lie on a cheek and the palm is cut off by the picture's edge, every other
/// one shows no hand to the networks, at 640 pixels as at 320.
const HAND_MISSED_MS: u32 = 200;

/// A sign is as clear as asked at this score.
const SIGN_SCORE: f32 = 0.5;
/// Every finger must be at least so far from half bent, 0..1, for a number of fingers to be clear.
const FINGER_CLEAR: f32 = 0.5;
/// A thing is as sure as asked at this score, and is not there below half of it.
const OBJECT_SCORE: f32 = 0.4;

/// What one frame says, and those before it.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    neutral: Neutral,
    path: Path,
    /// The face's coordinates when nothing was before it, with the time.
    open: Option<(u32, FaceSpace)>,
    /// When a hand was last seen.
    hand_ms: Option<u32>,
}

impl Watch {
    /// From a neutral look on.
    pub(crate) fn new(neutral: Neutral) -> Watch {
        Watch {
            neutral,
            path: Path::default(),
            open: None,
            hand_ms: None,
        }
    }

    /// Takes the next frame, in order of time.
    pub(crate) fn take(&mut self, seen: &Seen) {
        if seen.hands.as_ref().is_some_and(|hands| !hands.is_empty()) {
            self.hand_ms = Some(seen.t_ms);
        }
        let Some(face) = &seen.face else {
            return;
        };
        self.path.take(seen.t_ms, face, &self.neutral);
        if let Some(space) = &face.space
            && !is_hidden(seen, space)
        {
            self.open = Some((seen.t_ms, *space));
        }
    }

    /// The coordinates of the face in a frame that was taken: its own, unless a hand is before it and it seems to have
    /// jumped, or it is not seen at all. Then those in which it was last seen in the open, if that was not long ago.
    pub(crate) fn space(&self, seen: &Seen) -> Option<FaceSpace> {
        let now = seen.face.as_ref().and_then(|face| face.space);
        let recent = |(t_ms, _): &(u32, FaceSpace)| seen.t_ms.saturating_sub(*t_ms) <= LAST_GOOD_MS;
        let open = self.open.filter(recent).map(|(_, space)| space);
        match (now, open) {
            (Some(now), Some(open)) if is_same(&now, &open) || !is_hidden(seen, &now) => Some(now),
            (_, Some(open)) => Some(open),
            (now, None) => now,
        }
    }

    /// Whether a face that is not seen now was seen in the open a moment ago.
    pub(crate) fn is_behind_something(&self, seen: &Seen) -> bool {
        seen.face.is_none() && self.space(seen).is_some()
    }

    /// Whether a hand was seen so shortly before that it is there still.
    fn has_hand(&self, t_ms: u32) -> bool {
        self.hand_ms
            .is_some_and(|seen_ms| t_ms.saturating_sub(seen_ms) <= HAND_MISSED_MS)
    }

    /// How far a move is done in a frame that was taken, 0..1, 1 = as far as asked; `None` when nobody looked for what
    /// it needs, or when it needs a hand and the one that was there is missed. A frame that shows neither face nor hand is one in which it is not done.
    pub(crate) fn score(&self, mv: Move, seen: &Seen) -> Option<f32> {
        // What is no number is not done: `min` over a hold would pass over it.
        let score = self.measure(mv, seen)?;
        Some(if score.is_nan() { 0.0 } else { score })
    }

    fn measure(&self, mv: Move, seen: &Seen) -> Option<f32> {
        match mv {
            Move::Sign(_) | Move::SignBeside(..) | Move::Fingers(_) | Move::Touch(_) => {
                let hands = seen.hands.as_ref()?;
                if hands.is_empty() && self.has_hand(seen.t_ms) {
                    return None;
                }
                let space = self.space(seen);
                let scores = hands.iter().map(|hand| of_hand(mv, hand, space.as_ref()));
                Some(scores.fold(0.0, f32::max))
            }
            Move::Hold(prop, place) => {
                let objects = seen.objects.as_ref()?;
                let Some(space) = self.space(seen) else {
                    return Some(0.0);
                };
                let asked = objects.iter().filter(|object| object.prop == prop);
                let scores = asked.map(|object| {
                    held_at(place, &BoxInFace::of(object, &space), &space) * sureness(object)
                });
                Some(scores.fold(0.0, f32::max))
            }
            Move::Nod | Move::Shake => self.path.progress(mv),
            Move::TurnLeft
            | Move::TurnRight
            | Move::LookUp
            | Move::LookDown
            | Move::TiltLeft
            | Move::TiltRight
            | Move::LeanIn
            | Move::LeanBack
            | Move::MouthOpen
            | Move::EyesClosed
            | Move::WinkLeft
            | Move::WinkRight
            | Move::BrowsUp
            | Move::Kiss
            | Move::Smile => {
                let of = |face: &SeenFace| progress(mv, face, &self.neutral);
                seen.face.as_ref().map_or(Some(0.0), of)
            }
        }
    }
}

/// How well a hand does a move of hands; a touch needs a face, a sign beside a face should be of a hand of its size.
pub(crate) fn of_hand(mv: Move, hand: &SeenHand, face: Option<&FaceSpace>) -> f32 {
    let in_face = face.and_then(|space| Some((HandInFace::of(hand, space)?, space)));
    match (mv, in_face) {
        (Move::Touch(touch), Some((hand, space))) => touching(touch, &hand, space),
        (Move::Sign(gesture), _) => sign(gesture, hand),
        (Move::SignBeside(gesture, side), Some((placed, space))) => {
            sign(gesture, hand).min(beside_cheek(side, &placed, space))
        }
        (Move::Fingers(fingers), _) => {
            let straight = hand.straightness.iter().filter(|s| **s >= 0.5).count();
            let clear = hand.straightness.iter().map(|s| (2.0 * s - 1.0).abs());
            if straight == fingers.count() {
                ramp(clear.fold(1.0, f32::min), 0.0, FINGER_CLEAR)
            } else {
                0.0
            }
        }
        _ => 0.0,
    }
}

/// How clear a sign is.
fn sign(gesture: Gesture, hand: &SeenHand) -> f32 {
    if hand.gesture == Some(gesture) {
        ramp(hand.gesture_score, 0.0, SIGN_SCORE)
    } else {
        0.0
    }
}

/// How sure it is that the thing is there.
pub(crate) fn sureness(object: &SeenObject) -> f32 {
    ramp(object.score, OBJECT_SCORE / 2.0, OBJECT_SCORE)
}

/// Whether a hand, or a thing, is before a face of these coordinates.
fn is_hidden(seen: &Seen, space: &FaceSpace) -> bool {
    let middle: [Point2; 2] = [(0.0, 0.0), (0.0, 0.7)];
    let hands = seen.hands.iter().flatten();
    let mut hands = hands.filter_map(|hand| HandInFace::of(hand, space));
    let objects = seen.objects.iter().flatten();
    let mut objects =
        objects.map(|object| held_at(crate::Place::Mouth, &BoxInFace::of(object, space), space));
    hands.any(|hand| middle.iter().any(|&p| hand.distance_to(p) < BEFORE_FACE))
        || objects.any(|mouth| mouth > 0.0)
}

/// Whether two coordinates are of one face that has hardly moved.
fn is_same(now: &FaceSpace, open: &FaceSpace) -> bool {
    let moved = distance(open.from_frame(now.origin_in_frame), (0.0, 0.0));
    moved <= SAME_PLACE && (now.unit / open.unit - 1.0).abs() <= SAME_SIZE
}

/// Whether a step hides the face, so that not seeing it is no mistake of the visitor's.
pub(crate) fn hides_face(moves: &[Move]) -> bool {
    moves.iter().any(|mv| mv.has(Tag::Occludes))
}

#[cfg(test)]
mod tests;
