//! "Give me another": one step, once, before its evidence.

use axum::http::StatusCode;
use poze_protocol::{ChallengeView, Code, StepAnswer, StepView};
use serde_json::{Value, json};

use super::support::{TestApp, Visitor};

/// A challenge whose neutral look is done: the first step of moves.
async fn at_step_one(visitor: &Visitor<'_>) -> (ChallengeView, StepView) {
    let view = visitor.open().await;
    match visitor.step(&view.id, 0).await {
        StepAnswer::Next { step } => (view, step),
        StepAnswer::Verdict { .. } => panic!("the neutral look is not all"),
    }
}

/// Sessions that were made in time.
async fn spare(app: &TestApp) -> Vec<Visitor<'_>> {
    let mut visitors = Vec::new();
    for _ in 0..5 {
        visitors.push(app.visitor(json!({})).await);
    }
    visitors
}

/// How many of them can still be opened before the path is closed.
async fn left_before_the_lock(spare: &[Visitor<'_>]) -> usize {
    for (n, visitor) in spare.iter().enumerate() {
        let answer = visitor.open_with(visitor.opening()).await;
        if answer.status != StatusCode::CREATED {
            assert_eq!(answer.refusal(), Code::Locked);
            return n;
        }
    }
    spare.len()
}

#[tokio::test]
async fn another_step_comes_and_the_run_goes_on() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, step) = at_step_one(&visitor).await;
    assert_eq!(view.swaps_left, 1);
    let answer = visitor.swap(&view.id, 1).await;
    assert_eq!(answer.status, StatusCode::OK);
    let other: StepView = answer.json();
    assert_eq!(other.n, 1);
    let shared = other.moves.iter().find(|id| step.moves.contains(id));
    assert_eq!(shared, None, "{step:?} {other:?}");

    let resumed: ChallengeView = visitor.resume(&view.id).await.json();
    assert_eq!((&resumed.step, resumed.swaps_left), (&other, 0));
    assert_eq!(resumed.models, view.models, "what was loaded is enough");
    let seen = visitor.seen_by_backend().await;
    assert_eq!(seen["challenges"][0]["moves"], json!([[], other.moves]));
    let StepAnswer::Next { step: again } = visitor.step(&view.id, 0).await else {
        panic!("the same bytes as before")
    };
    assert_eq!(
        again, other,
        "who sends the step before again is not led back"
    );

    let mut verdict = None;
    for n in 1..view.steps_total {
        if let StepAnswer::Verdict { verdict: given } = visitor.step(&view.id, n).await {
            verdict = Some(given);
        }
    }
    assert!(verdict.unwrap().verified);
}

#[tokio::test]
async fn a_second_one_is_refused() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, _) = at_step_one(&visitor).await;
    let first: StepView = visitor.swap(&view.id, 1).await.json();
    assert_eq!(
        visitor.swap(&view.id, 1).await.refusal(),
        Code::AlreadySwapped
    );
    let StepAnswer::Next { .. } = visitor.step(&view.id, 1).await else {
        panic!("there is more than one step")
    };
    assert_eq!(
        visitor.swap(&view.id, 2).await.refusal(),
        Code::AlreadySwapped
    );
    let seen = visitor.seen_by_backend().await;
    assert_eq!(seen["challenges"][0]["moves"][1], json!(first.moves));
}

#[tokio::test]
async fn what_is_not_the_current_step_is_refused_and_costs_nothing() {
    let app = TestApp::new().await;
    let spare = spare(&app).await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    for n in [0, 1, 3, 4, 255] {
        assert_eq!(
            visitor.swap(&view.id, n).await.refusal(),
            Code::StepOutOfOrder,
            "{n}"
        );
    }
    visitor.step(&view.id, 0).await;
    assert_eq!(
        visitor.swap(&view.id, 0).await.refusal(),
        Code::StepOutOfOrder
    );
    assert_eq!(
        visitor.swap(&view.id, 2).await.refusal(),
        Code::StepOutOfOrder
    );
    visitor.step(&view.id, 1).await;
    assert_eq!(visitor.swap(&view.id, 1).await.refusal(), Code::StepTaken);
    let resumed: ChallengeView = visitor.resume(&view.id).await.json();
    assert_eq!(resumed.swaps_left, 1);
    let left = left_before_the_lock(&spare).await;
    assert_eq!(left, 4, "one challenge is open");
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, step) = at_step_one(&visitor).await;
    let id = view.id.as_str();
    for (body, code) in [
        (
            json!({"challenge": "chl_other", "n": 1}),
            Code::InvalidField,
        ),
        (json!({"challenge": id}), Code::InvalidField),
        (json!({"challenge": id, "n": -1}), Code::InvalidField),
        (
            json!({"challenge": id, "n": 1, "moves": ["smile"]}),
            Code::InvalidField,
        ),
        (json!([]), Code::InvalidField),
    ] {
        assert_eq!(
            visitor.swap_with(id, body.clone()).await.refusal(),
            code,
            "{body}"
        );
    }
    let unknown = json!({"challenge": "chl_unknown", "n": 1});
    let refusal = visitor.swap_with("chl_unknown", unknown).await.refusal();
    assert_eq!(refusal, Code::NotFound);
    let resumed: ChallengeView = visitor.resume(id).await.json();
    assert_eq!((resumed.step, resumed.swaps_left), (step, 1));
}

