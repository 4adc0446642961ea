//! One picture by itself, with no neutral look: against an average one.

use crate::catalogue::{Move, Tag};
use crate::neutral::Neutral;
use crate::seen::{Seen, SeenFace};
use crate::watch::Watch;

/// Degrees. A little lower than in a run, in which 15 degrees against the visitor's own look are asked for: 87 frontal
/// faces read 9 at most (8 people), one that is turned "slightly" 13.4, 13 that are turned 14.5 and more (2 people).
const TURN_DEG: f32 = 14.0;
/// Degrees. Higher than in a run: heads that turn without tilting read up to 14 (one person).
const TILT_DEG: f32 = 16.0;
/// Nine open mouths read 0.26 and more (9 people), 151 others less than 0.25; of 108 news photos above it, of which 36
/// were looked at, nearly all show mouths open in speech or laughter.
pub(crate) const MOUTH_OPEN: f32 = 0.25;
/// Of the eye that is closed least: closed ones read 0.57 and more (9 pictures of 9 people), open ones 0.50 at most, but
/// for one wink that narrows both, one sad look, and one picture of closed eyes that is labelled otherwise.
pub(crate) const EYES_CLOSED: f32 = 0.55;
const SMILE: f32 = 0.50;
/// Faces without a wink read up to 0.18, but for one; seven of eight winks 0.22 and more (8 people).
const WINK: f32 = 0.20;
const WINK_CLOSED: f32 = 0.40;

/// Judges one picture by itself. `None` when the move cannot be told so (brows, lips and the size of faces differ too
/// much between people, pitch depends on the camera's place, a movement has no single picture) or when nobody looked
/// for what it needs.
pub fn judge_alone(seen: &Seen, mv: Move) -> Option<bool> {
    let face = seen.face.as_ref();
    let read = |reads: fn(&SeenFace) -> bool| Some(face.is_some_and(reads));
    match mv {
        Move::TurnLeft => read(|f| f.angles.yaw_deg >= TURN_DEG),
        Move::TurnRight => read(|f| f.angles.yaw_deg <= -TURN_DEG),
        Move::TiltLeft => read(|f| f.angles.roll_deg >= TILT_DEG),
        Move::TiltRight => read(|f| f.angles.roll_deg <= -TILT_DEG),
        Move::MouthOpen => read(|f| f.expression.mouth_open >= MOUTH_OPEN),
        Move::EyesClosed => read(|f| f.expression.eyes_closed() >= EYES_CLOSED),
        Move::Smile => read(|f| f.expression.smile >= SMILE),
        Move::WinkLeft => {
            read(|f| f.expression.wink() >= WINK && f.expression.left_eye_closed >= WINK_CLOSED)
        }
        Move::WinkRight => {
            read(|f| f.expression.wink() <= -WINK && f.expression.right_eye_closed >= WINK_CLOSED)
        }
        Move::LookUp
        | Move::LookDown
        | Move::Nod
        | Move::Shake
        | Move::LeanIn
        | Move::LeanBack
        | Move::BrowsUp
        | Move::Kiss => None,
        Move::Sign(_)
        | Move::SignBeside(..)
        | Move::Fingers(_)
        | Move::Touch(_)
        | Move::Hold(..) => judge_against(seen, &Neutral::default(), mv),
    }
}

/// Judges one picture against a neutral look of the same person, as a frame of a run is. `None` for a movement there
/// and back, or when nobody looked for what the move needs.
pub fn judge_against(seen: &Seen, neutral: &Neutral, mv: Move) -> Option<bool> {
    let mut watch = Watch::new(*neutral);
    watch.take(seen);
    let score = watch.score(mv, seen).filter(|_| mv.has(Tag::Stillness));
    score.map(|score| score >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::Gesture;

    use crate::testing::{Scene, open_hand, seen};

    #[test]
    fn a_picture_without_a_face_shows_no_move_of_the_face() {
        let nobody = Seen::default();
        assert_eq!(judge_alone(&nobody, Move::Smile), Some(false));
        assert_eq!(
            judge_alone(&nobody, Move::BrowsUp),
            None,
            "needs a neutral look"
        );
    }

    #[test]
    fn what_nobody_looked_for_cannot_be_judged() {
        let mut picture = seen(0, |_| ());
        let fist = Move::Sign(Gesture::Fist);
        assert_eq!(judge_alone(&picture, fist), None);
        picture.hands = Some(Vec::new());
        assert_eq!(judge_alone(&picture, fist), Some(false));
    }

    #[test]
    fn against_a_neutral_look_narrow_eyes_are_not_closed_ones() {
        let narrow = seen(0, |f| {
            f.expression.left_eye_closed = 0.6;
            f.expression.right_eye_closed = 0.6;
        });
        assert_eq!(judge_alone(&narrow, Move::EyesClosed), Some(true));
        let own = Neutral::of(narrow.face.as_ref().unwrap());
        assert_eq!(judge_against(&narrow, &own, Move::EyesClosed), Some(false));
        assert_eq!(judge_against(&narrow, &own, Move::BrowsUp), Some(false));
        assert_eq!(judge_against(&narrow, &own, Move::Nod), None);
    }

    #[test]
    fn a_sign_needs_no_face() {
        let scene = Scene {
            hands: Some(vec![open_hand((0.0, 1.0), 1.0)]),
            ..Scene::default()
        };
        let mut observation = scene.observation();
        observation.faces.clear();
        let picture = Seen::of(&observation, 0);
        assert_eq!(
            judge_alone(&picture, Move::Sign(Gesture::OpenPalm)),
            Some(true)
        );
    }
}
