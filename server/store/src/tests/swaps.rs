//! A step is swapped once, before its evidence has arrived.

use super::*;

fn other_plan() -> Plan {
    Plan {
        steps: vec![vec![], vec!["turn-right".to_owned()]],
        ..plan()
    }
}

async fn swap(store: &Store, session: &Session, challenge: &Challenge, n: u8) -> Swapped {
    let plan = other_plan();
    let swap = Swap {
        session,
        challenge,
        n,
        plan: &plan,
        answer: b"the other step",
        now_ms: NOW_MS + 500,
    };
    store.swap_step(&swap).await.unwrap()
}

async fn read(store: &Store, session: &Session, challenge: &Challenge) -> Challenge {
    let read = store.challenge(&session.id, &challenge.id).await.unwrap();
    read.unwrap()
}

async fn attempts(store: &Store) -> i64 {
    let query = sqlx::query_scalar("SELECT count(*) FROM attempts");
    query.fetch_one(&store.pool).await.unwrap()
}

#[tokio::test]
async fn the_first_swap_counts() {
    let store = store().await;
    let (keys, session, challenge) = open(&store).await;
    store
        .take_step(&challenge.id, 0, b"a", b"f", NOW_MS + 5)
        .await
        .unwrap();
    assert_eq!(
        swap(&store, &session, &challenge, 1).await,
        Swapped::NotRevealed
    );
    store
        .reveal_step(&challenge.id, 1, NOW_MS + 6)
        .await
        .unwrap();
    assert_eq!(swap(&store, &session, &challenge, 1).await, Swapped::Now);
    let swapped = read(&store, &session, &challenge).await;
    assert_eq!((swapped.plan, swapped.swapped), (other_plan(), 1));
    let steps = store.steps(&keys.site.id, &challenge.id).await.unwrap();
    assert_eq!(
        steps[0].answer.as_deref(),
        Some(b"the other step".as_slice())
    );
    assert_eq!(steps[1].revealed_ms, NOW_MS + 500, "its clock starts again");
    assert_eq!(
        attempts(&store).await,
        2,
        "as if a challenge had been abandoned"
    );
    let drawn = store.drawn_pozes(&session, NOW_MS + 600).await.unwrap();
    assert!(drawn.hold(&other_plan().steps[1..]) && drawn.hold(&plan().steps[1..]));
    assert_eq!(swap(&store, &session, &challenge, 1).await, Swapped::Before);
}

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let store = store().await;
    let (_, session, challenge) = open(&store).await;
    store
        .reveal_step(&challenge.id, 1, NOW_MS + 6)
        .await
        .unwrap();
    store
        .take_step(&challenge.id, 1, b"a", b"f", NOW_MS + 9)
        .await
        .unwrap();
    assert_eq!(
        swap(&store, &session, &challenge, 1).await,
        Swapped::StepTaken
    );
    end(&store, &session, &challenge, false).await;
    assert_eq!(swap(&store, &session, &challenge, 1).await, Swapped::Ended);
    let left = read(&store, &session, &challenge).await;
    assert_eq!((left.plan, left.swapped), (plan(), 0));
    assert_eq!(attempts(&store).await, 1);
}

#[tokio::test]
async fn swaps_lock_like_failures() {
    let store = store().await;
    let (_, session, challenge) = open(&store).await;
    store
        .reveal_step(&challenge.id, 1, NOW_MS + 6)
        .await
        .unwrap();
    assert_eq!(swap(&store, &session, &challenge, 1).await, Swapped::Now);
    let mut last = challenge;
    for _ in 0..2 {
        last = opened(&store, &session).await;
    }
    store.reveal_step(&last.id, 1, NOW_MS + 6).await.unwrap();
    assert_eq!(
        swap(&store, &session, &last, 1).await,
        Swapped::Now,
        "the fifth"
    );
    assert_eq!(try_open(&store, &session).await, Opened::Locked);
    let third = read(&store, &session, &last).await;
    assert_eq!(third.status, ChallengeStatus::Open, "what runs may end");
}
