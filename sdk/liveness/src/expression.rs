//! What a face does, from blendshapes and from the shape of its landmarks: each has cases in which it is blind, so
//! where both say something they are combined.

use poze_vision::{Blendshape, Face, Point3};

/// How far eyes, mouth and brows are from rest; 0 nothing to 1 fully, unless it says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenExpression {
    /// How far the left eye is closed.
    pub left_eye_closed: f32,
    /// How far the right eye is closed.
    pub right_eye_closed: f32,
    /// How far the mouth is open; 0.25 is open.
    pub mouth_open: f32,
    /// Mean of the inner and outer brows.
    pub brows_up: f32,
    /// Of the corner of the mouth that smiles least.
    pub smile: f32,
    /// How far the lips are pushed forward.
    pub pucker: f32,
    /// Width of the mouth as a part of the distance of the outer eye corners, about 0.57; 0 if it was not measured.
    pub mouth_width: f32,
}

impl SeenExpression {
    /// How far the eye that is closed least is closed.
    pub fn eyes_closed(&self) -> f32 {
        self.left_eye_closed.min(self.right_eye_closed)
    }

    /// By how much the left eye is closed further than the right one; negative for the right one.
    pub fn wink(&self) -> f32 {
        self.left_eye_closed - self.right_eye_closed
    }

    pub(crate) fn of(face: &Face) -> SeenExpression {
        // Where nobody looked for expressions there are none.
        let expressions = face.expressions.as_ref();
        let shape = |s| expressions.map_or(0.0, |expressions| expressions.get(s));
        let geometry = Geometry::of(&face.landmarks_in_frame);
        let lifted = shape(Blendshape::MouthSmileLeft).min(shape(Blendshape::MouthSmileRight));
        let closed = |blink: Blendshape, opening: Option<f32>| {
            let blink = shape(blink);
            let closed = opening.map_or(blink, |opening| (blink + lids_closed(opening)) / 2.0);
            (closed - SMILE_SQUINT * lifted).max(0.0)
        };
        let left_eye_closed = closed(Blendshape::EyeBlinkLeft, geometry.map(|g| g.left_opening));
        let right_eye_closed = closed(Blendshape::EyeBlinkRight, geometry.map(|g| g.right_opening));
        let wink = (left_eye_closed - right_eye_closed).abs();
        let upper_lip_up =
            (shape(Blendshape::MouthUpperUpLeft) + shape(Blendshape::MouthUpperUpRight)) / 2.0;
        let lips_apart = geometry.map_or(0.0, |g| {
            ((g.lip_gap - UPPER_LIP_GAP * upper_lip_up - SMILE_GAP * lifted)
                / g.mouth_width.max(0.2))
            .max(0.0)
        });
        SeenExpression {
            left_eye_closed,
            right_eye_closed,
            mouth_open: shape(Blendshape::JawOpen)
                .max(LIPS_TO_JAW * lips_apart)
                .min(1.0),
            brows_up: (shape(Blendshape::BrowInnerUp)
                + shape(Blendshape::BrowOuterUpLeft)
                + shape(Blendshape::BrowOuterUpRight))
                / 3.0,
            smile: (lifted - WINK_LIFT * wink).max(0.0),
            pucker: shape(Blendshape::MouthPucker),
            mouth_width: geometry.map_or(0.0, |g| g.mouth_width),
        }
    }
}

/// Opening between the lids, as a part of the eye's length, of an eye that is open: the median over 80 grey pictures
/// of 8 people with open eyes is 0.30.
const LIDS_OPEN: f32 = 0.30;
/// The same of a closed one: lashes and lids keep the landmarks 0.03 to 0.13 apart (9 people).
const LIDS_CLOSED: f32 = 0.06;

/// 0 open to 1 closed. The blink shape alone reads 0.41 to 0.55 both of eyes that are closed, on some faces, and of
/// open ones that are seen from below; the lids alone, of eyes that squint.
fn lids_closed(opening: f32) -> f32 {
    ((LIDS_OPEN - opening) / (LIDS_OPEN - LIDS_CLOSED)).clamp(0.0, 1.0)
}

/// What a full smile narrows an eye by: of 17 news photos that would be taken for closed eyes without it, half are
/// laughs with open eyes.
const SMILE_SQUINT: f32 = 0.15;
/// What a full wink lifts the corners of the mouth by: two of eight winks would be taken for smiles without it.
const WINK_LIFT: f32 = 0.5;

/// What an upper lip that is fully raised (bared teeth) adds to the gap between the lips, in outer eye distances: two
/// grimaces with closed jaws have gaps of 0.12 and 0.13.
const UPPER_LIP_GAP: f32 = 0.15;
/// What a full smile adds: 18 smiles with closed jaws have gaps of 0.08 to 0.18.
const SMILE_GAP: f32 = 0.10;
/// A gap of a fifth of the mouth's width, with teeth and smile taken off, counts as much as a `jawOpen` of 0.25: the
/// shape reads only 0.04 on a beard (one of 9 open mouths), whose lips are 0.21 of the mouth's width apart.
const LIPS_TO_JAW: f32 = 1.25;

