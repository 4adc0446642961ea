//! Runs are held against what earlier ones of the site looked like.

use poze_engine::fake::{all_fine, calm_facts, findings_without};
use poze_engine::{FindingKind, Look, Run};
use poze_protocol::{Code, StepAnswer, Verdict};
use serde_json::json;

use super::support::{TestApp, Visitor};

/// A verifier whose engine sees in every frame what its bytes say, and refuses a run if every step of it that shows
/// anything is one that was carried to it as an earlier one.
async fn app() -> TestApp {
    let app = TestApp::new().await;
    app.engine.on_examine(|step, _| {
        let mut facts = calm_facts(step);
        for (frame, sent) in facts.frames.iter_mut().zip(&step.frames) {
            let bits = |n: u64| {
                let seed = sent.bytes.iter().fold(n, |hash, &b| {
                    (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01B3)
                });
                seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed.rotate_left(23)
            };
            frame.hash = [1, 2, 3, 4].map(bits);
            frame.points = vec![(0.5, 0.5); 3];
        }
        Ok(facts)
    });
    fn judge(run: &Run<'_>) -> poze_engine::Findings {
        let seen = run.steps.iter().all(|step| {
            let look = Look::of(&step.facts);
            assert!(!look.prints.is_empty());
            run.earlier
                .iter()
                .any(|earlier| look.seen_in(earlier) == look.prints.len())
        });
        if seen {
            findings_without(run, FindingKind::Fresh)
        } else {
            all_fine(run)
        }
    }
    app.engine.on_conclude(judge);
    app
}

/// A run whose frames are made of this seed.
async fn run(app: &TestApp, visitor: &Visitor<'_>, seed: u8) -> Verdict {
    app.pass_ms(1_000);
    let view = visitor.open().await;
    for n in 0..view.steps_total {
        let step = visitor.evidence(&view.id, n, seed);
        let answer = visitor.send(&step).await;
        assert_eq!(
            visitor.send(&step).await.body,
            answer.body,
            "the same bytes again"
        );
        if let StepAnswer::Verdict { verdict } = answer.json() {
            return verdict;
        }
    }
    panic!("no verdict after the last step");
}

#[tokio::test]
async fn a_replay_is_refused_and_the_page_does_not_hear_why() {
    let app = app().await;
    let first = app.visitor(json!({})).await;
    assert!(
        run(&app, &first, 1).await.verified,
        "sent twice, and not its own replay"
    );
    let replay = app.visitor(json!({})).await;
    let verdict = run(&app, &replay, 1).await;
    assert_eq!(
        (verdict.verified, verdict.codes),
        (false, vec![Code::NotVerified])
    );
    let seen = replay.seen_by_backend().await;
    assert_eq!(seen["challenges"][0]["codes"], json!([Code::SeenBefore]));
    // A new run of the same person is a new one.
    assert!(run(&app, &replay, 2).await.verified);
}

#[tokio::test]
async fn failed_and_abandoned_runs_are_remembered_as_well() {
    let app = app().await;
    let visitor = app.visitor(json!({"steps": 1})).await;
    let view = visitor.open().await; // abandoned after its first step
    visitor.send(&visitor.evidence(&view.id, 0, 1)).await;
    app.engine
        .on_conclude(|run| findings_without(run, FindingKind::Move));
    assert!(!run(&app, &visitor, 2).await.verified);
    let found = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    for seed in [1, 2, 3] {
        let finds = found.clone();
        app.engine.on_conclude(move |run| {
            let seen = |step: &poze_engine::RunStep| {
                run.earlier
                    .iter()
                    .any(|e| Look::of(&step.facts).seen_in(e) > 0)
            };
            finds
                .lock()
                .unwrap()
                .push(run.steps.iter().filter(|step| seen(step)).count());
            all_fine(run)
        });
        let visitor = app.visitor(json!({"steps": 1})).await;
        run(&app, &visitor, seed).await;
    }
    assert_eq!(*found.lock().unwrap(), [1, 2, 0]);
}

#[tokio::test]
async fn another_day_and_another_site_know_nothing_of_it() {
    let app = app().await;
    assert!(run(&app, &app.visitor(json!({})).await, 1).await.verified);
    app.pass_ms(24 * 3600 * 1000 - 10_000);
    assert!(!run(&app, &app.visitor(json!({})).await, 1).await.verified);
    app.pass_ms(24 * 3600 * 1000);
    assert!(run(&app, &app.visitor(json!({})).await, 1).await.verified);
}
