//! One thing that a visitor can do better now.

use crate::catalogue::Move;
use crate::seen::{Seen, SeenFace};

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

/// The first thing that stands in the way of seeing the face well, whatever the move.
pub(crate) fn obstacle<'a>(seen: &'a Seen, limits: &GuideLimits) -> Result<&'a SeenFace, Hint> {
    let Some(face) = &seen.face else {
        return Err(Hint::NoFace);
    };
    let (x, y) = face.centre_in_frame;
    let offset = (x - 0.5).abs().max((y - 0.5).abs());
    let quality = &face.quality;
    if seen.faces > 1 {
        Err(Hint::MultipleFaces)
    } else if face.height_in_frame < limits.face_height_min {
        Err(Hint::Closer)
    } else if face.height_in_frame > limits.face_height_max {
        Err(Hint::Further)
    } else if offset > limits.centre_offset_max {
        Err(Hint::Centre)
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
