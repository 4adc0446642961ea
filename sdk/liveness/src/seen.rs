//! What of an observation is needed to judge moves: small enough to keep until the verdict.

use poze_vision::{Blendshape, FaceQuality, HeadAngles, Observation};

/// One frame, as far as moves are concerned.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Seen {
    /// When it was taken, milliseconds on the page's monotone clock.
    pub t_ms: u32,
    /// How many faces were seen.
    pub faces: u8,
    /// The largest face.
    pub face: Option<SeenFace>,
}

/// The largest face of a frame.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenFace {
    /// Height of the landmarks' box as a fraction of the frame's height.
    pub height_in_frame: f32,
    /// Centre of the box as a fraction of the frame's width and height, 0.5 in the middle.
    pub centre_in_frame: (f32, f32),
    /// Degrees, signs as in the catalogue.
    pub angles: HeadAngles,
    /// Blink of the eye that is closed least, 0..1.
    pub eyes_closed: f32,
    /// `jawOpen`, 0..1.
    pub mouth_open: f32,
    /// Mean of the inner and outer brows, 0..1.
    pub brows_up: f32,
    /// Mean of both corners of the mouth, 0..1.
    pub smile: f32,
    /// How good the picture is.
    pub quality: FaceQuality,
}

impl Seen {
    /// What an observation at `t_ms` says.
    pub fn of(observation: &Observation, t_ms: u32) -> Seen {
        let (width, height) = (observation.width as f32, observation.height as f32);
        let face = observation.faces.first().map(|face| {
            let shape = |s| face.expressions.get(s);
            let (x, y) = face.box_in_frame.center();
            SeenFace {
                height_in_frame: face.box_in_frame.height / height,
                centre_in_frame: (x / width, y / height),
                angles: face.angles,
                eyes_closed: shape(Blendshape::EyeBlinkLeft).min(shape(Blendshape::EyeBlinkRight)),
                mouth_open: shape(Blendshape::JawOpen),
                brows_up: (shape(Blendshape::BrowInnerUp)
                    + shape(Blendshape::BrowOuterUpLeft)
                    + shape(Blendshape::BrowOuterUpRight))
                    / 3.0,
                smile: (shape(Blendshape::MouthSmileLeft) + shape(Blendshape::MouthSmileRight))
                    / 2.0,
                quality: face.quality,
            }
        });
        Seen {
            t_ms,
            faces: observation.faces.len().min(255) as u8,
            face,
        }
    }
}