#[tokio::test]
async fn another_client_cannot_swap() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, step) = at_step_one(&visitor).await;
    let mut other = app.visitor(json!({})).await;
    other.open().await;
    assert_eq!(
        other.swap(&view.id, 1).await.refusal(),
        Code::NotFound,
        "another session"
    );
    other.secret.clone_from(&visitor.secret);
    other.page = crate::page_key::testing::Page::new(99);
    let refusal = other.swap(&view.id, 1).await.refusal();
    assert_eq!(
        refusal,
        Code::SignatureInvalid,
        "the secret without the key"
    );
    other.secret = "cs_nobody".to_owned();
    assert_eq!(other.swap(&view.id, 1).await.refusal(), Code::Unauthorized);
    let resumed: ChallengeView = visitor.resume(&view.id).await.json();
    assert_eq!((resumed.step, resumed.swaps_left), (step, 1));
}

#[tokio::test]
async fn what_has_ended_is_not_swapped() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, _) = at_step_one(&visitor).await;
    app.pass_ms(61_000);
    assert_eq!(
        visitor.swap(&view.id, 1).await.refusal(),
        Code::ChallengeExpired
    );
    let (view, _) = at_step_one(&visitor).await;
    let cancel = format!("/v1/sessions/{}/cancel", visitor.session);
    app.backend("POST", &cancel, None).await;
    assert_eq!(
        visitor.swap(&view.id, 1).await.refusal(),
        Code::SessionEnded
    );
}

#[tokio::test]
async fn a_swap_counts_towards_the_lock() {
    let app = TestApp::new().await;
    let spare = spare(&app).await;
    for _ in 0..2 {
        let visitor = app.visitor(json!({})).await;
        let (view, _) = at_step_one(&visitor).await;
        assert_eq!(visitor.swap(&view.id, 1).await.status, StatusCode::OK);
    }
    assert_eq!(left_before_the_lock(&spare).await, 1);
}

#[tokio::test]
async fn where_nothing_else_is_possible_the_step_stays() {
    let app = TestApp::new().await;
    let asked = json!({"steps": 1, "avoid": ["expression", "hands"], "pack": "no-hands"});
    let visitor = app.visitor(asked).await;
    let (view, step) = at_step_one(&visitor).await;
    // Four moves of depth are left; a swap takes one of the other three.
    let other: StepView = visitor.swap(&view.id, 1).await.json();
    assert_ne!(step.moves, other.moves);
    let scripted = json!({"script": [["turn-left"]], "avoid": ["head", "hands", "expression"]});
    let visitor = app.visitor(scripted).await;
    let (view, step) = at_step_one(&visitor).await;
    assert_eq!(visitor.swap(&view.id, 1).await.refusal(), Code::NoPozeLeft);
    let resumed: ChallengeView = visitor.resume(&view.id).await.json();
    assert_eq!((resumed.step, resumed.swaps_left), (step, 1));
}

#[tokio::test]
async fn the_engine_hears_of_the_other_step() {
    use std::sync::{Arc, Mutex};
    let app = TestApp::new().await;
    let heard: Arc<Mutex<Vec<Vec<String>>>> = Arc::default();
    let hears = heard.clone();
    app.engine.on_examine(move |step, moves| {
        if step.n == 1 {
            let ids = moves.iter().map(|mv| mv.id().to_owned()).collect();
            hears.lock().unwrap().push(ids);
        }
        Ok(poze_engine::fake::calm_facts(step))
    });
    let visitor = app.visitor(json!({})).await;
    let (view, _) = at_step_one(&visitor).await;
    let other: Value = visitor.swap(&view.id, 1).await.json();
    for n in 1..view.steps_total {
        visitor.step(&view.id, n).await;
    }
    assert_eq!(json!(*heard.lock().unwrap()), json!([other["moves"]]));
}

#[tokio::test]
async fn of_two_at_once_one_is_given() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let (view, _) = at_step_one(&visitor).await;
    let (a, b) = tokio::join!(visitor.swap(&view.id, 1), visitor.swap(&view.id, 1));
    let given = [&a, &b]
        .into_iter()
        .filter(|answer| answer.status == StatusCode::OK);
    assert_eq!(given.count(), 1, "{a:?} {b:?}");
    let refused = if a.status == StatusCode::OK { b } else { a };
    assert_eq!(refused.refusal(), Code::AlreadySwapped);
}

/// Whichever comes first, the step is examined for the moves that the plan says in the end.
#[tokio::test]
async fn a_swap_and_the_steps_evidence_at_once_agree() {
    use std::sync::{Arc, Mutex};
    for round in 0..4 {
        let app = TestApp::new().await;
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let hears = heard.clone();
        app.engine.on_examine(move |step, moves| {
            if step.n == 1 {
                *hears.lock().unwrap() = moves.iter().map(|mv| mv.id().to_owned()).collect();
            }
            Ok(poze_engine::fake::calm_facts(step))
        });
        let visitor = app.visitor(json!({})).await;
        let (view, _) = at_step_one(&visitor).await;
        let evidence = visitor.evidence(&view.id, 1, 1);
        let (swapped, sent) = if round % 2 == 0 {
            tokio::join!(visitor.swap(&view.id, 1), visitor.send(&evidence))
        } else {
            let (sent, swapped) = tokio::join!(visitor.send(&evidence), visitor.swap(&view.id, 1));
            (swapped, sent)
        };
        assert_eq!(sent.status, StatusCode::OK);
        if swapped.status != StatusCode::OK {
            assert_eq!(swapped.refusal(), Code::StepTaken);
        }
        for n in 2..view.steps_total {
            visitor.step(&view.id, n).await;
        }
        let seen = visitor.seen_by_backend().await;
        let planned = &seen["challenges"][0]["moves"][1];
        assert_eq!(planned, &json!(*heard.lock().unwrap()), "round {round}");
    }
}
