//! What a whole run shows, a file a finding. A score is 0..1, higher is better; whether it is enough is the policy's
//! business. Each finding is a pure function over the facts of all steps.

mod alive;
mod depth;
mod fresh;
mod gap;
mod matching;
mod moves;
mod pad;
mod presence;
#[cfg(test)]
mod properties;
mod quality;
mod screen;
mod take;
#[cfg(test)]
pub(crate) mod testing;
mod ties;
mod timing;

use poze_protocol::{Code, FrameKind};

pub use self::matching::{MATCH_DISTANCE_MAX, distance_of_score, score_of_distance};
pub use self::matching::{combined, distance_to};

use crate::facts::FrameFacts;
use crate::{Run, RunStep};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// A face is there.
    Face,
    /// It is the only one.
    Single,
    /// The pictures are clear enough to judge.
    Quality,
    /// The neutral look was one.
    Neutral,
    /// The moves of a step were done and held.
    Move,
    /// The track has no gap.
    Gap,
    /// The track has no cut: one face, moving as heads move.
    Take,
    /// The face moves as living ones do.
    Alive,
    /// What turns is a head, not a picture of one.
    Depth,
    /// The pictures are of a face, not of a picture of one: the PAD network.
    Pad,
    /// Nothing gives away a screen or a print: weak cues.
    Screen,
    /// The recording was not in an earlier run.
    Fresh,
    /// Times fit each other, a person and the verifier's clock.
    Timing,
    /// It is the face of the reference.
    Match,
}

impl FindingKind {
    /// All of them, in their order.
    pub const ALL: [FindingKind; 14] = [
        FindingKind::Face,
        FindingKind::Single,
        FindingKind::Quality,
        FindingKind::Neutral,
        FindingKind::Move,
        FindingKind::Gap,
        FindingKind::Take,
        FindingKind::Alive,
        FindingKind::Depth,
        FindingKind::Pad,
        FindingKind::Screen,
        FindingKind::Fresh,
        FindingKind::Timing,
        FindingKind::Match,
    ];

    /// Its name in policies.
    pub const fn id(self) -> &'static str {
        match self {
            FindingKind::Face => "face",
            FindingKind::Single => "single",
            FindingKind::Quality => "quality",
            FindingKind::Neutral => "neutral",
            FindingKind::Move => "move",
            FindingKind::Gap => "gap",
            FindingKind::Take => "take",
            FindingKind::Alive => "alive",
            FindingKind::Depth => "depth",
            FindingKind::Pad => "pad",
            FindingKind::Screen => "screen",
            FindingKind::Fresh => "fresh",
            FindingKind::Timing => "timing",
            FindingKind::Match => "match",
        }
    }

    /// The code of a run that fails on it.
    pub const fn code(self) -> Code {
        match self {
            FindingKind::Face => Code::NoFace,
            FindingKind::Single => Code::MultipleFaces,
            FindingKind::Quality => Code::PoorQuality,
            FindingKind::Neutral => Code::NeutralNotSeen,
            FindingKind::Move => Code::MoveNotDone,
            FindingKind::Gap => Code::TrackGap,
            FindingKind::Take => Code::TrackCut,
            FindingKind::Alive => Code::StillImage,
            FindingKind::Depth => Code::NoDepth,
            FindingKind::Pad => Code::PresentationAttack,
            FindingKind::Screen => Code::ScreenOrPrint,
            FindingKind::Fresh => Code::SeenBefore,
            FindingKind::Timing => Code::TimingImplausible,
            FindingKind::Match => Code::FaceMismatch,
        }
    }
}

/// One fact about the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// The step, where it is about one.
    pub step: Option<u8>,
    /// 0..1, higher is better.
    pub score: f32,
    /// For people: numbers and units, never anything personal.
    pub detail: String,
}

impl Finding {
    pub(crate) fn new(kind: FindingKind, score: f32, detail: String) -> Finding {
        let score = if score.is_finite() {
            score.clamp(0.0, 1.0)
        } else {
            0.0
        };
        Finding {
            kind,
            step: None,
            score,
            detail,
        }
    }

    pub(crate) fn of_step(mut self, n: usize) -> Finding {
        self.step = Some(n.min(255) as u8);
        self
    }
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// In the order of [`FindingKind`].
    pub findings: Vec<Finding>,
}

/// Looks at a whole run.
pub(crate) fn conclude(run: &Run<'_>) -> Findings {
    let mut findings = vec![
        presence::face(run),
        presence::single(run),
        quality::find(run),
        gap::find(run),
        take::find(run),
        alive::find(run),
        depth::find(run),
        pad::find(run),
        screen::find(run),
        fresh::find(run),
        timing::find(run),
        matching::find(run),
    ];
    findings.extend(moves::find(run));
    findings.sort_by_key(|f| (f.kind, f.step));
    Findings { findings }
}

/// Looks at pictures that nobody was asked for: what needs neither moves nor a reference. `one_take` says whether they
/// follow each other closely enough, and for long enough, to be judged as a recording.
pub(crate) fn passive(run: &Run<'_>, one_take: bool) -> Findings {
    let mut findings = vec![
        presence::face(run),
        presence::single(run),
        quality::find(run),
        pad::find(run),
        screen::find(run),
    ];
    if one_take {
        findings.extend([take::find(run), alive::find(run), depth::find(run)]);
    }
    findings.sort_by_key(|f| (f.kind, f.step));
    Findings { findings }
}

/// All frames of a run, in order.
pub(crate) fn frames(steps: &[RunStep]) -> impl Iterator<Item = &FrameFacts> {
    steps.iter().flat_map(|s| &s.facts.frames)
}

/// The track frames of a run, in order.
pub(crate) fn track(steps: &[RunStep]) -> impl Iterator<Item = &FrameFacts> {
    frames(steps).filter(|f| f.kind == FrameKind::Track)
}

/// The key frames of a run, in order.
pub(crate) fn keys(steps: &[RunStep]) -> impl Iterator<Item = &FrameFacts> {
    frames(steps).filter(|f| f.kind == FrameKind::Key)
}

/// The `part` quantile (0..1) of `values`; 0 of none.
pub(crate) fn quantile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values
        .get((last as f64 * part).round() as usize)
        .copied()
        .unwrap_or(0.0)
}
