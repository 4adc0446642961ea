//! Whether what was found is enough. Pure: findings in, decision out.

use poze_engine::{Finding, FindingKind, Findings, MATCH_DISTANCE_MAX};
use poze_protocol::Code;

/// What a run must reach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// In the token.
    pub(crate) name: &'static str,
    /// `acr` of the token.
    pub(crate) acr: &'static str,
    /// `acr` of a run that was asked for less: classes of moves left out, or a single step.
    pub(crate) acr_reduced: &'static str,
}

/// The only policy so far.
pub(crate) const STANDARD: Policy = Policy {
    name: "standard/1",
    acr: "urn:poze:standard:1",
    acr_reduced: "urn:poze:standard-reduced:1",
};

/// The decision on a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) verified: bool,
    /// Why not, the most telling first.
    pub(crate) codes: Vec<Code>,
}

/// The order in which reasons tell most: nobody there explains everything else, a gap explains a jump, an attack explains
/// a missing move.
const BY_WEIGHT: [FindingKind; 12] = [
    FindingKind::Face,
    FindingKind::Single,
    FindingKind::Gap,
    FindingKind::Take,
    FindingKind::Alive,
    FindingKind::Depth,
    FindingKind::Pad,
    FindingKind::Timing,
    FindingKind::Match,
    FindingKind::Quality,
    FindingKind::Neutral,
    FindingKind::Move,
];

impl Policy {
    /// Least score of a finding.
    const fn least(kind: FindingKind) -> f32 {
        match kind {
            // A face may be lost for a moment: in two frames of ten.
            FindingKind::Face => 0.8,
            // A passer-by in one frame of ten.
            FindingKind::Single => 0.9,
            // Half of the key frames; a turned or moving head blurs some.
            FindingKind::Quality => 0.5,
            FindingKind::Neutral => 0.5,
            // As far as the guide asked for. A little less, since the guide saw other frames of the same take.
            FindingKind::Move => 0.9,
            // Every gap below the allowed one scores 1.
            FindingKind::Gap => 1.0,
            // Calibrated by their findings to pass at one half.
            FindingKind::Take | FindingKind::Alive | FindingKind::Depth | FindingKind::Pad => 0.5,
            FindingKind::Timing => 1.0,
            FindingKind::Match => 1.0 - MATCH_DISTANCE_MAX / 2.0,
        }
    }

    /// Decides. A run without findings is not verified.
    pub(crate) fn decide(&self, findings: &Findings) -> Decision {
        let failed = |kind: FindingKind| {
            let of_kind = |f: &&Finding| f.kind == kind;
            let mut any = findings.findings.iter().filter(of_kind).peekable();
            // What was not looked at is not passed.
            any.peek().is_none() || any.any(|f| f.score < Policy::least(kind))
        };
        let nobody = failed(FindingKind::Face);
        let not_neutral = failed(FindingKind::Neutral);
        let follows = |kind: FindingKind| match kind {
            // Nothing can be said of a face that is not there.
            FindingKind::Single
            | FindingKind::Quality
            | FindingKind::Neutral
            | FindingKind::Take
            | FindingKind::Alive
            | FindingKind::Depth
            | FindingKind::Pad
            | FindingKind::Match => nobody,
            FindingKind::Move => nobody || not_neutral,
            FindingKind::Face | FindingKind::Gap | FindingKind::Timing => false,
        };
        let codes: Vec<Code> = BY_WEIGHT
            .into_iter()
            .filter(|&kind| failed(kind) && !follows(kind))
            .map(FindingKind::code)
            .collect();
        Decision {
            verified: codes.is_empty(),
            codes,
        }
    }
}

/// What the page is told: an attack or match finding is `not_verified` and nothing beside it; else what an honest
/// person can do better.
pub(crate) fn codes_for_page(codes: &[Code]) -> Vec<Code> {
    if codes
        .iter()
        .any(|code| code.for_page() == Code::NotVerified)
    {
        return vec![Code::NotVerified];
    }
    codes.to_vec()
}

/// The scores of all findings, a line each, for people. Holds numbers and units, nothing personal.
pub(crate) fn detail(findings: &Findings) -> String {
    let line = |f: &Finding| {
        let kind = f.kind.code().id();
        let step = f.step.map(|n| format!(" (step {n})")).unwrap_or_default();
        format!(
            "{kind}{step}: {:.2} of {:.2}, {}",
            f.score,
            Policy::least(f.kind),
            f.detail
        )
    };
    findings
        .findings
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(score: impl Fn(FindingKind) -> f32) -> Findings {
        let of = |kind| Finding {
            kind,
            step: None,
            score: score(kind),
            detail: String::new(),
        };
        Findings {
            findings: BY_WEIGHT.into_iter().map(of).collect(),
        }
    }

    #[test]
    fn every_finding_alone_can_fail_a_run_with_its_own_code() {
        assert_eq!(
            STANDARD.decide(&all(|_| 1.0)),
            Decision {
                verified: true,
                codes: vec![]
            }
        );
        for kind in BY_WEIGHT {
            let decision = STANDARD.decide(&all(|k| if k == kind { 0.0 } else { 1.0 }));
            assert_eq!(
                (decision.verified, decision.codes),
                (false, vec![kind.code()])
            );
        }
    }

    #[test]
    fn what_was_not_looked_at_is_not_passed() {
        assert!(!STANDARD.decide(&Findings::default()).verified);
        let mut some = all(|_| 1.0);
        some.findings.retain(|f| f.kind != FindingKind::Match);
        assert_eq!(STANDARD.decide(&some).codes, [Code::FaceMismatch]);
    }

    #[test]
    fn nobody_there_is_said_alone() {
        let nobody = all(|k| {
            if matches!(k, FindingKind::Gap | FindingKind::Timing) {
                1.0
            } else {
                0.0
            }
        });
        assert_eq!(STANDARD.decide(&nobody).codes, [Code::NoFace]);
    }

    #[test]
    fn the_page_hears_of_an_attack_only_as_not_verified() {
        let codes = [Code::StillImage, Code::MoveNotDone];
        assert_eq!(codes_for_page(&codes), [Code::NotVerified]);
        assert_eq!(
            codes_for_page(&[Code::PoorQuality, Code::MoveNotDone]),
            [Code::PoorQuality, Code::MoveNotDone]
        );
    }
}
