//! Which policy a run is held to, and what the token says of it.

use axum::http::StatusCode;
use poze_engine::fake::all_fine;
use poze_engine::{FindingKind, Findings, Run};
use poze_protocol::{Code, TOKEN_TYP, TokenClaims};
use serde_json::{Value, json};

use super::support::{ISSUER, TestApp};

async fn claims(app: &TestApp, session: Value) -> TokenClaims {
    let verdict = app.visitor(session).await.run().await;
    let token = verdict.token.expect("a pass");
    app.app.keys.verify(&token, TOKEN_TYP, ISSUER).unwrap()
}

#[tokio::test]
async fn a_session_names_its_policy_and_the_token_says_which() {
    let app = TestApp::new().await;
    let two = json!([["turn-left"], ["mouth-open"]]);
    let three = json!([["turn-left"], ["mouth-open"], ["cover-mouth"]]);
    for (session, acr, policy) in [
        (
            json!({ "script": two }),
            "urn:poze:standard:1",
            "standard/1",
        ),
        (
            json!({ "script": two, "policy": "relaxed" }),
            "urn:poze:relaxed:1",
            "relaxed/1",
        ),
        (
            json!({ "script": three, "policy": "strict" }),
            "urn:poze:strict:1",
            "strict/1",
        ),
        // Less than is demanded: two steps, nothing before the face.
        (
            json!({ "script": two, "policy": "strict" }),
            "urn:poze:strict-reduced:1",
            "strict/1",
        ),
        (
            json!({ "script": [["turn-left"]] }),
            "urn:poze:standard-reduced:1",
            "standard/1",
        ),
        (
            json!({ "script": [["turn-left"]], "policy": "relaxed" }),
            "urn:poze:relaxed:1",
            "relaxed/1",
        ),
        (
            json!({ "avoid": ["expression"] }),
            "urn:poze:standard-reduced:1",
            "standard/1",
        ),
    ] {
        let claims = claims(&app, session.clone()).await;
        assert_eq!(
            (claims.acr.as_str(), claims.poze.policy.as_str()),
            (acr, policy),
            "{session}"
        );
    }
}

#[tokio::test]
async fn a_draw_asks_for_what_its_policy_demands() {
    let app = TestApp::new().await;
    // The default pack has three steps, as many as the strictest asks for.
    for (policy, steps) in [("relaxed", 3), ("standard", 3), ("strict", 3)] {
        let claims = claims(&app, json!({ "policy": policy })).await;
        assert_eq!(claims.poze.moves.len(), steps, "{policy}");
    }
}

#[tokio::test]
async fn a_policy_that_is_not_there_is_refused() {
    let app = TestApp::new().await;
    let reference = app.enroll("ann").await;
    let ask = |policy: Value| json!({"subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22), "policy": policy});
    for (policy, code) in [
        (json!("stern"), Code::PolicyUnknown),
        (json!("Strict"), Code::InvalidField),
        (json!("s".repeat(10_000)), Code::InvalidField),
        (json!(5), Code::InvalidField),
    ] {
        let answer = app.backend("POST", "/v1/sessions", Some(ask(policy))).await;
        assert_eq!(answer.refusal(), code);
    }
    let strict = app
        .backend("POST", "/v1/sessions", Some(ask(json!("strict"))))
        .await;
    assert_eq!(strict.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_site_has_a_policy_of_its_own_and_a_session_may_name_another() {
    let app = TestApp::new().await;
    let id = &app.site.site.id;
    assert!(
        app.app
            .store
            .set_site_policy(id, Some("relaxed"))
            .await
            .unwrap()
    );
    let script = json!([["turn-left"], ["mouth-open"]]);
    assert_eq!(
        claims(&app, json!({ "script": script })).await.acr,
        "urn:poze:relaxed:1"
    );
    let named = claims(&app, json!({ "script": script, "policy": "standard" })).await;
    assert_eq!(named.acr, "urn:poze:standard:1");
    // A site is held to nothing that is gone.
    app.app
        .store
        .set_site_policy(id, Some("gone"))
        .await
        .unwrap();
    let reference = app.enroll("ann").await;
    let ask = json!({"subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22)});
    let answer = app.backend("POST", "/v1/sessions", Some(ask)).await;
    assert_eq!(answer.refusal(), Code::PolicyUnknown);
}

/// Every policy refuses and passes by its own numbers, not by another's.
#[tokio::test]
async fn the_named_policy_decides() {
    fn nearly(run: &Run<'_>) -> Findings {
        let mut findings = all_fine(run);
        let moves = findings
            .findings
            .iter_mut()
            .filter(|f| f.kind == FindingKind::Move);
        moves.for_each(|f| f.score = 0.85);
        findings
    }
    let app = TestApp::new().await;
    app.engine.on_conclude(nearly);
    for (policy, verified) in [("relaxed", true), ("standard", false), ("strict", false)] {
        let visitor = app.visitor(json!({ "policy": policy })).await;
        assert_eq!(visitor.run().await.verified, verified, "{policy}");
        let detail = visitor.seen_by_backend().await["result"]["detail"].to_string();
        let least = match policy {
            "relaxed" => "0.85 of 0.80",
            "standard" => "0.85 of 0.90",
            _ => "0.85 of 1.00",
        };
        assert!(detail.contains(least), "{detail}");
    }
}
