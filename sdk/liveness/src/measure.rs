//! How far a move is done, as a fraction of what is asked for: 1 is enough.

use crate::catalogue::Move;
use crate::neutral::Neutral;
use crate::seen::SeenFace;

/// Degrees that the head must turn away from the neutral look. A turn of 15 degrees is seen by every detector and
/// asked of nobody's neck; neutral looks of the measured clips stay within 5 degrees of their median.
pub(crate) const TURN_DEG: f32 = 15.0;
/// Degrees of pitch: necks have less of it, and landmarks measure it less well.
pub(crate) const NOD_DEG: f32 = 10.0;
/// Degrees of roll.
pub(crate) const TILT_DEG: f32 = 12.0;
/// Rise of a blendshape above the neutral look.
pub(crate) const MOUTH_OPEN_RISE: f32 = 0.25;
pub(crate) const EYES_CLOSED_RISE: f32 = 0.30;
pub(crate) const BROWS_UP_RISE: f32 = 0.25;
pub(crate) const SMILE_RISE: f32 = 0.35;

/// How far `face` is on its way from the visitor's neutral look to `mv`: 0 none, 1 as far as asked, never above 1.
pub(crate) fn progress(mv: Move, face: &SeenFace, neutral: &Neutral) -> f32 {
    let angles = &face.angles;
    let away = match mv {
        Move::TurnLeft => (angles.yaw_deg - neutral.yaw_deg) / TURN_DEG,
        Move::TurnRight => (neutral.yaw_deg - angles.yaw_deg) / TURN_DEG,
        Move::LookUp => (angles.pitch_deg - neutral.pitch_deg) / NOD_DEG,
        Move::LookDown => (neutral.pitch_deg - angles.pitch_deg) / NOD_DEG,
        Move::TiltLeft => (angles.roll_deg - neutral.roll_deg) / TILT_DEG,
        Move::TiltRight => (neutral.roll_deg - angles.roll_deg) / TILT_DEG,
        Move::MouthOpen => (face.mouth_open - neutral.mouth_open) / MOUTH_OPEN_RISE,
        Move::EyesClosed => (face.eyes_closed - neutral.eyes_closed) / EYES_CLOSED_RISE,
        Move::BrowsUp => (face.brows_up - neutral.brows_up) / BROWS_UP_RISE,
        Move::Smile => (face.smile - neutral.smile) / SMILE_RISE,
    };
    away.clamp(0.0, 1.0)
}
