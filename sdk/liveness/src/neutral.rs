//! The visitor's own neutral look, against which every move is measured.

use crate::expression::SeenExpression;
use crate::seen::{Seen, SeenFace};

/// Medians over the frames of a calm look into the camera.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Neutral {
    /// Degrees.
    pub yaw_deg: f32,
    /// Degrees.
    pub pitch_deg: f32,
    /// Degrees.
    pub roll_deg: f32,
    /// Distance of the outer eye corners as a fraction of the frame's width; 0 if it was not seen.
    pub unit: f32,
    /// What eyes, mouth and brows do at rest.
    pub expression: SeenExpression,
}

impl Neutral {
    /// From one face that is taken to be neutral; a look that is held makes a better one.
    pub fn of(face: &SeenFace) -> Neutral {
        Neutral {
            yaw_deg: face.angles.yaw_deg,
            pitch_deg: face.angles.pitch_deg,
            roll_deg: face.angles.roll_deg,
            unit: face.space.map_or(0.0, |space| space.unit),
            expression: face.expression,
        }
    }
}

/// Why no neutral look could be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NeutralError {
    /// Too few frames show a face.
    #[error("no face in the neutral look")]
    NoFace,
    /// The head is turned away or the face is doing something.
    #[error("the look is not neutral")]
    NotNeutral,
}

/// Fewest frames that a median is taken of.
const MIN_FRAMES: usize = 3;
/// Largest turn from the camera, degrees: cameras sit above, below and beside screens.
pub(crate) const YAW_MAX_DEG: f32 = 20.0;
pub(crate) const PITCH_MAX_DEG: f32 = 25.0;
pub(crate) const ROLL_MAX_DEG: f32 = 20.0;
/// A mouth or eyes that are already open or closed leave no way to go.
pub(crate) const MOUTH_OPEN_MAX: f32 = 0.35;
pub(crate) const EYES_CLOSED_MAX: f32 = 0.45;
pub(crate) const SMILE_MAX: f32 = 0.50;

/// Whether one frame can belong to a neutral look.
pub(crate) fn is_frontal(face: &SeenFace) -> bool {
    face.angles.yaw_deg.abs() <= YAW_MAX_DEG
        && face.angles.pitch_deg.abs() <= PITCH_MAX_DEG
        && face.angles.roll_deg.abs() <= ROLL_MAX_DEG
}

/// Whether the face is calm enough to measure moves against.
pub(crate) fn is_calm(face: &SeenFace) -> bool {
    let seen = &face.expression;
    seen.mouth_open <= MOUTH_OPEN_MAX
        && seen.eyes_closed() <= EYES_CLOSED_MAX
        && seen.smile <= SMILE_MAX
}

/// Frames of a look lie no further apart than this; between them a blink or a misread frame may lie.
const CALM_GAP_MS: u32 = 450;
/// The server sees other frames than the guide and asks for this part of its hold.
const HOLD_PART: f32 = 0.5;
/// How far each angle of a calm look may lie from its median, degrees. Looks that were held lie within 3; a head that
/// only passes does not, and would make a baseline of the way it came from.
const SPREAD_MAX_DEG: f32 = 8.0;
/// The guide lets the hold begin anew earlier than the server refuses it.
const SPREAD_GUIDE_DEG: f32 = 6.0;

/// Whether a face belongs to the look that these frames began: its head has not turned meanwhile.
pub(crate) fn is_steady(frames: &[Seen], face: &SeenFace) -> bool {
    let faces: Vec<&SeenFace> = frames.iter().filter_map(|f| f.face.as_ref()).collect();
    ANGLES.iter().all(|&read| {
        let off = read(face) - median(&faces, read);
        faces.is_empty() || off.abs() <= SPREAD_GUIDE_DEG
    })
}

/// Measures the neutral look that was held for at least half of `hold_ms`: over the last `hold_ms` of the last calm
/// stretch that is so long, which is what the guide measured.
///
/// # Errors
/// When there is none, or the head turned during it.
pub fn measure_held_neutral(frames: &[Seen], hold_ms: u32) -> Result<Neutral, NeutralError> {
    let calm: Vec<Seen> = frames.iter().filter(|f| is_neutral(f)).cloned().collect();
    let span_ms = |stretch: &[Seen]| match stretch {
        [first, .., last] => last.t_ms.saturating_sub(first.t_ms),
        _ => 0,
    };
    let needed_ms = (hold_ms as f32 * HOLD_PART) as u32;
    let held = calm
        .chunk_by(|a, b| b.t_ms.saturating_sub(a.t_ms) <= CALM_GAP_MS)
        .rfind(|stretch| span_ms(stretch) >= needed_ms);
    let Some(held @ [.., last]) = held else {
        // Says which of the two it is that is missing.
        return measure_neutral(frames).and(Err(NeutralError::NotNeutral));
    };
    let from = held.partition_point(|f| f.t_ms < last.t_ms.saturating_sub(hold_ms));
    let look = &held[from..];
    let neutral = measure_neutral(look)?;
    let faces: Vec<&SeenFace> = look.iter().filter_map(|f| f.face.as_ref()).collect();
    let steady = ANGLES.iter().all(|&read| {
        let middle = median(&faces, read);
        faces
            .iter()
            .all(|f| (read(f) - middle).abs() <= SPREAD_MAX_DEG)
    });
    steady.then_some(neutral).ok_or(NeutralError::NotNeutral)
}

