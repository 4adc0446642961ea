//! Refusals that have no other test, and a list that every refusal of the verifier has one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use poze_engine::fake::{all_fine, findings_without};
use poze_engine::{EnrollError, ExamineError, FindingKind, PictureError};
use poze_protocol::{Code, StepAnswer};
use serde_json::{Value, json};

use super::support::TestApp;

#[tokio::test]
async fn scripts_are_for_dev_mode() {
    let app = TestApp::with(false, 4).await;
    let reference = app.enroll("ann").await;
    let ask = json!({"subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22),
        "script": [["turn-left"]]});
    let answer = app.backend("POST", "/v1/sessions", Some(ask)).await;
    assert_eq!(answer.refusal(), Code::DevOnly);
}

#[tokio::test]
async fn a_session_that_avoids_everything_gets_no_poze() {
    let app = TestApp::new().await;
    let visitor = app
        .visitor(json!({"avoid": ["head", "hands", "expression", "prop"]}))
        .await;
    let answer = visitor.open_with(visitor.opening()).await;
    assert_eq!(answer.refusal(), Code::NoPozeLeft);
}

type Refused<E> = (fn() -> E, Code);

#[tokio::test]
async fn a_photo_that_is_no_reference_is_refused_with_its_reason() {
    let app = TestApp::new().await;
    let photos: [Refused<EnrollError>; 14] = [
        (|| EnrollError::NoFace, Code::ReferenceNoFace),
        (|| EnrollError::MultipleFaces, Code::ReferenceMultipleFaces),
        (|| EnrollError::FaceTooSmall, Code::ReferenceTooSmall),
        (|| EnrollError::Blurred, Code::ReferenceBlurred),
        (|| EnrollError::TooDark, Code::ReferenceTooDark),
        (|| EnrollError::TooBright, Code::ReferenceTooBright),
        (|| EnrollError::Turned, Code::ReferenceTurned),
        (|| EnrollError::Covered, Code::ReferenceCovered),
        (
            || EnrollError::DifferentPeople,
            Code::ReferenceDifferentPeople,
        ),
        (|| EnrollError::Busy, Code::Busy),
        (|| EnrollError::Lost, Code::Internal),
        (|| PictureError::Type.into(), Code::ImageType),
        (|| PictureError::Damaged.into(), Code::ImageDamaged),
        (|| PictureError::TooLarge.into(), Code::ImageTooLarge),
    ];
    for (error, code) in photos {
        app.engine.on_enroll(move |_| Err(error()));
        let parts = [
            ("subject", b"ann".as_slice()),
            ("photo", b"a photo".as_slice()),
        ];
        let answer = app
            .post_parts("/v1/references", &app.site.secret_key, "", &parts)
            .await;
        assert_eq!(answer.refusal(), code);
    }
}

#[tokio::test]
async fn a_step_whose_frames_are_no_pictures_is_refused_and_may_be_sent_again() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let steps: [Refused<ExamineError>; 4] = [
        (|| PictureError::Type.into(), Code::ImageType),
        (|| PictureError::Damaged.into(), Code::ImageDamaged),
        (|| PictureError::TooLarge.into(), Code::ImageTooLarge),
        (|| PictureError::TooSmall.into(), Code::ImageTooSmall),
    ];
    for (error, code) in steps {
        app.engine.on_check(move |_| Err(error()));
        assert_eq!(
            visitor
                .send(&visitor.evidence(&view.id, 0, 1))
                .await
                .refusal(),
            code
        );
    }
    app.engine.on_check(|_| Ok(()));
    assert!(matches!(
        visitor.step(&view.id, 0).await,
        StepAnswer::Next { .. }
    ));
}

