//! What is captured: the continuous track of small frames, and key frames during a hold.

mod grab;
mod keys;
mod recorder;
mod track;

pub(crate) use grab::Shot;
pub(crate) use recorder::{Capture, Recorder};

/// Something that was taken at a time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timed<T> {
    /// Milliseconds since the page received the challenge.
    pub(crate) t_ms: u32,
    pub(crate) what: T,
}
