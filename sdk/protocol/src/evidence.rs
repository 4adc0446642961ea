//! What the page sends for a step: `POST /v1/challenges/{id}/steps/{n}`, multipart/form-data. The first part is
//! `meta` ([`StepMeta`] as JSON), then one JPEG part per entry of `meta.frames`, named `f0`, `f1`, … in its order.

use serde::{Deserialize, Serialize};

/// Most key frames in a step.
pub const MAX_KEY_FRAMES: usize = 8;
/// Most track frames in a step.
pub const MAX_TRACK_FRAMES: usize = 100;
/// Largest body of a step.
pub const MAX_STEP_BYTES: usize = 4 * 1024 * 1024;

/// The signed description of a step's frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepMeta {
    /// The challenge, so that a signature fits one challenge only.
    pub challenge: String,
    /// The step, so that a signature fits one step only.
    pub n: u8,
    /// In order of `t_ms`, track and key frames together.
    pub frames: Vec<FrameMeta>,
    /// Whether the visitor pressed the shutter because the guidance did not see the move.
    #[serde(default)]
    pub shutter: bool,
}

/// One frame. Frames are not mirrored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FrameMeta {
    /// What it is for.
    pub kind: FrameKind,
    /// When it was taken: milliseconds on the page's monotone clock since it received the challenge.
    pub t_ms: u32,
    /// base64url SHA-256 of the part's bytes.
    pub sha256: String,
}

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FrameKind {
    /// At most 1 MP: the moves and the match are judged on it.
    Key,
    /// At most 0.1 MP: part of the continuous track.
    Track,
}
