//! One thing that a visitor can do better now.

use crate::catalogue::Move;
use crate::seen::{Seen, SeenFace};
use crate::watch::{Watch, hides_face};

/// What to tell the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nobody is seen.
    NoFace,
    /// Somebody else is in the picture.
    MultipleFaces,
    /// The face is too small.
    Closer,
    /// The face is too large.
    Further,
    /// The face is off the middle.
    Centre,
    /// Too little light.
    TooDark,
    /// Too much light.
    TooBright,
    /// Blurred.
    Blurred,
    /// The neutral look should face the camera.
    LookStraight,
    /// The neutral look should be calm: mouth closed, eyes open.
    RelaxFace,
    /// It is going well; do not move.
    HoldStill,
    /// The move is not seen yet, or not far enough.
    GoOn(Move),
    /// No hand is seen.
    ShowHand,
    /// A hand is seen, but it makes another sign.
    OtherSign,
    /// The thing that is asked for is not seen.
    ShowObject,
    /// The hand or the thing is seen, but not at the face.
    CloserToFace,
    /// The hand or the thing is on the other side of the face.
    OtherSide,
}

impl Hint {
    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        match self {
            Hint::NoFace => "no-face",
            Hint::MultipleFaces => "multiple-faces",
            Hint::Closer => "closer",
            Hint::Further => "further",
            Hint::Centre => "centre",
            Hint::TooDark => "too-dark",
            Hint::TooBright => "too-bright",
            Hint::Blurred => "blurred",
            Hint::LookStraight => "look-straight",
            Hint::RelaxFace => "relax-face",
            Hint::HoldStill => "hold-still",
            Hint::GoOn(_) => "go-on",
            Hint::ShowHand => "show-your-hand",
            Hint::OtherSign => "other-sign",
            Hint::ShowObject => "show-the-object",
            Hint::CloserToFace => "closer-to-face",
            Hint::OtherSide => "other-side",
        }
    }
}

/// Limits of the guidance, from the challenge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GuideLimits {
    /// Least height of the face as a fraction of the frame's height.
    pub face_height_min: f32,
    /// Largest height of the face as a fraction of the frame's height.
    pub face_height_max: f32,
    /// Largest distance of the face's centre from the middle, as a fraction of the frame.
    pub centre_offset_max: f32,
}

/// Mean luma of a face below which a picture is too dark to judge.
pub const BRIGHTNESS_MIN: f32 = 35.0;
/// Mean luma above which it is washed out.
pub const BRIGHTNESS_MAX: f32 = 235.0;
/// Sharpness below which a picture is visibly blurred (see `FaceQuality::sharpness`).
pub const SHARPNESS_MIN: f32 = 12.0;

/// The first thing that stands in the way of seeing the face well, whatever is done with it.
pub(crate) fn obstacle<'a>(seen: &'a Seen, limits: &GuideLimits) -> Result<&'a SeenFace, Hint> {
    let Some(face) = &seen.face else {
        return Err(Hint::NoFace);
    };
    let quality = &face.quality;
    if seen.faces > 1 {
        Err(Hint::MultipleFaces)
    } else if let Some(hint) = out_of_place(face, limits) {
        Err(hint)
    } else if quality.brightness < BRIGHTNESS_MIN {
        Err(Hint::TooDark)
    } else if quality.brightness > BRIGHTNESS_MAX {
        Err(Hint::TooBright)
    } else if quality.sharpness < SHARPNESS_MIN {
        Err(Hint::Blurred)
    } else {
        Ok(face)
    }
}

fn out_of_place(face: &SeenFace, limits: &GuideLimits) -> Option<Hint> {
    let (x, y) = face.centre_in_frame;
    let offset = (x - 0.5).abs().max((y - 0.5).abs());
    if face.height_in_frame < limits.face_height_min {
        Some(Hint::Closer)
    } else if face.height_in_frame > limits.face_height_max {
        Some(Hint::Further)
    } else if offset > limits.centre_offset_max {
        Some(Hint::Centre)
    } else {
        None
    }
}

/// The first thing that stands in the way of seeing these moves. What a move itself brings about is none: a face that
/// is hidden behind a hand or has come nearer because it was asked to.
pub(crate) fn obstacle_to(
    moves: &[Move],
    seen: &Seen,
    watch: &Watch,
    limits: &GuideLimits,
) -> Option<Hint> {
    let hint = obstacle(seen, limits).err()?;
    let asked = match hint {
        Hint::NoFace => hides_face(moves) && watch.is_behind_something(seen),
        Hint::TooDark | Hint::TooBright | Hint::Blurred => hides_face(moves),
        Hint::Further => moves.contains(&Move::LeanIn),
        Hint::Closer => moves.contains(&Move::LeanBack),
        _ => false,
    };
    (!asked).then_some(hint)
}

