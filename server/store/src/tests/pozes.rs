//! What a visitor was asked for is remembered for a day.

use super::*;

const DAY_MS: u64 = 24 * 3600 * 1000;

fn steps(ids: &[&str]) -> Vec<Vec<String>> {
    ids.iter().map(|&id| vec![id.to_owned()]).collect()
}

async fn open_with(store: &Store, session: &Session, ids: &[&str], now_ms: u64) -> Opened {
    let mut plan = plan();
    plan.steps = [vec![vec![]], steps(ids)].concat();
    let opening = Opening {
        session,
        plan: &plan,
        now_ms,
        deadline_ms: now_ms + 60_000,
        most: 255,
    };
    store.open_challenge(&opening).await.unwrap()
}

async fn session_of(store: &Store, site: &str, subject: &str) -> Session {
    let request = CreateSession {
        subject: subject.to_owned(),
        ..request()
    };
    let created = store.create_session(site, &request, NOW, NOW + 600).await;
    created.unwrap().0
}

#[tokio::test]
async fn a_poze_is_remembered_for_a_day_of_one_visitor_at_one_site() {
    let store = store().await;
    let (a, b) = (
        site(&store, "A").await.site.id,
        site(&store, "B").await.site.id,
    );
    let ann = session_of(&store, &a, "ann").await;
    open_with(&store, &ann, &["turn-left", "mouth-open"], NOW_MS).await;
    let again = session_of(&store, &a, "ann").await;
    let drawn = store
        .drawn_pozes(&again, NOW_MS + DAY_MS - 1)
        .await
        .unwrap();
    assert!(drawn.hold(&steps(&["turn-left", "mouth-open"])));
    for other in [
        steps(&["mouth-open", "turn-left"]),
        steps(&["turn-left"]),
        vec![vec!["turn-left".to_owned(), "mouth-open".to_owned()]],
    ] {
        assert!(!drawn.hold(&other), "{other:?}");
    }
    let late = store.drawn_pozes(&again, NOW_MS + DAY_MS).await.unwrap();
    assert!(late.is_empty());
    for (site, subject) in [(&a, "bob"), (&b, "ann")] {
        let other = session_of(&store, site, subject).await;
        let drawn = store.drawn_pozes(&other, NOW_MS + 1).await.unwrap();
        assert!(drawn.is_empty(), "{subject} at {site}");
    }
}

#[tokio::test]
async fn what_is_remembered_is_bounded_and_swept() {
    let store = store().await;
    let a = site(&store, "A").await.site.id;
    let mut session = session_of(&store, &a, "ann").await;
    for n in 0..510 {
        // Another action each time, so that no lock stands in the way.
        session.request.action = format!("action {n}");
        let opened = open_with(&store, &session, &[&format!("m{n}")], NOW_MS + n).await;
        assert!(
            matches!(opened, Opened::Challenge(_) | Opened::TooMany),
            "{n}: {opened:?}"
        );
        if matches!(opened, Opened::TooMany) {
            session = session_of(&store, &a, "ann").await;
            session.request.action = format!("action {n}");
            open_with(&store, &session, &[&format!("m{n}")], NOW_MS + n).await;
        }
    }
    let drawn = store.drawn_pozes(&session, NOW_MS + 600).await.unwrap();
    assert_eq!(drawn.len(), 500);
    assert!(drawn.hold(&steps(&["m509"])) && !drawn.hold(&steps(&["m9"])));
    store.sweep(NOW + 24 * 3600 + 1).await.unwrap();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM drawn_pozes")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

/// Neither a name nor a move stands in the table.
#[tokio::test]
async fn nothing_of_it_can_be_read_back() {
    let store = store().await;
    let a = site(&store, "A").await.site.id;
    let ann = session_of(&store, &a, "ann").await;
    open_with(&store, &ann, &["turn-left"], NOW_MS).await;
    let (visitor, poze): (Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT visitor, poze FROM drawn_pozes")
            .fetch_one(&store.pool)
            .await
            .unwrap();
    assert_eq!((visitor.len(), poze.len()), (16, 16));
    assert_ne!(visitor, poze);
}
