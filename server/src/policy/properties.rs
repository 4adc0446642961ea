//! What holds of every policy and any findings.

use poze_engine::{Finding, FindingKind, Findings};
use proptest::prelude::*;

use super::{Policies, Policy};

/// Any score that a finding may have, and some that it may not.
fn score() -> impl Strategy<Value = f32> {
    prop_oneof![
        3 => 0.0f32..=1.0,
        2 => Just(1.0f32),
        1 => prop::sample::select(vec![0.0, -1.0, 0.5, 2.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY]),
    ]
}

fn findings() -> impl Strategy<Value = Findings> {
    let finding = (
        prop::sample::select(FindingKind::ALL.to_vec()),
        prop::option::of(0u8..4),
        score(),
    );
    let some = prop::collection::vec(finding, 0..20);
    // Mostly whole sets, since of random ones none would pass.
    let whole = prop::collection::vec(
        prop_oneof![9 => Just(1.0f32), 1 => score()],
        FindingKind::ALL.len(),
    );
    (whole, some, any::<bool>()).prop_map(|(whole, some, with_whole)| {
        let whole = FindingKind::ALL
            .into_iter()
            .zip(whole)
            .filter(|_| with_whole);
        let all = whole.map(|(kind, score)| (kind, None, score)).chain(some);
        let findings = all.map(|(kind, step, score)| Finding {
            kind,
            step,
            score,
            detail: String::new(),
        });
        Findings {
            findings: findings.collect(),
        }
    })
}

/// One of the three, with some findings tuned or switched off, also those that an operator could not.
fn policy() -> impl Strategy<Value = Policy> {
    let names = prop::sample::select(vec!["relaxed", "standard", "strict"]);
    let tuned = prop::collection::vec(
        (
            prop::sample::select(FindingKind::ALL.to_vec()),
            any::<bool>(),
            0.01f32..=1.0,
        ),
        0..4,
    );
    (names, tuned).prop_map(|(name, tuned)| {
        let mut policy = Policies::built_in().get(name).unwrap().as_ref().clone();
        for (kind, counts, least) in tuned {
            policy.rules[kind as usize] = super::Rule { counts, least };
        }
        policy
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_run_is_verified_if_and_only_if_every_kind_that_counts_is_there_and_enough(
        policy in policy(), findings in findings(),
    ) {
        let enough = FindingKind::ALL.into_iter().all(|kind| {
            let rule = policy.rule(kind);
            let mut of_kind = findings.findings.iter().filter(|f| f.kind == kind).peekable();
            !rule.counts || (of_kind.peek().is_some() && of_kind.all(|f| f.score >= rule.least))
        });
        let decision = policy.decide(&findings);
        prop_assert_eq!(decision.verified, enough);
        prop_assert_eq!(decision.codes.is_empty(), enough);
    }

    #[test]
    fn no_set_of_findings_that_lacks_a_kind_is_verified(
        policy in policy(), findings in findings(), lacks in prop::sample::select(FindingKind::ALL.to_vec()),
    ) {
        let mut findings = findings;
        findings.findings.retain(|f| f.kind != lacks);
        prop_assume!(policy.rule(lacks).counts);
        prop_assert!(!policy.decide(&findings).verified);
    }

    #[test]
    fn a_higher_score_never_turns_a_pass_into_a_refusal(
        policy in policy(), findings in findings(), at in any::<prop::sample::Index>(), by in 0.0f32..1.0,
    ) {
        prop_assume!(!findings.findings.is_empty());
        let before = policy.decide(&findings);
        let mut higher = findings;
        let at = at.index(higher.findings.len());
        higher.findings[at].score += by;
        let after = policy.decide(&higher);
        prop_assert!(after.verified || !before.verified);
    }

    #[test]
    fn the_page_hears_no_more_than_it_may(policy in policy(), findings in findings()) {
        let codes = policy.decide(&findings).codes;
        let heard = super::codes_for_page(&codes);
        prop_assert_eq!(heard.is_empty(), codes.is_empty());
        prop_assert!(heard.iter().all(|code| code.for_page() == *code));
    }
}
