//! Whether what was found is enough. Pure: findings in, decision out. What is enough is data: a [`Policy`] is made of a
//! TOML document (`policy/*.toml`, or an operator's own).

mod demands;
mod document;
#[cfg(test)]
mod properties;
mod set;

use poze_engine::{Finding, FindingKind, Findings};
use poze_protocol::Code;

pub(crate) use self::demands::Demands;
pub(crate) use self::document::PolicyError;
pub(crate) use self::set::{Policies, is_name};

/// What a run must reach.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Policy {
    name: String,
    /// `1`, or `1-3fa94c12` for one that an operator made: see [`set`].
    version: String,
    /// What a challenge must ask for.
    pub(crate) demands: Demands,
    /// In the order of [`FindingKind::ALL`].
    rules: [Rule; KINDS],
}

const KINDS: usize = FindingKind::ALL.len();

/// What is asked of the findings of a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    /// Whether a run can fail on it. What does not count is found and told to the backend all the same.
    pub(crate) counts: bool,
    /// Least score, above 0 and up to 1.
    pub(crate) least: f32,
}

/// The decision on a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) verified: bool,
    /// Why not, the most telling first.
    pub(crate) codes: Vec<Code>,
}

/// The order in which reasons tell most: nobody there explains everything else, a gap explains a jump, an attack explains
/// a missing move.
const BY_WEIGHT: [FindingKind; KINDS] = [
    FindingKind::Face,
    FindingKind::Single,
    FindingKind::Gap,
    FindingKind::Take,
    FindingKind::Alive,
    FindingKind::Depth,
    FindingKind::Pad,
    FindingKind::Screen,
    FindingKind::Fresh,
    FindingKind::Timing,
    FindingKind::Match,
    FindingKind::Quality,
    FindingKind::Neutral,
    FindingKind::Move,
];

