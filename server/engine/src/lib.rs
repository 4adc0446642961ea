//! Evidence in, findings out. An [`Engine`] says what the pictures of a run show, as facts with scores; whether that
//! is enough is the policy's business, and who remembers it the store's.
//!
//! An engine works in three moments of a run: [`Engine::check`] when a step arrives (cheap, refuses what is not a
//! picture, before anything is recorded), [`Engine::examine`] while the visitor does the next step (pixels become
//! facts and are dropped), [`Engine::conclude`] at the end (pure, over the facts of all steps).
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cover;
mod facts;
pub mod fake;
pub mod findings;
mod geometry;
pub mod local;
mod look;
mod picture;
pub mod video;

use async_trait::async_trait;
use poze_liveness::Move;
use poze_protocol::{Code, FrameKind};

pub use facts::{FadeFacts, FrameFacts, PassiveFacts, ReliefFacts, StepFacts};
pub use findings::{
    Finding, FindingKind, Findings, MATCH_DISTANCE_MAX, combined, distance_of_score, distance_to,
    score_of_distance,
};
pub use look::{Look, PRINTS_MAX, Print};
pub use picture::{Limits, Picture, PictureError, decode, inspect};

/// What an engine can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Name and version, as in the token: `local/1`.
    pub id: &'static str,
    /// Moves that it can judge; challenges are drawn from these alone.
    pub moves: Vec<Move>,
    /// What it keeps of a reference photo.
    pub reference: ReferenceKind,
}

/// What is kept of a reference photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// An embedding of this model.
    Embedding {
        /// Id of the model.
        model: &'static str,
    },
    /// The photo itself, because the engine compares pictures.
    Photo,
}

/// What a face is matched against: the bytes that the store keeps, encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Reference {
    /// Id of the embedding model, or of the engine that keeps the photo.
    pub model: String,
    /// An embedding as little-endian f32, or a photo: see [`ReferenceKind`].
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Reference {
    /// Without the bytes: logs never hold them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reference")
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// One picture of a step, as it came.
#[derive(Clone)]
pub struct EvidenceFrame {
    /// What it is for.
    pub kind: FrameKind,
    /// Milliseconds on the page's clock since it received the challenge.
    pub t_ms: u32,
    /// JPEG, PNG or WebP, undecoded.
    pub bytes: Vec<u8>,
}

/// What arrived for a step, frames in order of time.
#[derive(Clone)]
pub struct StepEvidence {
    /// 0 is the neutral look.
    pub n: u8,
    /// Key and track frames together.
    pub frames: Vec<EvidenceFrame>,
}

/// One step of a run, with what is known without looking at pictures.
#[derive(Clone, Debug)]
pub struct RunStep {
    /// The moves asked for; empty for the neutral look.
    pub moves: Vec<Move>,
    /// How long they were to be held.
    pub hold_ms: u32,
    /// When the verifier revealed the step: its clock, milliseconds since it opened the challenge.
    pub revealed_ms: u32,
    /// When the evidence had arrived: the same clock.
    pub received_ms: u32,
    /// What the frames show.
    pub facts: StepFacts,
}

/// A whole run, the neutral look first.
#[derive(Clone)]
pub struct Run<'a> {
    /// In order.
    pub steps: &'a [RunStep],
    /// Matched against.
    pub reference: &'a Reference,
    /// Largest time between two track frames.
    pub track_gap_max_ms: u32,
    /// Steps of earlier runs of the site that may have shown the same, each as [`Look::of`] its facts.
    pub earlier: &'a [Look],
}

/// Why a picture cannot be a reference.
#[derive(Debug, thiserror::Error)]
pub enum EnrollError {
    /// It is not a picture we take.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Nobody is on it.
    #[error("no face in the reference")]
    NoFace,
    /// Several people are on it.
    #[error("several faces in the reference")]
    MultipleFaces,
    /// The face is too small.
    #[error("the face in the reference is too small")]
    FaceTooSmall,
    /// The face has no detail.
    #[error("the reference is blurred")]
    Blurred,
    /// The face is in the dark.
    #[error("the reference is too dark")]
    TooDark,
    /// The face is washed out.
    #[error("the reference is too bright")]
    TooBright,
    /// The face looks too far to a side, up or down, or lies on its side.
    #[error("the face in the reference is turned away")]
    Turned,
    /// A hand is before the face.
    #[error("the face in the reference is covered")]
    Covered,
    /// Several photos, not all of one person.
    #[error("the references show different people")]
    DifferentPeople,
    /// The pool is full.
    #[error("all workers are busy")]
    Busy,
    /// The worker died.
    #[error("the analysis was interrupted")]
    Lost,
}

/// Why a step cannot be examined.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// One of the frames is not a picture we take.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Too many or too few frames, or out of order.
    #[error("the frames of the step are not what was asked for")]
    Frames,
    /// The pool is full.
    #[error("all workers are busy")]
    Busy,
    /// The worker died.
    #[error("the analysis was interrupted")]
    Lost,
}

impl EnrollError {
    /// What the caller is told.
    pub fn code(&self) -> Code {
        match self {
            EnrollError::Picture(error) => error.code(),
            EnrollError::NoFace => Code::ReferenceNoFace,
            EnrollError::MultipleFaces => Code::ReferenceMultipleFaces,
            EnrollError::FaceTooSmall => Code::ReferenceTooSmall,
            EnrollError::Blurred => Code::ReferenceBlurred,
            EnrollError::TooDark => Code::ReferenceTooDark,
            EnrollError::TooBright => Code::ReferenceTooBright,
            EnrollError::Turned => Code::ReferenceTurned,
            EnrollError::Covered => Code::ReferenceCovered,
            EnrollError::DifferentPeople => Code::ReferenceDifferentPeople,
            EnrollError::Busy => Code::Busy,
            EnrollError::Lost => Code::Internal,
        }
    }
}

impl ExamineError {
    /// What the caller is told.
    pub fn code(&self) -> Code {
        match self {
            ExamineError::Picture(error) => error.code(),
            ExamineError::Frames => Code::FramesInvalid,
            ExamineError::Busy => Code::Busy,
            ExamineError::Lost => Code::AnalysisLost,
        }
    }
}

/// Judges by pictures. Asynchronous because an engine may be another service; several calls run concurrently.
#[async_trait]
pub trait Engine: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// Turns a photo into what is kept of it. The caller has bounded its bytes.
    async fn enroll(&self, photo: Vec<u8>) -> Result<Reference, EnrollError>;

    /// Makes one reference of those of several photos of one person; of a single one, that one.
    ///
    /// # Errors
    /// [`EnrollError::DifferentPeople`] when they are not of one person, or of none.
    fn combine(&self, references: &[Reference]) -> Result<Reference, EnrollError>;

    /// Refuses a step whose frames are not pictures within the limits. Decodes strictly, so it is to be called
    /// where blocking is allowed; nothing is kept.
    fn check(&self, step: &StepEvidence) -> Result<(), ExamineError>;

    /// Looks at the frames of a step for what its `moves` are judged by; none are asked for in the neutral look.
    /// `reference` is there for engines that compare pictures, not embeddings.
    async fn examine(
        &self,
        step: StepEvidence,
        moves: &[Move],
        reference: &Reference,
    ) -> Result<StepFacts, ExamineError>;

    /// What the facts of a whole run say.
    fn conclude(&self, run: &Run<'_>) -> Findings;
}
