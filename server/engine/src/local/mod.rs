//! Judges with the models in the binary, on this machine's cores.

mod closely;
mod enroll;
mod eyes;
mod fades;
mod hash;
mod pad_file;
mod passive;
mod pool;
mod relief;
mod sets;

use std::sync::Arc;

use async_trait::async_trait;
use poze_liveness::Move;
use poze_protocol::{FrameKind, MAX_KEY_FRAMES, MAX_TRACK_FRAMES};
use poze_vision::EMBEDDING_MODEL_ID;
pub use poze_vision::{ModelError, PadModel};

use self::eyes::Eyes;
pub use self::pad_file::{PadFileError, pad_from_file};
pub use self::passive::{Passive, TimedPicture};
use self::pool::{Pool, PoolError};
use self::sets::Sets;
pub use self::sets::{GROUPS, models};
use crate::{
    Capabilities, Engine, EnrollError, EvidenceFrame, ExamineError, Findings, Reference,
    ReferenceKind, Run, StepEvidence, StepFacts, decode, findings,
};

/// The engine `local/1`.
pub struct LocalEngine {
    capabilities: Capabilities,
    pool: Pool<Eyes>,
}

impl LocalEngine {
    /// An engine with so many threads, each of which works on one photo or step at a time. They share the weights; each
    /// holds some working memory of its own, and more once it has looked for hands. A few jobs may wait for each; more
    /// are refused as busy.
    ///
    /// # Errors
    /// When the models in the binary are not those that the code expects.
    pub fn new(workers: usize) -> Result<LocalEngine, ModelError> {
        LocalEngine::with_pad(workers, None)
    }

    /// As [`LocalEngine::new`], with an operator's PAD network in place of the one in the binary.
    ///
    /// # Errors
    /// As [`LocalEngine::new`].
    pub fn with_pad(workers: usize, pad: Option<PadModel>) -> Result<LocalEngine, ModelError> {
        let sets = Arc::new(Sets::new(pad)?);
        Ok(LocalEngine {
            capabilities: Capabilities {
                id: "local/1",
                moves: Move::judged_with(&GROUPS),
                reference: ReferenceKind::Embedding {
                    model: EMBEDDING_MODEL_ID,
                },
            },
            pool: Pool::new(workers, move || Eyes::new(&sets)),
        })
    }
}

#[async_trait]
impl Engine for LocalEngine {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn enroll(&self, photo: Vec<u8>) -> Result<Reference, EnrollError> {
        let enrolled = self
            .pool
            .run(move |eyes| enroll::enroll(eyes, &photo))
            .await;
        enrolled.unwrap_or_else(|error| match error {
            PoolError::Busy => Err(EnrollError::Busy),
            PoolError::Lost => Err(EnrollError::Lost),
        })
    }

    fn combine(&self, references: &[Reference]) -> Result<Reference, EnrollError> {
        findings::combined(references).ok_or(EnrollError::DifferentPeople)
    }

    fn check(&self, step: &StepEvidence) -> Result<(), ExamineError> {
        check_frames(&step.frames)?;
        for frame in &step.frames {
            decode(&frame.bytes, &eyes::limits(frame.kind))?;
        }
        Ok(())
    }

    async fn examine(
        &self,
        step: StepEvidence,
        moves: &[Move],
        _reference: &Reference,
    ) -> Result<StepFacts, ExamineError> {
        check_frames(&step.frames)?;
        let moves = moves.to_vec();
        let examined = self.pool.run(move |eyes| eyes.examine(&step, &moves)).await;
        examined.unwrap_or_else(|error| match error {
            PoolError::Busy => Err(ExamineError::Busy),
            PoolError::Lost => Err(ExamineError::Lost),
        })
    }

    fn conclude(&self, run: &Run<'_>) -> Findings {
        findings::conclude(run)
    }
}

/// No run lasts longer; the latest time of a frame.
const RUN_MAX_MS: u32 = 600_000;
/// A page takes a track frame every 150 ms. Single ones may lie closer together, all of them may not on average: it
/// would only be a way to hide some among many, and work for us.
const TRACK_INTERVAL_MIN_MS: u32 = 60;

/// Some of each kind, no more than allowed nor than fit into the time between the first and the last, in order of time
/// and within a kind never two at once.
fn check_frames(frames: &[EvidenceFrame]) -> Result<(), ExamineError> {
    let times = |kind: FrameKind| -> Vec<u32> {
        frames
            .iter()
            .filter(|f| f.kind == kind)
            .map(|f| f.t_ms)
            .collect()
    };
    let (keys, track) = (times(FrameKind::Key), times(FrameKind::Track));
    let span_ms = track
        .last()
        .zip(track.first())
        .map_or(0, |(last, first)| last.saturating_sub(*first));
    // Two may lie as close together as they like.
    let most = MAX_TRACK_FRAMES.min(2 + (span_ms / TRACK_INTERVAL_MIN_MS) as usize);
    let counted = (1..=MAX_KEY_FRAMES).contains(&keys.len()) && (1..=most).contains(&track.len());
    let ascending = |times: &[u32]| times.windows(2).all(|w| w[0] < w[1]);
    let sorted = frames.windows(2).all(|w| w[0].t_ms <= w[1].t_ms);
    let within = frames.iter().all(|f| f.t_ms <= RUN_MAX_MS);
    if counted && sorted && within && ascending(&keys) && ascending(&track) {
        Ok(())
    } else {
        Err(ExamineError::Frames)
    }
}

#[cfg(test)]
mod tests;
