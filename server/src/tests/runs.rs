//! From the first step to the token.

use axum::http::StatusCode;
use poze_engine::fake::findings_without;
use poze_engine::{ExamineError, FindingKind};
use poze_protocol::{ChallengeView, Code, StepAnswer, TOKEN_TYP, TokenClaims};
use serde_json::json;

use super::support::{ISSUER, TestApp};

#[tokio::test]
async fn an_honest_run_ends_in_a_token_that_is_redeemed_once_by_its_site() {
    let app = TestApp::new().await;
    let visitor = app
        .visitor(json!({"script": [["turn-left"], ["mouth-open"]]}))
        .await;
    let verdict = visitor.run().await;
    assert!(verdict.verified && verdict.codes.is_empty(), "{verdict:?}");
    let token = verdict.token.unwrap();
    let claims: TokenClaims = app.app.keys.verify(&token, TOKEN_TYP, ISSUER).unwrap();
    assert_eq!(
        (claims.aud.as_str(), claims.sub.as_str()),
        (app.site.site.id.as_str(), "ann")
    );
    assert_eq!(
        (claims.nonce, claims.action),
        ("n".repeat(22), "log in".to_owned())
    );
    assert!(claims.exp - claims.iat <= 300);
    assert_eq!(claims.poze.moves, [["turn-left"], ["mouth-open"]]);
    assert_eq!(claims.poze.consent, "2026-11");

    let body = json!({"token": token});
    let redeem = |key: String, body: serde_json::Value| {
        let app = &app;
        async move {
            app.backend_as(&key, "POST", "/v1/tokens/redeem", Some(body))
                .await
        }
    };
    let other = app.other_site().await;
    assert_eq!(
        redeem(other.secret_key, body.clone()).await.refusal(),
        Code::TokenWrongSite
    );
    let own = app.site.secret_key.clone();
    assert_eq!(
        redeem(own.clone(), body.clone()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        redeem(own.clone(), body).await.refusal(),
        Code::TokenRedeemed
    );
    let flipped = if token.as_bytes()[token.len() / 2] == b'A' {
        'B'
    } else {
        'A'
    };
    let mut changed: Vec<char> = token.chars().collect();
    changed[token.len() / 2] = flipped;
    let changed = json!({"token": changed.into_iter().collect::<String>()});
    assert_eq!(redeem(own, changed).await.refusal(), Code::TokenInvalid);

    let seen = visitor.seen_by_backend().await;
    assert_eq!(
        (&seen["status"], &seen["challenges"][0]["verified"]),
        (&json!("verified"), &json!(true))
    );
    assert!(
        !seen.to_string().contains(&token),
        "the backend's view holds no token"
    );
    assert_eq!(
        visitor.open_with(visitor.opening()).await.refusal(),
        Code::SessionEnded
    );
}

#[tokio::test]
async fn steps_are_revealed_one_at_a_time() {
    let app = TestApp::new().await;
    let visitor = app
        .visitor(json!({"script": [["turn-left"], ["mouth-open"]]}))
        .await;
    let view = visitor.open().await;
    assert_eq!(
        (view.step.n, view.step.moves.len(), view.steps_total),
        (0, 0, 3)
    );
    assert_eq!(
        visitor
            .send(&visitor.evidence(&view.id, 1, 1))
            .await
            .refusal(),
        Code::StepOutOfOrder
    );
    let seen = visitor.seen_by_backend().await;
    assert_eq!(
        seen["challenges"][0]["moves"],
        json!([[]]),
        "not even the backend sees what is to come"
    );
    let StepAnswer::Next { step } = visitor.step(&view.id, 0).await else {
        panic!("a next step")
    };
    assert_eq!((step.n, step.moves), (1, vec!["turn-left".to_owned()]));
    let resumed: ChallengeView = visitor.resume(&view.id).await.json();
    assert_eq!(resumed.step.n, 1);
}

#[tokio::test]
async fn every_finding_fails_a_run_with_its_code_and_the_page_hears_what_it_may() {
    for kind in FindingKind::ALL {
        let app = TestApp::new().await;
        app.engine
            .on_conclude(move |run| findings_without(run, kind));
        let visitor = app.visitor(json!({})).await;
        let verdict = visitor.run().await;
        assert_eq!((verdict.verified, verdict.token), (false, None), "{kind:?}");
        assert_eq!(verdict.codes, [kind.code().for_page()], "{kind:?}");
        let seen = visitor.seen_by_backend().await;
        assert_eq!(
            seen["challenges"][0]["codes"],
            json!([kind.code()]),
            "{kind:?}"
        );
        assert_eq!(
            (&seen["last_error"], &seen["status"]),
            (&json!(kind.code()), &json!("open"))
        );
        assert!(
            seen["result"]["detail"]
                .as_str()
                .unwrap()
                .contains(kind.code().id())
        );
    }
}

#[tokio::test]
async fn the_same_bytes_get_the_same_answer_and_other_bytes_none() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    for n in 0..view.steps_total {
        let step = visitor.evidence(&view.id, n, 1);
        let (first, again) = (visitor.send(&step).await, visitor.send(&step).await);
        assert_eq!(
            (first.status, &first.body),
            (StatusCode::OK, &again.body),
            "step {n}"
        );
        let other = visitor.send(&visitor.evidence(&view.id, n, 2)).await;
        assert_eq!(other.refusal(), Code::StepTaken, "step {n}");
    }
}

