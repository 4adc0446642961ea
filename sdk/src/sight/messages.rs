//! What page and worker say to each other. worker.js wraps them: `{start: {wasmModule, models}}`,
//! `{add: {group, models}}`, `{guide: Order}` and `{frame: ImageBitmap, t_ms}` go to the worker; `{taken: true}` for
//! each of the first two, `{seen: Sighting}` and `{failed: {code, message, retryable}}` come back.

use poze_protocol::Guide;
use serde::{Deserialize, Serialize};

/// What to guide to from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Number of the step; 0 is the neutral look.
    pub(crate) n: u8,
    /// How often a step was swapped before: two orders may have the same number.
    pub(crate) swaps: u8,
    /// Ids of the moves.
    pub(crate) moves: Vec<String>,
    /// How long to hold.
    pub(crate) hold_ms: u32,
    /// What the challenge asks of the picture.
    pub(crate) limits: Guide,
}

/// What was seen in a frame, as far as it is to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sighting {
    /// Of which step; answers about an earlier one come late.
    pub(crate) n: u8,
    /// Likewise.
    pub(crate) swaps: u8,
    /// When the frame was taken.
    pub(crate) t_ms: u32,
    /// Id of the one thing to say.
    pub(crate) hint: Option<String>,
    /// How far each move is, 0..1.
    pub(crate) moves: Vec<f32>,
    /// How much of the hold has passed, 0..1.
    pub(crate) hold: f32,
    /// The step is done.
    pub(crate) done: bool,
    /// False when nothing here can judge the step: the shutter is the only way.
    pub(crate) judged: bool,
}

impl Sighting {
    /// Whether all moves are seen right now.
    #[cfg(feature = "page")]
    pub(crate) fn is_holding(&self) -> bool {
        self.done || self.hold > 0.0 || self.hint.as_deref() == Some("hold-still")
    }
}
