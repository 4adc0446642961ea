//! Moves with hands and things: what the page loads, what the engine is asked, what is refused.

use std::sync::{Arc, Mutex};

use poze_engine::fake::calm_facts;
use poze_liveness::Move;
use poze_protocol::{ChallengeView, Code};
use serde_json::{Value, json};

use super::support::TestApp;

async fn models(script: Value) -> Vec<String> {
    let app = TestApp::new().await;
    let view: ChallengeView = app.visitor(json!({ "script": script })).await.open().await;
    view.models
}

#[tokio::test]
async fn a_page_loads_what_its_poze_needs_and_no_more() {
    assert_eq!(
        models(json!([["turn-left"], ["mouth-open"]])).await,
        ["face"]
    );
    assert_eq!(
        models(json!([["turn-left"], ["cover-mouth"]])).await,
        ["face", "hands"]
    );
    assert_eq!(models(json!([["banana@head"]])).await, ["face", "objects"]);
    assert_eq!(
        models(json!([["peace"], ["cup@mouth"]])).await,
        ["face", "hands", "objects"]
    );
    // Only the verifier has a model for shoes.
    assert_eq!(models(json!([["shoe@head"]])).await, ["face"]);
}

/// Number and moves of a step that the engine was asked to examine.
type Heard = (u8, Vec<Move>);

#[tokio::test]
async fn the_engine_hears_what_each_step_asks_for() {
    let app = TestApp::new().await;
    let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
    let hears = heard.clone();
    app.engine.on_examine(move |step, moves| {
        hears.lock().unwrap().push((step.n, moves.to_vec()));
        Ok(calm_facts(step))
    });
    let script = json!([["cover-mouth", "tilt-left"], ["shoe@head"]]);
    let visitor = app.visitor(json!({ "script": script })).await;
    assert!(visitor.run().await.verified);
    let mut heard = heard.lock().unwrap().clone();
    heard.sort();
    let moves =
        |ids: &[&str]| -> Vec<Move> { ids.iter().map(|id| Move::from_id(id).unwrap()).collect() };
    let expected = [
        (0, moves(&[])),
        (1, moves(&["cover-mouth", "tilt-left"])),
        (2, moves(&["shoe@head"])),
    ];
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn a_move_that_does_not_exist_is_refused_by_name() {
    let app = TestApp::new().await;
    let reference = app.enroll("ann").await;
    for (change, named) in [
        (json!({"script": [["look-behind"]]}), "look-behind"),
        (
            json!({"script": [["turn-left", "banana@knee"]]}),
            "banana@knee",
        ),
        (json!({"script": [["<b>"]]}), "<b>"),
        (json!({"script": [["x".repeat(5000)]]}), "xxxx"),
    ] {
        let mut request = json!({
            "subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22),
        });
        request
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = app.backend("POST", "/v1/sessions", Some(request)).await;
        let body: Value = answer.json();
        let message = body["message"].as_str().unwrap();
        assert!(message.contains(named) && message.len() < 200, "{message}");
        assert_eq!(answer.refusal(), Code::InvalidField);
    }
}