#[tokio::test]
async fn the_same_last_step_sent_twice_at_once_gets_one_verdict() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({"steps": 1})).await;
    let view = visitor.open().await;
    visitor.step(&view.id, 0).await;
    let last = visitor.evidence(&view.id, 1, 1);
    let (a, b) = tokio::join!(visitor.send(&last), visitor.send(&last));
    // One of them may have found the other still sending: then it is told to come back, and gets the same.
    let late = visitor.send(&last).await;
    assert_eq!(late.status, StatusCode::OK);
    for answer in [a, b] {
        if answer.status == StatusCode::OK {
            assert_eq!(answer.body, late.body);
        } else {
            assert_eq!(answer.refusal(), Code::Busy);
        }
    }
}

#[tokio::test]
async fn frames_that_are_not_taken_yet_are_refused() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let mut step = visitor.evidence(&view.id, 0, 1);
    let far = String::from_utf8(step.meta)
        .unwrap()
        .replace("\"t_ms\":20", "\"t_ms\":4294000000");
    assert!(far.contains("4294000000"));
    step.meta = far.into_bytes();
    assert_eq!(visitor.send(&step).await.refusal(), Code::FramesInvalid);
    assert_eq!(
        visitor.send(&visitor.evidence(&view.id, 0, 2)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_refused_picture_costs_nothing() {
    let app = TestApp::new().await;
    app.engine.on_check(|_| Err(ExamineError::Frames));
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let step = visitor.evidence(&view.id, 0, 1);
    assert_eq!(visitor.send(&step).await.refusal(), Code::FramesInvalid);
    app.engine.on_check(|_| Ok(()));
    assert_eq!(
        visitor.send(&visitor.evidence(&view.id, 0, 2)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_lost_analysis_is_said_so_and_not_counted() {
    let app = TestApp::new().await;
    app.engine.on_examine(|_, _| Err(ExamineError::Lost));
    let visitor = app.visitor(json!({"steps": 1})).await;
    let view = visitor.open().await;
    visitor.step(&view.id, 0).await;
    assert_eq!(
        visitor
            .send(&visitor.evidence(&view.id, 1, 1))
            .await
            .refusal(),
        Code::AnalysisLost
    );
    assert_eq!(
        visitor.open().await.challenges_left,
        2,
        "one is used: the one just opened"
    );
}

#[tokio::test]
async fn a_cancelled_session_gets_no_token() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({"steps": 1})).await;
    let view = visitor.open().await;
    visitor.step(&view.id, 0).await;
    let cancel = format!("/v1/sessions/{}/cancel", visitor.session);
    assert_eq!(
        app.backend("POST", &cancel, None)
            .await
            .json::<serde_json::Value>()["status"],
        "cancelled"
    );
    assert_eq!(
        visitor
            .send(&visitor.evidence(&view.id, 1, 1))
            .await
            .refusal(),
        Code::SessionEnded
    );
    assert_eq!(
        app.backend("POST", &cancel, None).await.refusal(),
        Code::SessionEnded
    );
}