/// Distances on a face in space, so that turning it does not change them.
#[derive(Clone, Copy)]
struct Geometry {
    /// Between the lids, as a part of the eye's length.
    left_opening: f32,
    right_opening: f32,
    /// Between the lips, as a part of the distance of the outer eye corners.
    lip_gap: f32,
    /// Between the corners of the mouth, likewise.
    mouth_width: f32,
}

/// Corners of an eye, then its upper lid and the points of the lower lid below them.
struct Eye {
    corners: [usize; 2],
    lids: [[usize; 2]; 3],
}

const LEFT_EYE: Eye = Eye {
    corners: [362, 263],
    lids: [[385, 380], [386, 374], [387, 373]],
};
const RIGHT_EYE: Eye = Eye {
    corners: [133, 33],
    lids: [[158, 153], [159, 145], [160, 144]],
};
const OUTER_EYES: [usize; 2] = [33, 263];
const INNER_LIPS: [usize; 2] = [13, 14];
const MOUTH_CORNERS: [usize; 2] = [61, 291];

impl Geometry {
    /// `None` without landmarks, or when all lie on one spot.
    fn of(landmarks: &[Point3]) -> Option<Geometry> {
        let apart = |[a, b]: [usize; 2]| {
            let (a, b) = (landmarks.get(a)?, landmarks.get(b)?);
            let flat = (a.x - b.x).hypot(a.y - b.y);
            Some(flat.hypot(a.z - b.z))
        };
        let some = |length: f32| (length.is_finite() && length > 0.0).then_some(length);
        let opening = |eye: &Eye| {
            let [a, b, c] = eye.lids.map(apart);
            Some((a? + b? + c?) / 3.0 / some(apart(eye.corners)?)?)
        };
        let unit = some(apart(OUTER_EYES)?)?;
        Some(Geometry {
            left_opening: opening(&LEFT_EYE)?,
            right_opening: opening(&RIGHT_EYE)?,
            lip_gap: apart(INNER_LIPS)? / unit,
            mouth_width: apart(MOUTH_CORNERS)? / unit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scene;

    fn of(change: impl FnOnce(&mut Scene)) -> SeenExpression {
        let mut scene = Scene::default();
        change(&mut scene);
        SeenExpression::of(&scene.observation().faces[0])
    }

    #[test]
    fn lids_and_blink_agree_before_an_eye_is_closed() {
        let open = of(|_| ()).eyes_closed();
        let blink = of(|s| s.blink = (0.5, 0.5)).eyes_closed();
        let both = of(|s| {
            s.blink = (0.5, 0.5);
            s.lid_gap = (0.08, 0.08);
        });
        assert!(open < 0.1 && blink < 0.4, "{open} {blink}");
        assert!(both.eyes_closed() > 0.6, "{both:?}");
    }

    #[test]
    fn one_closed_eye_is_a_wink_of_its_side() {
        let left = of(|s| {
            s.blink = (0.5, 0.1);
            s.lid_gap = (0.1, 0.3);
        });
        assert!(left.wink() > 0.5 && left.eyes_closed() < 0.2, "{left:?}");
    }

    #[test]
    fn bared_teeth_and_smiles_do_not_open_a_mouth_and_lips_apart_do() {
        let lips = of(|s| s.lip_gap = 0.15).mouth_open;
        assert!(lips > 0.25, "{lips}");
        let grimace = of(|s| {
            s.lip_gap = 0.13;
            s.upper_lip_up = 0.8;
        });
        assert!(grimace.mouth_open < 0.1, "{grimace:?}");
        let smile = of(|s| {
            s.lip_gap = 0.15;
            s.smile = (0.9, 0.9);
            s.upper_lip_up = 0.3;
        });
        assert!(smile.mouth_open < 0.15, "{smile:?}");
    }

    #[test]
    fn a_smile_needs_both_corners() {
        assert_eq!(of(|s| s.smile = (0.9, 0.2)).smile, 0.2);
    }

    #[test]
    fn without_landmarks_the_shapes_speak_alone() {
        let scene = Scene {
            blink: (0.7, 0.6),
            jaw_open: 0.4,
            ..Scene::default()
        };
        let mut face = scene.observation().faces.remove(0);
        face.landmarks_in_frame.clear();
        let seen = SeenExpression::of(&face);
        assert!((seen.eyes_closed() - 0.6).abs() < 0.01);
        assert_eq!((seen.mouth_open, seen.mouth_width), (0.4, 0.0));
    }
}
