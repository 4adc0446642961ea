//! What a challenge is drawn from: packs of sites and sessions, wishes, and what was asked for before.

use std::collections::HashSet;
use std::sync::Arc;

use axum::http::StatusCode;
use poze_liveness::{Move, Tag};
use poze_protocol::{ChallengeView, Code, StepAnswer, StepView, TokenClaims};
use poze_store::NewSite;
use serde_json::{Value, json};

use super::support::{ORIGIN, TestApp, Visitor};
use crate::packs::Packs;

/// All steps of a run, and its token's claims.
async fn run(visitor: &Visitor<'_>) -> (ChallengeView, Vec<StepView>, TokenClaims) {
    let view = visitor.open().await;
    let mut steps = Vec::new();
    for n in 0..view.steps_total {
        match visitor.step(&view.id, n).await {
            StepAnswer::Next { step } => steps.push(step),
            StepAnswer::Verdict { verdict } => {
                let claims = claims(&verdict.token.unwrap());
                return (view, steps, claims);
            }
        }
    }
    panic!("no verdict")
}

fn claims(token: &str) -> TokenClaims {
    use base64::Engine as _;
    let payload = token.split('.').nth(1).unwrap();
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn moves(steps: &[StepView]) -> Vec<Move> {
    let ids = steps.iter().flat_map(|step| &step.moves);
    ids.map(|id| Move::from_id(id).unwrap()).collect()
}

async fn ask(app: &TestApp, change: Value) -> super::support::Answer {
    let reference = app.enroll("ann").await;
    let mut request = json!({
        "subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22),
    });
    let fields = change.as_object().unwrap().clone();
    request.as_object_mut().unwrap().extend(fields);
    app.backend("POST", "/v1/sessions", Some(request)).await
}

#[tokio::test]
async fn the_default_is_three_steps_that_keep_the_rules_and_earn_the_full_acr() {
    let app = TestApp::new().await;
    for _ in 0..9 {
        let (_, steps, claims) = run(&app.visitor(json!({})).await).await;
        assert_eq!(steps.len(), 3);
        let moves = moves(&steps);
        let has = |tag| moves.iter().any(|mv| mv.has(tag));
        assert!(
            has(Tag::Depth) && (has(Tag::Deforms) || has(Tag::Occludes)),
            "{moves:?}"
        );
        assert!(!has(Tag::Prop) && !has(Tag::OnRequest), "{moves:?}");
        assert_eq!(claims.acr, "urn:poze:standard:1");
        assert_eq!(claims.poze.moves.len(), 3);
    }
}

#[tokio::test]
async fn a_session_is_held_to_its_pack() {
    let app = TestApp::new().await;
    for _ in 0..9 {
        let (view, steps, claims) = run(&app.visitor(json!({"pack": "no-hands"})).await).await;
        assert!(moves(&steps).iter().all(|mv| !mv.takes_a_hand()));
        assert_eq!(view.models, ["face"]);
        assert_eq!(claims.acr, "urn:poze:standard:1");
    }
}

#[tokio::test]
async fn what_is_left_out_lowers_the_acr() {
    let app = TestApp::new().await;
    for wish in [
        json!({"avoid": ["hands"]}),
        json!({"avoid": ["expression"], "pack": "no-hands"}),
        json!({"steps": 2}),
        json!({"steps": 1}),
    ] {
        let (view, steps, claims) = run(&app.visitor(wish.clone()).await).await;
        assert_eq!(claims.acr, "urn:poze:standard-reduced:1", "{wish}");
        if wish["avoid"] == json!(["hands"]) {
            assert_eq!(view.models, ["face"]);
            assert!(moves(&steps).iter().all(|mv| !mv.takes_a_hand()));
        }
    }
    // There is nothing of that class in the pack: nothing is lost.
    let nothing = json!({"avoid": ["prop"]});
    let (_, _, claims) = run(&app.visitor(nothing).await).await;
    assert_eq!(claims.acr, "urn:poze:standard:1");
}

#[tokio::test]
async fn packs_that_are_not_there_are_refused_by_name() {
    let app = TestApp::new().await;
    for name in ["kindergarten", "", "../etc/passwd", &"x".repeat(9_000)] {
        let answer = ask(&app, json!({"pack": name})).await;
        assert_eq!(answer.refusal(), Code::UnknownPack, "{name}");
    }
    assert_eq!(
        ask(&app, json!({"pack": 7})).await.refusal(),
        Code::InvalidField
    );
    assert_eq!(
        ask(&app, json!({"pack": "simple"})).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_site_can_be_held_to_a_pack() {
    let mut app = TestApp::new().await;
    let new = NewSite {
        name: "Held".to_owned(),
        origins: vec![ORIGIN.to_owned()],
        policy: None,
        pack: Some("no-hands".to_owned()),
    };
    let held = app
        .app
        .store
        .add_site(&new, app.app.clock.now())
        .await
        .unwrap();
    app.site = held;
    let (_, steps, _) = run(&app.visitor(json!({})).await).await;
    assert!(moves(&steps).iter().all(|mv| !mv.takes_a_hand()));
    run(&app.visitor(json!({"pack": "no-hands"})).await).await;
    assert_eq!(
        ask(&app, json!({"pack": "default"})).await.refusal(),
        Code::PackNotAllowed
    );
}

#[tokio::test]
async fn moves_on_request_are_those_of_the_pack() {
    let app = TestApp::new().await;
    for (wish, code) in [
        (json!({"include": ["smile"]}), None),
        (json!({"include": ["banana@head", "wink-left"]}), None),
        (json!({"include": ["turn-left"]}), Some(Code::InvalidField)),
        (
            json!({"include": ["banana@head"], "pack": "no-hands"}),
            Some(Code::InvalidField),
        ),
    ] {
        let answer = ask(&app, wish.clone()).await;
        match code {
            None => assert_eq!(answer.status, StatusCode::CREATED, "{wish}"),
            Some(code) => assert_eq!(answer.refusal(), code, "{wish}"),
        }
    }
}

#[tokio::test]
async fn a_visitor_is_not_asked_for_the_same_within_a_day() {
    let app = TestApp::new().await;
    // Without pairs, hands and faces four pozes of one step are left.
    let asked = json!({"steps": 1, "avoid": ["hands", "expression"]});
    let mut acrs = Vec::new();
    let mut seen: HashSet<Vec<String>> = HashSet::new();
    for n in 0..5 {
        let (_, steps, claims) = run(&app.visitor(asked.clone()).await).await;
        let fresh = seen.insert(steps[0].moves.clone());
        assert_eq!(fresh, n < 4, "{n}: {steps:?}");
        acrs.push(claims.acr);
    }
    assert_eq!(seen.len(), 4);
    app.pass_ms(24 * 3600 * 1000 + 1);
    let (_, steps, _) = run(&app.visitor(asked).await).await;
    assert!(
        seen.contains(&steps[0].moves),
        "a day later they come again"
    );
}

#[tokio::test]
async fn a_pack_speaks_in_its_own_words_and_only_in_its_languages() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().unwrap();
    let signs = [
        "peace",
        "fist",
        "ok",
        "horns",
        "call-me",
        "point-up",
        "open-palm",
        "eyes-closed",
        "mouth-open",
        "finger-on-nose",
        "cover-mouth",
    ];
    let turns = ["turn-left", "turn-right", "look-up", "look-down"];
    let ids: Vec<String> = signs
        .iter()
        .chain(&turns)
        .map(|id| format!("{id:?}"))
        .collect();
    let words: Vec<String> = ids
        .iter()
        .map(|id| format!("{id} = \"Bitte {}\"", id.replace('"', "")))
        .collect();
    let text = format!(
        "name = \"ours\"\nmoves = [{}]\n[texts.de]\n{}\n",
        ids.join(", "),
        words.join("\n")
    );
    std::fs::write(folder.path().join("ours.toml"), text).unwrap();
    let packs = Packs::with_folder(folder.path(), &Move::ALL).unwrap();
    let app = app.with_packs(Arc::new(packs));
    for (lang, own) in [("de-AT", true), ("en", false)] {
        let visitor = app.visitor(json!({"pack": "ours"})).await;
        let mut opening = visitor.opening();
        opening["consent"]["lang"] = json!(lang);
        let view: ChallengeView = visitor.open_with(opening).await.json();
        assert!(!view.step.own_text, "the neutral look is everybody's");
        let StepAnswer::Next { step } = visitor.step(&view.id, 0).await else {
            panic!("a step")
        };
        assert_eq!(
            (step.own_text, step.text.starts_with("Bitte ")),
            (own, own),
            "{step:?}"
        );
    }
}