impl Policy {
    /// `standard`
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `standard/1`, for the token.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", self.name, self.version)
    }

    /// `acr` of the token; `reduced` when the run was asked for less than the policy demands, or could have been asked
    /// for more.
    pub(crate) fn acr(&self, reduced: bool) -> String {
        let reduced = if reduced { "-reduced" } else { "" };
        format!("urn:poze:{}{reduced}:{}", self.name, self.version)
    }

    /// What is asked of a kind.
    pub(crate) fn rule(&self, kind: FindingKind) -> Rule {
        self.rules[kind as usize]
    }

    /// Decides. A run without findings is not verified.
    pub(crate) fn decide(&self, findings: &Findings) -> Decision {
        self.decide_among(findings, &BY_WEIGHT)
    }

    /// Decides by these kinds alone, as where there is no run but a picture. What of them was not looked at is not
    /// passed.
    pub(crate) fn decide_among(&self, findings: &Findings, kinds: &[FindingKind]) -> Decision {
        let failed = |kind: FindingKind| {
            let Rule { counts, least } = self.rule(kind);
            let of_kind = |f: &&Finding| f.kind == kind;
            let mut any = findings.findings.iter().filter(of_kind).peekable();
            // Not `score < least`: what is no number is not enough.
            let enough = any.peek().is_some() && any.all(|f| f.score >= least);
            counts && kinds.contains(&kind) && !enough
        };
        let nobody = failed(FindingKind::Face);
        let several = failed(FindingKind::Single);
        let not_neutral = failed(FindingKind::Neutral);
        let follows = |kind: FindingKind| match kind {
            // Nothing can be said of a face that is not there.
            FindingKind::Single
            | FindingKind::Quality
            | FindingKind::Neutral
            | FindingKind::Take
            | FindingKind::Alive
            | FindingKind::Depth
            | FindingKind::Fresh
            | FindingKind::Match => nobody,
            // Both look at the surroundings of a face, and know nothing of a second one there.
            FindingKind::Pad | FindingKind::Screen => nobody || several,
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

    /// The scores of all findings, a line each, for people. Holds numbers and units, nothing personal.
    pub(crate) fn detail(&self, findings: &Findings) -> String {
        let line = |f: &Finding| {
            let kind = f.kind.code().id();
            let step = f.step.map(|n| format!(" (step {n})")).unwrap_or_default();
            let Rule { counts, least } = self.rule(f.kind);
            let idle = if counts { "" } else { " (does not count)" };
            format!(
                "{kind}{step}: {:.2} of {least:.2}{idle}, {}",
                f.score, f.detail
            )
        };
        let lines: Vec<String> = findings.findings.iter().map(line).collect();
        lines.join("\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn standard() -> Policy {
        Policies::built_in().standard().clone()
    }

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
    fn every_kind_has_its_weight_and_its_place() {
        for (n, kind) in FindingKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, n, "rules are found by it");
            assert_eq!(
                BY_WEIGHT.iter().filter(|k| **k == kind).count(),
                1,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn every_finding_alone_can_fail_a_run_with_its_own_code() {
        assert_eq!(
            standard().decide(&all(|_| 1.0)),
            Decision {
                verified: true,
                codes: vec![]
            }
        );
        for kind in BY_WEIGHT {
            let decision = standard().decide(&all(|k| if k == kind { 0.0 } else { 1.0 }));
            assert_eq!(
                (decision.verified, decision.codes),
                (false, vec![kind.code()])
            );
        }
    }

    #[test]
    fn what_was_not_looked_at_is_not_passed() {
        assert!(!standard().decide(&Findings::default()).verified);
        let mut some = all(|_| 1.0);
        some.findings.retain(|f| f.kind != FindingKind::Match);
        assert_eq!(standard().decide(&some).codes, [Code::FaceMismatch]);
        let passive = [FindingKind::Face, FindingKind::Quality];
        assert!(standard().decide_among(&some, &passive).verified);
        let nothing = standard().decide_among(&Findings::default(), &passive[1..]);
        assert_eq!(nothing.codes, [Code::PoorQuality]);
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
        assert_eq!(standard().decide(&nobody).codes, [Code::NoFace]);
    }

    #[test]
    fn a_second_person_in_the_picture_is_no_attack() {
        use FindingKind::{Pad, Screen, Single};
        let crowd = all(|kind| match kind {
            Single | Pad | Screen => 0.0,
            _ => 1.0,
        });
        assert_eq!(standard().decide(&crowd).codes, [Code::MultipleFaces]);
    }

    #[test]
    fn what_does_not_count_is_told_and_fails_nobody() {
        let mut policy = standard();
        policy.rules[FindingKind::Alive as usize].counts = false;
        let findings = all(|k| if k == FindingKind::Alive { 0.0 } else { 1.0 });
        assert!(policy.decide(&findings).verified);
        assert!(
            policy
                .detail(&findings)
                .contains("still_image: 0.00 of 0.50 (does not count)")
        );
    }

    /// Over all codes, alone and beside every other: what tells of an attack or of whose face it is reaches no page.
    #[test]
    fn the_page_hears_of_an_attack_only_as_not_verified() {
        let may_hear = [
            Code::MoveNotDone,
            Code::NoFace,
            Code::MultipleFaces,
            Code::PoorQuality,
            Code::NeutralNotSeen,
        ];
        let reasons: Vec<Code> = FindingKind::ALL
            .into_iter()
            .map(FindingKind::code)
            .collect();
        for &a in Code::ALL.iter().filter(|code| code.status() == 200) {
            assert!(
                reasons.contains(&a) || a == Code::NotVerified,
                "{a:?} is of a finding"
            );
            for &b in &reasons {
                let heard = codes_for_page(&[a, b]);
                if may_hear.contains(&a) && may_hear.contains(&b) {
                    assert_eq!(heard, [a, b]);
                } else {
                    assert_eq!(heard, [Code::NotVerified], "{a:?} {b:?}");
                }
            }
        }
    }
}
