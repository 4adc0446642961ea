//! An engine without eyes, for tests of what stands around engines: it answers what the test says.
//!
//! As made, it enrols everything, takes every frame and finds nothing wrong. Each answer can be replaced at any
//! time, also while a server holds the engine:
//!
//! ```
//! use std::sync::Arc;
//! use poze_engine::fake::{FakeEngine, findings_without};
//! use poze_engine::{EnrollError, FindingKind};
//!
//! let engine = Arc::new(FakeEngine::new());
//! engine.on_enroll(|_photo| Err(EnrollError::NoFace));
//! engine.on_conclude(|run| findings_without(run, FindingKind::Match));
//! ```

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use poze_liveness::{Move, Seen, SeenExpression, SeenFace};
use poze_protocol::FrameKind;
use poze_vision::{EMBEDDING_LEN, EMBEDDING_MODEL_ID, FaceQuality, HeadAngles};

use crate::{
    Capabilities, Engine, EnrollError, ExamineError, Finding, FindingKind, Findings, FrameFacts,
    Reference, ReferenceKind, Run, StepEvidence, StepFacts,
};

type Enroll = dyn Fn(&[u8]) -> Result<Reference, EnrollError> + Send + Sync;
type Check = dyn Fn(&StepEvidence) -> Result<(), ExamineError> + Send + Sync;
type Examine = dyn Fn(&StepEvidence, &[Move]) -> Result<StepFacts, ExamineError> + Send + Sync;
type Conclude = dyn Fn(&Run<'_>) -> Findings + Send + Sync;

/// Answers what it was told to.
pub struct FakeEngine {
    capabilities: Capabilities,
    enroll: RwLock<Arc<Enroll>>,
    check: RwLock<Arc<Check>>,
    examine: RwLock<Arc<Examine>>,
    conclude: RwLock<Arc<Conclude>>,
}

impl Default for FakeEngine {
    fn default() -> FakeEngine {
        FakeEngine::new()
    }
}

impl FakeEngine {
    /// One to which everything is fine. It can judge all moves and keeps embeddings of the local engine's model.
    pub fn new() -> FakeEngine {
        FakeEngine {
            capabilities: Capabilities {
                id: "fake/1",
                moves: Move::ALL.to_vec(),
                reference: ReferenceKind::Embedding {
                    model: EMBEDDING_MODEL_ID,
                },
            },
            enroll: RwLock::new(Arc::new(|_: &[u8]| Ok(reference()))),
            check: RwLock::new(Arc::new(|_: &StepEvidence| Ok(()))),
            examine: RwLock::new(Arc::new(|step: &StepEvidence, _: &[Move]| {
                Ok(calm_facts(step))
            })),
            conclude: RwLock::new(Arc::new(|run: &Run<'_>| all_fine(run))),
        }
    }

    /// From now on photos are answered by this.
    pub fn on_enroll(
        &self,
        answer: impl Fn(&[u8]) -> Result<Reference, EnrollError> + Send + Sync + 'static,
    ) {
        *self.enroll.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
    }

    /// From now on steps are let in by this.
    pub fn on_check(
        &self,
        answer: impl Fn(&StepEvidence) -> Result<(), ExamineError> + Send + Sync + 'static,
    ) {
        *self.check.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
    }

    /// From now on frames, with the moves that were asked for, are answered by this.
    pub fn on_examine(
        &self,
        answer: impl Fn(&StepEvidence, &[Move]) -> Result<StepFacts, ExamineError>
        + Send
        + Sync
        + 'static,
    ) {
        *self.examine.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
    }

    /// From now on runs are answered by this.
    pub fn on_conclude(&self, answer: impl Fn(&Run<'_>) -> Findings + Send + Sync + 'static) {
        *self
            .conclude
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
    }
}

#[async_trait]
impl Engine for FakeEngine {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn enroll(&self, photo: Vec<u8>) -> Result<Reference, EnrollError> {
        let answer = Arc::clone(&self.enroll.read().unwrap_or_else(PoisonError::into_inner));
        answer(&photo)
    }

    fn combine(&self, references: &[Reference]) -> Result<Reference, EnrollError> {
        crate::findings::combined(references).ok_or(EnrollError::DifferentPeople)
    }

    fn check(&self, step: &StepEvidence) -> Result<(), ExamineError> {
        let answer = Arc::clone(&self.check.read().unwrap_or_else(PoisonError::into_inner));
        answer(step)
    }

    async fn examine(
        &self,
        step: StepEvidence,
        moves: &[Move],
        _reference: &Reference,
    ) -> Result<StepFacts, ExamineError> {
        let answer = Arc::clone(&self.examine.read().unwrap_or_else(PoisonError::into_inner));
        answer(&step, moves)
    }

    fn conclude(&self, run: &Run<'_>) -> Findings {
        let answer = Arc::clone(&self.conclude.read().unwrap_or_else(PoisonError::into_inner));
        answer(run)
    }
}

/// The reference that everybody gets: the unit vector along the first axis.
pub fn reference() -> Reference {
    let bytes = face_of(0)
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    Reference {
        model: EMBEDDING_MODEL_ID.to_owned(),
        bytes,
    }
}

/// The embedding of somebody: unit vectors along different axes are of different people.
pub fn face_of(person: usize) -> Vec<f32> {
    let mut values = vec![0.0; EMBEDDING_LEN];
    values[person % EMBEDDING_LEN] = 1.0;
    values
}

/// Facts of a calm look into the camera in every frame, by the person of [`reference()`].
pub fn calm_facts(step: &StepEvidence) -> StepFacts {
    let facts = |(n, frame): (usize, &crate::EvidenceFrame)| FrameFacts {
        kind: frame.kind,
        seen: Seen {
            t_ms: frame.t_ms,
            faces: 1,
            face: Some(calm_face()),
            ..Seen::default()
        },
        points: Vec::new(),
        face_width: 0.3,
        hash: [0; 4],
        file_hash: u64::from(step.n) << 32 | n as u64,
        embedding: (frame.kind == FrameKind::Key).then(|| face_of(0)),
        passive: None,
    };
    StepFacts {
        frames: step.frames.iter().enumerate().map(facts).collect(),
        ..StepFacts::default()
    }
}

/// A face that does nothing.
pub(crate) fn calm_face() -> SeenFace {
    SeenFace {
        height_in_frame: 0.5,
        centre_in_frame: (0.5, 0.5),
        angles: HeadAngles {
            yaw_deg: 1.0,
            pitch_deg: -3.0,
            roll_deg: 0.5,
        },
        space: None,
        expression: SeenExpression {
            left_eye_closed: 0.1,
            right_eye_closed: 0.1,
            mouth_open: 0.02,
            brows_up: 0.1,
            smile: 0.05,
            pucker: 0.02,
            mouth_width: 0.57,
        },
        quality: FaceQuality {
            sharpness: 90.0,
            brightness: 120.0,
            contrast: 40.0,
            eye_distance_px: 90.0,
        },
    }
}

/// Every finding that the run asks for, all with score 1.
pub fn all_fine(run: &Run<'_>) -> Findings {
    let fine = |kind, step| Finding {
        kind,
        step,
        score: 1.0,
        detail: "as the test wants it".to_owned(),
    };
    let of_steps = (1..run.steps.len()).map(|n| fine(FindingKind::Move, Some(n as u8)));
    let mut findings: Vec<Finding> = FindingKind::ALL
        .into_iter()
        .filter(|kind| *kind != FindingKind::Move)
        .map(|kind| fine(kind, (kind == FindingKind::Neutral).then_some(0)))
        .chain(of_steps)
        .collect();
    findings.sort_by_key(|f| (f.kind, f.step));
    Findings { findings }
}

/// Every finding that the run asks for, all with score 1 but those of one kind, which have 0.
pub fn findings_without(run: &Run<'_>, kind: FindingKind) -> Findings {
    let mut findings = all_fine(run);
    for finding in findings.findings.iter_mut().filter(|f| f.kind == kind) {
        finding.score = 0.0;
    }
    findings
}