fn is_neutral(seen: &Seen) -> bool {
    seen.face
        .as_ref()
        .is_some_and(|f| is_frontal(f) && is_calm(f))
}

const ANGLES: [fn(&SeenFace) -> f32; 3] = [
    |f| f.angles.yaw_deg,
    |f| f.angles.pitch_deg,
    |f| f.angles.roll_deg,
];

/// 0 of none.
fn median(faces: &[&SeenFace], read: fn(&SeenFace) -> f32) -> f32 {
    let mut values: Vec<f32> = faces.iter().map(|f| read(f)).collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Measures the neutral look over the frames that show one; blinks and single bad frames drop out by the median.
pub fn measure_neutral(frames: &[Seen]) -> Result<Neutral, NeutralError> {
    let faces: Vec<&SeenFace> = frames.iter().filter_map(|f| f.face.as_ref()).collect();
    if faces.len() < MIN_FRAMES {
        return Err(NeutralError::NoFace);
    }
    let calm: Vec<&SeenFace> = faces
        .into_iter()
        .filter(|f| is_frontal(f) && is_calm(f))
        .collect();
    if calm.len() < MIN_FRAMES {
        return Err(NeutralError::NotNeutral);
    }
    let median = |read| median(&calm, read);
    Ok(Neutral {
        yaw_deg: median(|f| f.angles.yaw_deg),
        pitch_deg: median(|f| f.angles.pitch_deg),
        roll_deg: median(|f| f.angles.roll_deg),
        unit: median(|f| f.space.map_or(0.0, |space| space.unit)),
        expression: SeenExpression {
            left_eye_closed: median(|f| f.expression.left_eye_closed),
            right_eye_closed: median(|f| f.expression.right_eye_closed),
            mouth_open: median(|f| f.expression.mouth_open),
            brows_up: median(|f| f.expression.brows_up),
            smile: median(|f| f.expression.smile),
            pucker: median(|f| f.expression.pucker),
            mouth_width: median(|f| f.expression.mouth_width),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::seen;

    /// A frame every 150 ms, turned by so many degrees and with the mouth so far open.
    fn look(frames: impl IntoIterator<Item = (f32, f32)>) -> Vec<Seen> {
        let each = frames.into_iter().zip(0..);
        each.map(|((yaw, mouth), n)| {
            seen(n * 150, |f| {
                f.angles.yaw_deg = yaw;
                f.expression.mouth_open = mouth;
            })
        })
        .collect()
    }

    fn yaw(frames: &[Seen]) -> Option<f32> {
        measure_held_neutral(frames, 800).ok().map(|n| n.yaw_deg)
    }

    #[test]
    fn three_calm_frames_of_a_step_are_no_look_that_was_held() {
        let talking = |n: u32| (2.0, if n.is_multiple_of(4) { 0.02 } else { 0.6 });
        assert!(measure_neutral(&look((0..12).map(talking))).is_ok());
        assert_eq!(yaw(&look((0..12).map(talking))), None);
        let three = |n: u32| (2.0, if n < 3 { 0.02 } else { 0.6 });
        assert_eq!(yaw(&look((0..12).map(three))), None);
    }

    #[test]
    fn frames_turned_away_before_the_look_are_not_its_baseline() {
        let turned = |n: u32| (if n < 9 { -18.0 } else { 1.0 }, 0.02);
        // The last 800 ms are frontal, whatever most of the frames are.
        assert_eq!(yaw(&look((0..16).map(turned))), Some(1.0));
        // A head that turns during them holds none.
        assert_eq!(yaw(&look((0..11).map(turned))), None);
    }

    #[test]
    fn a_look_with_a_blink_or_a_lost_frame_is_held() {
        let mut frames = look((0..7).map(|_| (3.0, 0.02)));
        frames[3].face = None;
        assert_eq!(yaw(&frames), Some(3.0));
        assert_eq!(measure_held_neutral(&[], 800), Err(NeutralError::NoFace));
    }
}
