//! The visitor's own neutral look, against which every move is measured.

use crate::seen::{Seen, SeenFace};

/// Medians over the frames of a calm look into the camera.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Neutral {
    /// Degrees.
    pub yaw_deg: f32,
    /// Degrees.
    pub pitch_deg: f32,
    /// Degrees.
    pub roll_deg: f32,
    /// 0..1
    pub mouth_open: f32,
    /// 0..1
    pub eyes_closed: f32,
    /// 0..1
    pub brows_up: f32,
    /// 0..1
    pub smile: f32,
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
    face.mouth_open <= MOUTH_OPEN_MAX
        && face.eyes_closed <= EYES_CLOSED_MAX
        && face.smile <= SMILE_MAX
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
    let median = |read: fn(&SeenFace) -> f32| {
        let mut values: Vec<f32> = calm.iter().map(|f| read(f)).collect();
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    };
    Ok(Neutral {
        yaw_deg: median(|f| f.angles.yaw_deg),
        pitch_deg: median(|f| f.angles.pitch_deg),
        roll_deg: median(|f| f.angles.roll_deg),
        mouth_open: median(|f| f.mouth_open),
        eyes_closed: median(|f| f.eyes_closed),
        brows_up: median(|f| f.brows_up),
        smile: median(|f| f.smile),
    })
}