/// The engine is told how long a step took by the verifier's clock, whatever the page says of its frames.
#[tokio::test]
async fn a_step_is_timed_from_its_prompt_by_the_verifiers_clock() {
    for (took_ms, verified) in [(100, false), (2_000, true)] {
        let app = TestApp::new().await;
        app.engine.on_conclude(|run| {
            let times: Vec<u32> = run
                .steps
                .iter()
                .map(|s| s.received_ms - s.revealed_ms)
                .collect();
            assert!(
                run.steps
                    .windows(2)
                    .all(|w| w[1].revealed_ms >= w[0].received_ms)
            );
            if times[1..].iter().any(|&took_ms| took_ms < 450) {
                findings_without(run, FindingKind::Timing)
            } else {
                all_fine(run)
            }
        });
        let visitor = app.visitor(json!({})).await;
        let view = visitor.open().await;
        for n in 0..view.steps_total {
            app.pass_ms(took_ms);
            if let StepAnswer::Verdict { verdict } = visitor.step(&view.id, n).await {
                assert_eq!(verdict.verified, verified, "{took_ms} ms");
            }
        }
        let seen: Value = visitor.seen_by_backend().await;
        let codes = if verified {
            json!([])
        } else {
            json!([Code::TimingImplausible])
        };
        assert_eq!(seen["challenges"][0]["codes"], codes);
    }
}

#[tokio::test]
async fn a_step_that_comes_too_late_ends_the_challenge() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    app.pass_ms(59_000);
    assert!(matches!(
        visitor.step(&view.id, 0).await,
        StepAnswer::Next { .. }
    ));
    app.pass_ms(1_001);
    for _ in 0..2 {
        let late = visitor.send(&visitor.evidence(&view.id, 1, 1)).await;
        assert_eq!(late.refusal(), Code::ChallengeExpired);
    }
    assert!(
        visitor.run().await.verified,
        "another try is another challenge"
    );
}

/// Waits for as long as the verifier does: ten seconds.
#[tokio::test]
async fn a_body_that_never_comes_is_given_up() {
    let app = TestApp::new().await;
    let head = axum::http::Request::builder()
        .method("POST")
        .uri("/v1/sessions")
        .header("authorization", format!("Bearer {}", app.site.secret_key))
        .header("content-type", "application/json");
    let answer = app
        .send(head.body(axum::body::Body::new(Never)).unwrap())
        .await;
    assert_eq!(answer.refusal(), Code::RequestTimeout);
}

/// A body of which nothing arrives.
struct Never;

impl http_body::Body for Never {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

/// Codes that no caller meets yet; each is here until something answers with it, and then needs a test.
const UNUSED: [Code; 2] = [Code::IdempotencyMismatch, Code::RateLimited];

/// Every code that the verifier answers with stands in a test of the service or in a scenario in a browser. Reasons of a
/// verdict are run through by `every_finding_fails_a_run_with_its_code_and_the_page_hears_what_it_may`.
#[test]
fn every_refusal_has_a_test() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = sources(&here.join("src/tests"), "rs");
    for text in tests.values_mut() {
        // This list is no test of what it lists.
        text.truncate(text.find("const UNUSED").unwrap_or(text.len()));
    }
    let scenarios = sources(&here.join("../tests/scenarios"), "mjs");
    let service: BTreeMap<PathBuf, String> = sources(&here.join("src"), "rs")
        .into_iter()
        .filter(|(path, _)| !path.to_string_lossy().contains("tests"))
        .collect();
    assert!(tests.len() > 5 && scenarios.len() > 10 && service.len() > 20);
    let reasons: Vec<Code> = FindingKind::ALL
        .into_iter()
        .map(FindingKind::code)
        .collect();
    let mut missing = Vec::new();
    for &code in Code::ALL.iter().filter(|code| code.status() != 0) {
        let variant = format!("Code::{code:?}");
        let id = format!("\"{}\"", code.id());
        let names = |text: &String, word: &str| {
            text.match_indices(word).any(|(at, _)| {
                let rest = text.get(at + word.len()..).unwrap_or_default();
                !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
            })
        };
        let used = service.values().any(|text| {
            names(text, &format!("{variant}.into()")) || names(text, &format!("Err({variant}"))
        });
        if UNUSED.contains(&code) {
            assert!(!used, "{variant} is answered with: give it a test");
            continue;
        }
        let tested = tests.values().any(|text| names(text, &variant))
            || scenarios.values().any(|text| text.contains(&id))
            || reasons.contains(&code);
        if !tested {
            missing.push(variant);
        }
    }
    assert!(missing.is_empty(), "without a test: {missing:?}");
}

fn sources(folder: &Path, extension: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.insert(path, text);
        }
    }
    found
}
