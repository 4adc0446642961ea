//! Challenges, steps, tokens, locks: what may happen once.

use super::*;

#[tokio::test]
async fn a_session_has_three_challenges_and_lost_ones_do_not_count() {
    let store = store().await;
    let (_, session, first) = open(&store).await;
    let lost = store.end_challenge(&first.id, ChallengeStatus::Lost, &[]);
    assert!(lost.await.unwrap());
    let again = store.end_challenge(&first.id, ChallengeStatus::Expired, &[]);
    assert!(!again.await.unwrap());
    for _ in 0..2 {
        opened(&store, &session).await;
    }
    let third = opened(&store, &session).await;
    assert_eq!(try_open(&store, &session).await, Opened::TooMany);
    assert_eq!(store.challenges_used(&session.id).await.unwrap(), 3);
    let read = store
        .challenge(&session.id, &third.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        read.status,
        ChallengeStatus::Open,
        "a refused opening leaves it open"
    );
}

#[tokio::test]
async fn a_step_is_taken_by_the_first_bytes() {
    let store = store().await;
    let (_, _, challenge) = open(&store).await;
    let take = |n, bytes: &'static [u8]| store.take_step(&challenge.id, n, bytes, b"f", NOW_MS + 5);
    assert_eq!(store.peek_step(&challenge.id, 0, b"a").await.unwrap(), None);
    assert_eq!(take(0, b"a").await.unwrap(), Taken::Now);
    assert_eq!(take(0, b"a").await.unwrap(), Taken::Before);
    assert_eq!(take(0, b"b").await.unwrap(), Taken::WithOtherBytes);
    assert_eq!(take(1, b"a").await.unwrap(), Taken::NotRevealed);
    store
        .reveal_step(&challenge.id, 1, NOW_MS + 6)
        .await
        .unwrap();
    store
        .reveal_step(&challenge.id, 1, NOW_MS + 9)
        .await
        .unwrap();
    assert_eq!(take(1, b"b").await.unwrap(), Taken::Now);
    let steps = store
        .steps(&challenge.session_id, &challenge.id)
        .await
        .unwrap();
    assert_eq!(
        (steps[1].revealed_ms, steps[1].received_ms),
        (NOW_MS + 6, Some(NOW_MS + 5))
    );
}

#[tokio::test]
async fn facts_and_answers_are_sealed_and_facts_go_with_the_verdict() {
    let store = store().await;
    let (keys, _, challenge) = open(&store).await;
    let site = keys.site.id.as_str();
    store
        .keep_facts(site, &challenge.id, 0, Some(b"where her nose was"))
        .await
        .unwrap();
    store
        .keep_answer(site, &challenge.id, 0, b"a token")
        .await
        .unwrap();
    let step = store.steps(site, &challenge.id).await.unwrap().remove(0);
    assert_eq!(step.analysis, Analysis::Done);
    assert_eq!(
        step.facts.as_deref(),
        Some(b"where her nose was".as_slice())
    );
    assert_eq!(step.answer.as_deref(), Some(b"a token".as_slice()));
    let raw: Vec<u8> = sqlx::query_scalar("SELECT facts || answer FROM steps")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    assert!(!raw.windows(5).any(|w| w == b"token" || w == b" nose"));
    store
        .end_challenge(&challenge.id, ChallengeStatus::Expired, &[])
        .await
        .unwrap();
    // An analysis that ends too late leaves nothing behind.
    store
        .keep_facts(site, &challenge.id, 0, Some(b"late"))
        .await
        .unwrap();
    let step = store.steps(site, &challenge.id).await.unwrap().remove(0);
    assert_eq!((step.facts, step.answer.is_some()), (None, true));
}

#[tokio::test]
async fn a_token_is_redeemed_once() {
    let store = store().await;
    assert!(store.redeem("j1", NOW + 300).await.unwrap());
    assert!(!store.redeem("j1", NOW + 300).await.unwrap());
    assert!(store.redeem("j2", NOW + 300).await.unwrap());
}

#[tokio::test]
async fn five_challenges_that_are_not_passed_lock_one_subject_and_action() {
    let store = store().await;
    let keys = site(&store, "A").await;
    let site = keys.site.id.as_str();
    // Sessions are made first: the lock holds for those that are there as well.
    let mut sessions = Vec::new();
    for _ in 0..7 {
        let made = store
            .create_session(site, &request(), NOW, NOW + 600)
            .await
            .unwrap();
        sessions.push(made.0);
    }
    for session in &sessions[..4] {
        opened(&store, session).await; // and abandoned
    }
    let passed = opened(&store, &sessions[4]).await;
    assert_eq!(end(&store, &sessions[4], &passed, true).await, Ended::Now);
    let locked = |subject, action, at| store.locked_until(site, subject, action, at);
    assert_eq!(
        locked("ann", "log in", NOW).await.unwrap(),
        None,
        "a pass wipes the failures out"
    );
    for _ in 0..3 {
        opened(&store, &sessions[5]).await;
    }
    for _ in 0..2 {
        opened(&store, &sessions[6]).await;
    }
    assert_eq!(try_open(&store, &sessions[6]).await, Opened::Locked);
    let until = NOW + 1800;
    assert_eq!(
        locked("ann", "log in", NOW + 60).await.unwrap(),
        Some(until),
        "asking does not lengthen it"
    );
    assert_eq!(locked("ann", "pay", NOW).await.unwrap(), None);
    assert_eq!(locked("bob", "log in", NOW).await.unwrap(), None);
    assert_eq!(locked("ann", "log in", until).await.unwrap(), None);
}

#[tokio::test]
async fn a_sweep_deletes_what_is_due_and_nothing_else() {
    let store = store().await;
    let (keys, session, challenge) = open(&store).await;
    let site = keys.site.id.as_str();
    store
        .keep_facts(site, &challenge.id, 0, Some(b"facts"))
        .await
        .unwrap();
    store
        .keep_answer(site, &challenge.id, 0, b"answer")
        .await
        .unwrap();
    assert_eq!(
        store.sweep(NOW + 599).await.unwrap(),
        Swept {
            sessions: 0,
            steps: 0,
            looks: 0
        }
    );
    assert_eq!(
        store.sweep(NOW + 600).await.unwrap(),
        Swept {
            sessions: 0,
            steps: 1,
            looks: 0
        }
    );
    assert!(store.session(site, &session.id).await.unwrap().is_some());
    assert_eq!(
        store.sweep(NOW + 600 + 24 * 3600).await.unwrap().sessions,
        1
    );
    assert!(store.steps(site, &challenge.id).await.unwrap().is_empty());
}
