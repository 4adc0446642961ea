//! Too much: of failures, of work.

use axum::http::StatusCode;
use poze_engine::fake::{face_of, findings_without};
use poze_engine::{EnrollError, FindingKind};
use poze_protocol::Code;
use serde_json::{Value, json};

use super::support::{TestApp, Visitor};

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

#[tokio::test]
async fn several_photos_make_one_reference_and_a_poor_one_is_named() {
    let app = TestApp::new().await;
    app.engine.on_enroll(|photo| match photo {
        b"dark" => Err(EnrollError::TooDark),
        b"stranger" => Ok(poze_engine::Reference {
            bytes: face_of(7).iter().flat_map(|v| v.to_le_bytes()).collect(),
            ..poze_engine::fake::reference()
        }),
        _ => Ok(poze_engine::fake::reference()),
    });
    let send = async |photos: &[&[u8]]| {
        let mut parts = vec![("subject", b"ann".as_slice())];
        parts.extend(photos.iter().map(|photo| ("photo", *photo)));
        app.post_parts("/v1/references", &app.site.secret_key, "", &parts)
            .await
    };
    assert_eq!(
        send(&[b"one", b"two", b"three"]).await.status,
        StatusCode::CREATED
    );
    let dark = send(&[b"one", b"dark"]).await;
    assert_eq!(dark.refusal(), Code::ReferenceTooDark);
    let message = dark.json::<Value>()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Photo 2 of 2"), "{message}");
    let stranger = send(&[b"one", b"stranger"]).await;
    assert_eq!(stranger.refusal(), Code::ReferenceDifferentPeople);
    assert_eq!(
        send(&[b"p".as_slice(); 6]).await.refusal(),
        Code::BadRequest
    );
    let kept = app.backend("GET", "/v1/references?subject=ann", None).await;
    assert_eq!(
        kept.json::<Value>()["references"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_reference_of_another_model_begins_no_session() {
    let app = TestApp::new().await;
    app.engine.on_enroll(|_| {
        Ok(poze_engine::Reference {
            model: "another-model/1".to_owned(),
            ..poze_engine::fake::reference()
        })
    });
    let parts = [
        ("subject", b"ann".as_slice()),
        ("photo", b"a photo".as_slice()),
    ];
    // As an older verifier has left it behind.
    let kept = app
        .post_parts("/v1/references", &app.site.secret_key, "", &parts)
        .await;
    let reference = kept.json::<Value>()["id"].clone();
    let session = json!({
        "subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22),
    });
    let refused = app.backend("POST", "/v1/sessions", Some(session)).await;
    assert_eq!(refused.refusal(), Code::ReferenceModel);
}

#[tokio::test]
async fn sessions_that_were_made_before_are_locked_as_well() {
    let app = TestApp::new().await;
    let mut visitors: Vec<Visitor> = Vec::new();
    for _ in 0..6 {
        visitors.push(app.visitor(json!({})).await);
    }
    for visitor in &visitors[..5] {
        let view = visitor.open().await; // looked at and abandoned
        visitor.step(&view.id, 0).await;
    }
    assert_eq!(
        visitors[5].open_with(visitors[5].opening()).await.refusal(),
        Code::Locked
    );
}

/// Whoever sends slowly takes up their own place, not those of steps that have arrived.
#[tokio::test]
async fn slow_senders_shut_nobody_out() {
    let app = TestApp::with(true, 1).await;
    let (slow, honest) = (app.visitor(json!({})).await, app.visitor(json!({})).await);
    let view = slow.open().await;
    let _sending = app.app.uploads.enter(&slow.session).unwrap();
    assert_eq!(
        slow.send(&slow.evidence(&view.id, 0, 1)).await.refusal(),
        Code::Busy,
        "one at a time"
    );
    assert!(honest.run().await.verified);
    // Before the signature is checked there is no place for anybody.
    let path = format!("/v1/challenges/{}/steps/0", view.id);
    let parts = [("meta", b"{}".as_slice())];
    let stranger = app.post_parts(&path, &honest.secret, "c2ln", &parts);
    assert_eq!(stranger.await.refusal(), Code::SignatureInvalid);
}

#[tokio::test]
async fn callers_that_hang_up_break_nothing() {
    use tokio::io::AsyncWriteExt as _;
    let app = TestApp::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = crate::router::router(app.app.clone());
    tokio::spawn(crate::listen::serve(
        listener,
        service,
        std::future::pending(),
    ));
    for _ in 0..20 {
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let head =
            "GET /v1/challenges/x HTTP/1.1\r\nhost: poze\r\nauthorization: Bearer cs_x\r\n\r\n";
        socket.write_all(head.as_bytes()).await.unwrap();
    }
    assert!(app.visitor(json!({})).await.run().await.verified);
}