/// How a move that is not seen yet, or not far enough, is best helped.
pub(crate) fn helping(mv: Move, seen: &Seen, watch: &Watch) -> Hint {
    let other_side = || {
        let other = mv.mirrored();
        other != mv && watch.score(other, seen) == Some(1.0)
    };
    match mv {
        Move::Sign(_) | Move::SignBeside(..) | Move::Fingers(_) | Move::Touch(_)
            if no_hand(seen) =>
        {
            Hint::ShowHand
        }
        Move::Sign(_) | Move::Fingers(_) => Hint::OtherSign,
        // The sign comes first: a hand may make it on its way.
        Move::SignBeside(gesture, _) if watch.score(Move::Sign(gesture), seen) != Some(1.0) => {
            Hint::OtherSign
        }
        Move::Hold(prop, _) if !seen.objects.iter().flatten().any(|o| o.prop == prop) => {
            Hint::ShowObject
        }
        Move::Touch(_) | Move::SignBeside(..) | Move::Hold(..) if other_side() => Hint::OtherSide,
        Move::Touch(_) | Move::SignBeside(..) | Move::Hold(..)
            if watch.score(mv, seen) == Some(0.0) =>
        {
            Hint::CloserToFace
        }
        _ => Hint::GoOn(mv),
    }
}

fn no_hand(seen: &Seen) -> bool {
    seen.hands.as_ref().is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Place, Prop, Side, Touch};
    use crate::testing::{Scene, flipped, neutral, object, open_hand, palm_over};
    use poze_vision::{Gesture, Hand, Object};

    fn help(mv: Move, hands: Vec<Hand>, objects: Vec<Object>) -> Hint {
        let scene = Scene {
            hands: Some(hands),
            objects: Some(objects),
            ..Scene::default()
        };
        let seen = scene.seen(0);
        let mut watch = Watch::new(neutral());
        watch.take(&seen);
        helping(mv, &seen, &watch)
    }

    #[test]
    fn hands_are_led_to_the_face() {
        let cover = Move::Touch(Touch::HandOnLeftCheek);
        assert_eq!(help(cover, vec![], vec![]), Hint::ShowHand);
        assert_eq!(
            help(cover, vec![open_hand((-2.0, 2.5), 1.0)], vec![]),
            Hint::CloserToFace
        );
        let right = vec![flipped(open_hand((0.75, 0.8), 1.0))];
        assert_eq!(help(cover, right, vec![]), Hint::OtherSide);
        let fist = Move::Sign(Gesture::Fist);
        assert_eq!(
            help(fist, vec![palm_over((1.0, 1.0))], vec![]),
            Hint::OtherSign
        );
        assert_eq!(help(Move::Smile, vec![], vec![]), Hint::GoOn(Move::Smile));
    }

    #[test]
    fn a_sign_beside_a_cheek_is_first_made_and_then_led_there() {
        let mv = Move::SignBeside(Gesture::OpenPalm, Side::Left);
        assert_eq!(help(mv, vec![], vec![]), Hint::ShowHand);
        let mut fist = open_hand((1.3, 0.9), 0.9);
        fist.gesture = Some(Gesture::Fist);
        assert_eq!(help(mv, vec![fist], vec![]), Hint::OtherSign);
        let there = open_hand((1.3, 0.9), 0.9);
        assert_eq!(
            help(mv, vec![flipped(there.clone())], vec![]),
            Hint::OtherSide
        );
        assert_eq!(
            help(mv, vec![open_hand((-2.9, 3.6), 0.9)], vec![]),
            Hint::CloserToFace
        );
        let scene = Scene {
            hands: Some(vec![there]),
            ..Scene::default()
        };
        let seen = scene.seen(0);
        let mut watch = Watch::new(neutral());
        watch.take(&seen);
        assert_eq!(watch.score(mv, &seen), Some(1.0));
    }

    #[test]
    fn things_are_led_to_the_face() {
        let cup = Move::Hold(Prop::Cup, Place::RightCheek);
        assert_eq!(
            help(cup, vec![], vec![object("banana", (-1.3, 0.6), 0.8)]),
            Hint::ShowObject
        );
        assert_eq!(
            help(cup, vec![], vec![object("cup", (1.3, 0.6), 0.8)]),
            Hint::OtherSide
        );
        assert_eq!(
            help(cup, vec![], vec![object("cup", (-3.0, 3.0), 0.8)]),
            Hint::CloserToFace
        );
    }

    #[test]
    fn what_was_asked_for_is_no_obstacle() {
        let limits = GuideLimits {
            face_height_min: 0.3,
            face_height_max: 0.6,
            centre_offset_max: 0.25,
        };
        let mut watch = Watch::new(neutral());
        let mut seen = Scene::default().seen(0);
        watch.take(&seen);
        let cover = [Move::Touch(Touch::CoverMouth)];
        assert_eq!(obstacle_to(&cover, &seen, &watch, &limits), None);
        seen.face.as_mut().unwrap().height_in_frame = 0.8;
        let further = Some(Hint::Further);
        assert_eq!(obstacle_to(&[Move::Smile], &seen, &watch, &limits), further);
        assert_eq!(obstacle_to(&[Move::LeanIn], &seen, &watch, &limits), None);
        assert_eq!(
            obstacle_to(&[Move::LeanBack], &seen, &watch, &limits),
            further
        );
        let hidden = Seen {
            t_ms: 300,
            ..Seen::default()
        };
        assert_eq!(obstacle_to(&cover, &hidden, &watch, &limits), None);
        assert_eq!(
            obstacle_to(&[Move::Smile], &hidden, &watch, &limits),
            Some(Hint::NoFace)
        );
        let long_after = Seen {
            t_ms: 30_000,
            ..hidden
        };
        assert_eq!(
            obstacle_to(&cover, &long_after, &watch, &limits),
            Some(Hint::NoFace)
        );
    }
}
