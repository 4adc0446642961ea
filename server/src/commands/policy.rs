//! `poze policy`

use poze_engine::FindingKind;
use serde_json::{Map, Value, json};

use crate::config::ConfigArgs;
use crate::output;
use crate::policy::{Demands, Policies, Policy};

/// Print all policies, the operator's own with them, and the `acr` of each: what a backend compares.
#[derive(clap::Args, Debug)]
pub(crate) struct PolicyArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

pub(crate) fn run(args: &PolicyArgs) -> anyhow::Result<()> {
    output::json(&printed(&args.config.read()?.policies))
}

fn printed(policies: &Policies) -> Value {
    let all: Vec<Value> = policies.all().map(one).collect();
    json!({ "default": policies.default().name(), "policies": all })
}

fn one(policy: &Policy) -> Value {
    let Demands { steps_least, moves } = &policy.demands;
    let findings: Map<String, Value> = FindingKind::ALL
        .into_iter()
        .map(|kind| {
            let rule = policy.rule(kind);
            (
                kind.id().to_owned(),
                json!({ "counts": rule.counts, "least": rule.least }),
            )
        })
        .collect();
    json!({
        "name": policy.name(),
        "acr": policy.acr(false),
        "acr_reduced": policy.acr(true),
        "steps_least": steps_least,
        "demands": moves.iter().map(|demand| demand.id()).collect::<Vec<_>>(),
        "findings": findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_is_printed_with_all_it_asks_for() {
        let printed = printed(&Policies::built_in());
        assert_eq!(printed["default"], "standard");
        assert_eq!(printed["policies"][2]["acr"], "urn:poze:strict:1");
        for policy in printed["policies"].as_array().unwrap() {
            let findings = policy["findings"].as_object().unwrap();
            assert_eq!(findings.len(), FindingKind::ALL.len());
        }
    }
}
