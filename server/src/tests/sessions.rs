//! Who may do what: secrets, keys, origins, other people's ids.

use axum::http::StatusCode;
use poze_protocol::Code;
use serde_json::json;

use super::support::{ISSUER, ORIGIN, TestApp};
use crate::page_key::testing::Page;

#[tokio::test]
async fn a_stolen_client_secret_is_of_no_use_in_another_browser() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    visitor.page = Page::new(9);
    assert_eq!(
        visitor.open_with(visitor.opening()).await.refusal(),
        Code::SessionBound
    );
    assert_eq!(
        visitor.resume(&view.id).await.refusal(),
        Code::SignatureInvalid
    );
    assert_eq!(
        visitor
            .send(&visitor.evidence(&view.id, 0, 1))
            .await
            .refusal(),
        Code::SignatureInvalid
    );
    assert_eq!(
        visitor.seen_by_backend().await["last_error"],
        json!("session_bound")
    );
    visitor.page = Page::new(7);
    assert_eq!(
        visitor.send(&visitor.evidence(&view.id, 0, 1)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_signature_fits_its_own_bytes_only() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let mut step = visitor.evidence(&view.id, 0, 1);
    step.frames[1] = b"another picture".to_vec();
    assert_eq!(
        visitor.send(&step).await.refusal(),
        Code::FramesInvalid,
        "the hash is signed"
    );
    let of_another = visitor.evidence(&view.id, 1, 1);
    let step = super::support::Sealed {
        path: format!("/v1/challenges/{}/steps/0", view.id),
        ..of_another
    };
    assert_eq!(
        visitor.send(&step).await.refusal(),
        Code::InvalidField,
        "meta names another step"
    );
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let app = TestApp::with(false, 4).await;
    let mut visitor = app.visitor(json!({})).await;
    for origin in [
        "https://evil.example",
        "https://site.example.evil.example",
        "http://site.example",
        "null",
    ] {
        visitor.origin = Some(origin.to_owned());
        assert_eq!(
            visitor.open_with(visitor.opening()).await.refusal(),
            Code::OriginNotAllowed,
            "{origin}"
        );
    }
    // In the verifier's frame it is the embedding page that counts.
    visitor.origin = Some(ISSUER.to_owned());
    let framed_by = |parent: &str| {
        let mut opening = visitor.opening();
        opening["parent_origin"] = json!(parent);
        opening
    };
    assert_eq!(
        visitor.open_with(visitor.opening()).await.refusal(),
        Code::OriginNotAllowed
    );
    assert_eq!(
        visitor
            .open_with(framed_by("https://evil.example"))
            .await
            .refusal(),
        Code::OriginNotAllowed
    );
    assert_eq!(
        visitor.open_with(framed_by(ORIGIN)).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_session_has_three_challenges() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let first = visitor.open().await;
    assert_eq!(first.challenges_left, 2);
    assert_eq!(visitor.open().await.challenges_left, 1);
    assert_eq!(
        visitor
            .send(&visitor.evidence(&first.id, 0, 1))
            .await
            .refusal(),
        Code::ChallengeEnded
    );
    visitor.open().await;
    assert_eq!(
        visitor.open_with(visitor.opening()).await.refusal(),
        Code::TooManyChallenges
    );
}

#[tokio::test]
async fn times_run_out() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({"timing": {"deadline_ms": 1000}})).await;
    let view = visitor.open().await;
    assert_eq!(view.remaining_ms, 1000);
    app.pass_ms(1001);
    assert_eq!(
        visitor
            .send(&visitor.evidence(&view.id, 0, 1))
            .await
            .refusal(),
        Code::ChallengeExpired
    );
    assert_eq!(
        visitor.resume(&view.id).await.refusal(),
        Code::ChallengeExpired
    );
    assert_eq!(
        visitor.seen_by_backend().await["challenges"][0]["codes"],
        json!(["challenge_expired"])
    );
    app.pass_ms(600_000);
    assert_eq!(
        visitor.open_with(visitor.opening()).await.refusal(),
        Code::SessionExpired
    );
    assert_eq!(visitor.seen_by_backend().await["status"], json!("expired"));
}

#[tokio::test]
async fn ids_and_keys_of_other_sites_open_nothing() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let other = app.other_site().await.secret_key;
    let session = format!("/v1/sessions/{}", visitor.session);
    assert_eq!(
        app.backend_as(&other, "GET", &session, None)
            .await
            .refusal(),
        Code::NotFound
    );
    assert_eq!(
        app.backend_as(&other, "POST", &format!("{session}/cancel"), None)
            .await
            .refusal(),
        Code::NotFound
    );
    let reference = app.enroll("bob").await;
    let path = format!("/v1/references/{reference}");
    assert_eq!(
        app.backend_as(&other, "DELETE", &path, None)
            .await
            .refusal(),
        Code::NotFound
    );
    assert_eq!(
        app.backend("DELETE", &path, None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        app.backend("DELETE", &path, None).await.refusal(),
        Code::NotFound
    );
    for key in ["", "sk_wrong", &visitor.secret, &"sk_a".repeat(50)] {
        assert_eq!(
            app.backend_as(key, "GET", &session, None).await.refusal(),
            Code::Unauthorized
        );
    }
    // Another visitor of the same site.
    let stranger = app.visitor(json!({})).await;
    stranger.open().await;
    assert_eq!(stranger.resume(&view.id).await.refusal(), Code::NotFound);
    assert_eq!(
        stranger
            .send(&stranger.evidence(&view.id, 0, 1))
            .await
            .refusal(),
        Code::NotFound
    );
}

#[tokio::test]
async fn a_reference_of_somebody_else_starts_no_session() {
    let app = TestApp::new().await;
    let reference = app.enroll("bob").await;
    let ask = |reference: &str| json!({"subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22)});
    assert_eq!(
        app.backend("POST", "/v1/sessions", Some(ask(&reference)))
            .await
            .refusal(),
        Code::InvalidField
    );
    assert_eq!(
        app.backend("POST", "/v1/sessions", Some(ask("ref_none")))
            .await
            .refusal(),
        Code::NotFound
    );
}

#[tokio::test]
async fn a_page_of_another_origin_may_ask_the_browser_before_it_calls() {
    let app = TestApp::new().await;
    for path in ["/v1/challenges", "/v1/challenges/chl_1/steps/0"] {
        let request = axum::http::Request::builder()
            .method("OPTIONS")
            .uri(path)
            .header("origin", ORIGIN)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type,poze-signature",
            );
        let answer = app
            .send(request.body(axum::body::Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let allowed = answer.headers["access-control-allow-headers"]
            .to_str()
            .unwrap()
            .to_ascii_lowercase();
        assert!(
            allowed.contains("poze-signature") && allowed.contains("authorization"),
            "{allowed}"
        );
    }
    assert_eq!(
        app.backend("PUT", "/v1/challenges", None).await.refusal(),
        Code::MethodNotAllowed
    );
}

#[tokio::test]
async fn the_last_error_of_an_ended_session_stays() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({"steps": 1})).await;
    assert!(visitor.run().await.verified);
    visitor.open_with(visitor.opening()).await.refusal();
    assert_eq!(visitor.seen_by_backend().await["last_error"], json!(null));
}
