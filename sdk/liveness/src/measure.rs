//! How far a move of head or face is done, as a fraction of what is asked for: 1 is enough.

use poze_vision::HeadAngles;

use crate::alone::{EYES_CLOSED, MOUTH_OPEN};
use crate::catalogue::Move;
use crate::neutral::Neutral;
use crate::relation::ramp;
use crate::seen::SeenFace;

/// Degrees that the head must turn away from the neutral look. A turn of 15 degrees is seen by every detector and
/// asked of nobody's neck; neutral looks of the measured clips stay within 5 degrees of their median.
const TURN_DEG: f32 = 15.0;
/// Degrees of pitch: necks have less of it, and landmarks measure it less well.
const NOD_DEG: f32 = 10.0;
/// Degrees that a head may be turned aside while it looks up or down: calm ones stay within 5. Beyond that it must go
/// further up or down by every degree. Heads that are turned are raised as well, by up to 14 degrees from the neutral
/// look while they turn by 15 to 50 (12 pictures of one person, in which the raised chin is seen by eye too; raised heads
/// in 7 pictures turn by up to 4): that is a turn and no look up.
const LOOK_ASIDE_DEG: f32 = 5.0;
/// Degrees of roll.
const TILT_DEG: f32 = 12.0;
/// An open mouth is as far open as one that is judged alone, and opened by this: some mouths stand open by 0.16 at rest
/// (one of eight people), and closed ones differ by less than 0.1 from each other.
const MOUTH_OPEN_RISE: f32 = 0.17;
/// Closed eyes likewise: narrow ones read 0.3 at rest (two of nine people), and winks close the other eye by up to 0.3.
const EYES_CLOSED_RISE: f32 = 0.30;
const BROWS_UP_RISE: f32 = 0.25;
/// Smiles rise by 0.60 and more (8 people), a wink with the corners of the mouth lifted by 0.45.
const SMILE_RISE: f32 = 0.45;
/// By how much one eye must be closed further than the other, beyond what it is in the neutral look.
const WINK_RISE: f32 = 0.20;
/// The eye that winks is at least so far closed, beyond the neutral look.
const WINK_CLOSED_RISE: f32 = 0.25;
/// Of the pucker shape, and by which part of its width the mouth must become narrower: pressed lips and lowered heads
/// raise the shape alone.
const PUCKER_RISE: f32 = 0.40;
const NARROWER: f32 = 0.10;
/// How much larger or smaller the head must become, measured between the eyes: as if it came from 60 cm to 50, or
/// went to 72.
const LEAN_IN_RATIO: f32 = 1.20;
const LEAN_BACK_RATIO: f32 = 1.0 / LEAN_IN_RATIO;

/// How far `face` is on its way from the visitor's neutral look to a move that one frame can show: 0 none, 1 as far as
/// asked, never above 1. `None` for those that need hands, things or a movement there and back.
pub(crate) fn progress(mv: Move, face: &SeenFace, neutral: &Neutral) -> Option<f32> {
    let angles = &face.angles;
    let (seen, own) = (&face.expression, &neutral.expression);
    let away = match mv {
        Move::TurnLeft => (angles.yaw_deg - neutral.yaw_deg) / TURN_DEG,
        Move::TurnRight => (neutral.yaw_deg - angles.yaw_deg) / TURN_DEG,
        Move::LookUp => look(angles.pitch_deg - neutral.pitch_deg, angles, neutral),
        Move::LookDown => look(neutral.pitch_deg - angles.pitch_deg, angles, neutral),
        Move::TiltLeft => (angles.roll_deg - neutral.roll_deg) / TILT_DEG,
        Move::TiltRight => (neutral.roll_deg - angles.roll_deg) / TILT_DEG,
        Move::LeanIn => lean(face, neutral, LEAN_IN_RATIO),
        Move::LeanBack => lean(face, neutral, LEAN_BACK_RATIO),
        Move::MouthOpen => {
            ((seen.mouth_open - own.mouth_open) / MOUTH_OPEN_RISE).min(seen.mouth_open / MOUTH_OPEN)
        }
        Move::EyesClosed => ((seen.eyes_closed() - own.eyes_closed()) / EYES_CLOSED_RISE)
            .min(seen.eyes_closed() / EYES_CLOSED),
        Move::WinkLeft => wink(
            seen.wink() - own.wink(),
            seen.left_eye_closed - own.left_eye_closed,
        ),
        Move::WinkRight => wink(
            own.wink() - seen.wink(),
            seen.right_eye_closed - own.right_eye_closed,
        ),
        Move::BrowsUp => (seen.brows_up - own.brows_up) / BROWS_UP_RISE,
        Move::Kiss => {
            let narrower = 1.0 - seen.mouth_width / own.mouth_width.max(f32::MIN_POSITIVE);
            ((seen.pucker - own.pucker) / PUCKER_RISE).min(narrower / NARROWER)
        }
        Move::Smile => (seen.smile - own.smile) / SMILE_RISE,
        Move::Nod
        | Move::Shake
        | Move::Sign(_)
        | Move::SignBeside(..)
        | Move::Fingers(_)
        | Move::Touch(_)
        | Move::Hold(..) => return None,
    };
    Some(away.clamp(0.0, 1.0))
}

/// How far a head looks up or down, of which it is turned that way by so many degrees.
fn look(that_way_deg: f32, angles: &HeadAngles, neutral: &Neutral) -> f32 {
    let aside = (angles.yaw_deg - neutral.yaw_deg).abs() - LOOK_ASIDE_DEG;
    (that_way_deg - aside.max(0.0)) / NOD_DEG
}

fn wink(further: f32, closed: f32) -> f32 {
    (further / WINK_RISE).min(closed / WINK_CLOSED_RISE)
}

/// 0 at the size of the neutral look, 1 at `ratio` times that.
fn lean(face: &SeenFace, neutral: &Neutral, ratio: f32) -> f32 {
    let unit = face.space.map_or(0.0, |space| space.unit);
    if unit > 0.0 && neutral.unit > 0.0 {
        ramp(unit / neutral.unit, 1.0, ratio)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{neutral, seen};

    #[test]
    fn a_head_that_is_turned_further_than_raised_does_not_look_up() {
        let score = |mv, yaw, pitch| {
            let frame = seen(0, |face| {
                face.angles.yaw_deg = neutral().yaw_deg + yaw;
                face.angles.pitch_deg = neutral().pitch_deg + pitch;
            });
            progress(mv, &frame.face.unwrap(), &neutral()).unwrap()
        };
        for side in [1.0, -1.0] {
            assert!(score(Move::LookUp, side * 40.0, 12.0) == 0.0);
            assert!(score(Move::LookDown, side * 40.0, -12.0) == 0.0);
            assert!(score(Move::LookUp, side * 16.0, 12.0) < 0.3);
            assert_eq!(score(Move::LookUp, side * 5.0, 16.0), 1.0);
            assert_eq!(score(Move::LookDown, side * 12.0, -32.0), 1.0);
            // The other way round it stays a turn.
            let turn = if side > 0.0 {
                Move::TurnLeft
            } else {
                Move::TurnRight
            };
            assert_eq!(score(turn, side * 24.0, 14.0), 1.0);
        }
    }
}
