//! The documents in the binary, an operator's own, and what goes wrong with them.

use super::*;
use poze_engine::{MATCH_DISTANCE_MAX, score_of_distance};

fn configured(text: &str) -> Result<Policies, String> {
    let table: Table = text.parse().unwrap();
    let policies = table["policy"].as_table().unwrap();
    Policies::built_in()
        .with("policy", policies)
        .map_err(|error| error.to_string())
}

#[test]
fn the_documents_in_the_binary_say_what_their_acr_promised() {
    let policies = Policies::built_in();
    let promised: Vec<(String, String)> =
        policies.all().map(|p| (p.acr(false), digest(p))).collect();
    // Whoever changes one of them counts its version up and writes the new line here.
    let expected = [
        ("urn:poze:relaxed:1", "495570b9"),
        ("urn:poze:standard:1", "a51c461e"),
        ("urn:poze:strict:1", "0e1d25f9"),
    ];
    assert_eq!(
        promised,
        expected.map(|(acr, digest)| (acr.to_owned(), digest.to_owned()))
    );
    assert_eq!(policies.standard().acr(true), "urn:poze:standard-reduced:1");
    assert_eq!(policies.standard().id(), "standard/1");
    assert_eq!(policies.default().name(), "standard");
    let least = policies.standard().rule(FindingKind::Match).least;
    assert_eq!(least, score_of_distance(MATCH_DISTANCE_MAX));
}

#[test]
fn what_passes_strictly_passes_the_others() {
    let policies = Policies::built_in();
    let of = |name: &str, kind| policies.get(name).unwrap().rule(kind);
    for kind in FindingKind::ALL {
        for (easy, hard) in [("relaxed", "standard"), ("standard", "strict")] {
            let (easy, hard) = (of(easy, kind), of(hard, kind));
            assert!(
                easy.least <= hard.least && easy.counts <= hard.counts,
                "{kind:?}"
            );
        }
    }
}

#[test]
fn a_kind_that_a_document_of_ours_forgets_is_an_error() {
    for kind in FindingKind::ALL {
        let (name, text) = BUILT_IN[2];
        let forgotten = text.replace(&format!("[findings.{}]", kind.id()), "[forgotten]");
        let error = built_in(name, &forgotten.replace("[forgotten]", "[findings.face.x]"));
        assert!(error.is_err(), "{kind:?}");
    }
    let error = built_in("mine", "version = 1\nsteps_least = 1\ndemands = []").unwrap_err();
    assert_eq!(error.to_string(), "mine.findings.face.least: is missing");
}

#[test]
fn a_policy_extends_another_and_says_so_in_its_acr() {
    let policies = configured(
        r#"
        [policy.shop]
        extends = "till"
        findings.quality.least = 0.75
        [policy.till]
        version = 7
        extends = "strict"
        steps_least = 2
        demands = ["hands", "depth", "hands"]
        [policy.till.findings]
        alive.counts = false
        match.least = "calibrated"
        "#,
    )
    .unwrap();
    let (shop, till) = (policies.get("shop").unwrap(), policies.get("till").unwrap());
    let strict = policies.get("strict").unwrap();
    assert!(
        till.acr(false).starts_with("urn:poze:till:7-"),
        "{}",
        till.acr(false)
    );
    assert!(shop.acr(true).starts_with("urn:poze:shop-reduced:1-"));
    assert!(!shop.rule(FindingKind::Alive).counts && strict.rule(FindingKind::Alive).counts);
    assert_eq!(shop.rule(FindingKind::Quality).least, 0.75);
    assert_eq!(shop.rule(FindingKind::Move), strict.rule(FindingKind::Move));
    assert_eq!((shop.demands.steps_least, shop.demands.moves.len()), (2, 2));
}

#[test]
fn any_change_is_another_acr() {
    let acr = |text: &str| {
        let policies = configured(&format!("[policy.mine]\n{text}")).unwrap();
        policies.get("mine").unwrap().acr(false)
    };
    let untouched = acr("");
    let changes = [
        "extends = \"strict\"",
        "steps_least = 3",
        "demands = [\"hands\"]",
        "findings.alive.counts = false",
        "findings.quality.least = 0.51",
    ];
    let mut all: Vec<String> = changes.into_iter().map(acr).collect();
    all.push(untouched.clone());
    all.push(Policies::built_in().default().acr(false));
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
    assert_eq!(
        acr("extends = \"standard\""),
        untouched,
        "what is the same is called the same"
    );
}

#[test]
fn mistakes_are_told_by_their_full_key() {
    for (text, error) in [
        ("[policy.standard]", "policy.standard: is built in"),
        ("[policy.Mine]", "policy.Mine: must have"),
        ("[policy.a-reduced]", "policy.a-reduced: must have"),
        ("[policy]\nmine = 1", "policy.mine: must be a table"),
        (
            "[policy.mine]\nversion = 0",
            "policy.mine.version: must be a whole number",
        ),
        ("[policy.mine]\nleast = 1", "policy.mine.least: is unknown"),
        (
            "[policy.mine]\nextends = 3",
            "policy.mine.extends: must be a text",
        ),
        (
            "[policy.mine]\nextends = \"strikt\"",
            "policy.mine.extends: is unknown; there are: relaxed, standard",
        ),
        (
            "[policy.mine]\nextends = \"mine\"",
            "policy.mine.extends: leads back to itself",
        ),
        (
            "[policy.a]\nextends = \"b\"\n[policy.b]\nextends = \"a\"",
            "policy.a.extends: leads back to itself",
        ),
        (
            "[policy.mine]\nsteps_least = 4",
            "policy.mine.steps_least: must be a whole number, 1 to 3",
        ),
        (
            "[policy.mine]\ndemands = [\"hands\", \"feet\"]",
            "policy.mine.demands[1]: is unknown",
        ),
        (
            "[policy.mine]\ndemands = \"hands\"",
            "policy.mine.demands: must be a list",
        ),
        (
            "[policy.mine]\nfindings = []",
            "policy.mine.findings: must be a table",
        ),
        (
            "[policy.mine.findings.alife]",
            "policy.mine.findings.alife: is unknown",
        ),
        (
            "[policy.mine.findings.alive]\nscore = 1",
            "policy.mine.findings.alive.score: is unknown",
        ),
        (
            "[policy.mine.findings.alive]\ncounts = 0",
            "policy.mine.findings.alive.counts: must be true or",
        ),
        (
            "[policy.mine.findings.match]\ncounts = false",
            "policy.mine.findings.match.counts: cannot be false",
        ),
        (
            "[policy.mine.findings.alive]\nleast = 0",
            "policy.mine.findings.alive.least: must be a number",
        ),
        (
            "[policy.mine.findings.alive]\nleast = 1.01",
            "policy.mine.findings.alive.least: must be",
        ),
        (
            "[policy.mine.findings.alive]\nleast = nan",
            "policy.mine.findings.alive.least: must be",
        ),
        (
            "[policy.mine.findings.alive]\nleast = \"calibrated\"",
            "policy.mine.findings.alive.least: must",
        ),
        (
            "[policy.mine.findings.match]\nleast = \"high\"",
            "policy.mine.findings.match.least: must be a",
        ),
    ] {
        let told = configured(text).unwrap_err();
        assert!(told.starts_with(error), "{text}\n{told}");
    }
    let many: String = (0..101).map(|n| format!("[policy.p{n}]\n")).collect();
    assert_eq!(
        configured(&many).unwrap_err(),
        "policy: holds more than 100 policies"
    );
}
