//! Too much: of failures, of work.

use axum::http::StatusCode;
use poze_engine::FindingKind;
use poze_engine::fake::findings_without;
use poze_protocol::Code;
use serde_json::json;

use super::support::TestApp;

#[tokio::test]
async fn five_failures_close_the_face_path_for_half_an_hour() {
    let app = TestApp::new().await;
    app.engine
        .on_conclude(|run| findings_without(run, FindingKind::Match));
    let first = app.visitor(json!({"steps": 1})).await;
    for left in [2, 1, 0] {
        assert_eq!(first.run().await.challenges_left, left);
    }
    assert_eq!(first.seen_by_backend().await["status"], json!("failed"));
    let second = app.visitor(json!({"steps": 1})).await;
    second.run().await;
    second.run().await;
    assert_eq!(
        second.open_with(second.opening()).await.refusal(),
        Code::Locked
    );
    let reference = app.enroll("ann").await;
    let ask = |action: &str| json!({"subject": "ann", "reference_id": reference, "action": action, "nonce": "n".repeat(22)});
    let locked = app
        .backend("POST", "/v1/sessions", Some(ask("log in")))
        .await;
    assert_eq!(locked.refusal(), Code::Locked);
    assert!(locked.headers.contains_key("retry-after"));
    assert_eq!(
        app.backend("POST", "/v1/sessions", Some(ask("pay")))
            .await
            .status,
        StatusCode::CREATED
    );
    app.pass_ms(1_800_000);
    assert_eq!(
        app.backend("POST", "/v1/sessions", Some(ask("log in")))
            .await
            .status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_verifier_without_room_says_so_and_takes_nothing() {
    let app = TestApp::with(true, 1).await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let step = visitor.evidence(&view.id, 0, 1);
    let held = app.app.evidence_slots.clone().try_acquire_owned().unwrap();
    let busy = visitor.send(&step).await;
    assert_eq!(busy.refusal(), Code::Busy);
    assert!(busy.headers.contains_key("retry-after"));
    assert_eq!(
        app.backend("GET", "/readyz", None).await.refusal(),
        Code::Busy
    );
    drop(held);
    assert_eq!(visitor.send(&step).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_subject_has_ten_references_at_most() {
    let app = TestApp::new().await;
    for _ in 0..10 {
        app.enroll("ann").await;
    }
    let parts = [
        ("subject", b"ann".as_slice()),
        ("photo", b"a photo".as_slice()),
    ];
    let eleventh = app
        .post_parts("/v1/references", &app.site.secret_key, "", &parts)
        .await;
    assert_eq!(eleventh.refusal(), Code::InvalidField);
}
