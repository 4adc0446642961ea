//! What a store must keep to, whichever database is behind it.

use poze_protocol::{Code, Consent, CreateSession, Enrolled, PublicKeyJwk};

use crate::*;

const NOW: u64 = 1_700_000_000;
const NOW_MS: u64 = NOW * 1000;

async fn store() -> Store {
    Store::in_memory(MasterKey::random()).await.unwrap()
}

async fn site(store: &Store, name: &str) -> SiteKeys {
    let new = NewSite {
        name: name.to_owned(),
        origins: vec!["https://a.example".to_owned()],
    };
    store.add_site(&new, NOW).await.unwrap()
}

fn request() -> CreateSession {
    CreateSession {
        subject: "ann".to_owned(),
        reference_id: "ref_1".to_owned(),
        action: "log in".to_owned(),
        nonce: "n".repeat(22),
        avoid: vec![poze_protocol::Avoid::Hands],
        include: Vec::new(),
        steps: None,
        script: None,
        timing: None,
    }
}

fn plan() -> Plan {
    Plan {
        steps: vec![vec![], vec!["turn-left".to_owned()]],
        hold_ms: 600,
        consent: Consent {
            text_version: "1".to_owned(),
            lang: "en".to_owned(),
        },
    }
}

fn key(x: &str) -> PublicKeyJwk {
    let (kty, crv, y) = ("EC".to_owned(), "P-256".to_owned(), "y".to_owned());
    PublicKeyJwk {
        kty,
        crv,
        x: x.to_owned(),
        y,
    }
}

async fn open(store: &Store) -> (SiteKeys, Session, Challenge) {
    let keys = site(store, "A").await;
    let (session, _) = store
        .create_session(&keys.site.id, &request(), NOW, NOW + 600)
        .await
        .unwrap();
    let (challenge, replaced) = store
        .open_challenge(&session.id, &plan(), NOW_MS, NOW_MS + 60_000, 3)
        .await
        .unwrap()
        .unwrap();
    assert!(!replaced);
    (keys, session, challenge)
}

#[tokio::test]
async fn a_secret_key_leads_to_its_site_and_is_not_stored() {
    let store = store().await;
    let (a, b) = (site(&store, "A").await, site(&store, "B").await);
    assert_eq!(
        store.site_by_secret_key(&a.secret_key, NOW).await.unwrap(),
        Some(a.site.clone())
    );
    assert_eq!(
        store.site_by_secret_key("sk_nobody", NOW).await.unwrap(),
        None
    );
    assert_ne!(a.secret_key, b.secret_key);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM site_keys")
        .fetch_all(&store.pool)
        .await
        .unwrap();
    assert!(
        kept.iter()
            .all(|k| k.len() == 32 && k != a.secret_key.as_bytes())
    );
}

#[tokio::test]
async fn a_rotated_key_works_until_the_overlap_is_over() {
    let store = store().await;
    let keys = site(&store, "A").await;
    let new = store
        .rotate_site_key(&keys.site.id, NOW, NOW + 60)
        .await
        .unwrap()
        .unwrap();
    for (secret, at, works) in [
        (&keys.secret_key, NOW + 59, true),
        (&keys.secret_key, NOW + 60, false),
        (&new, NOW + 60, true),
    ] {
        assert_eq!(
            store
                .site_by_secret_key(secret, at)
                .await
                .unwrap()
                .is_some(),
            works,
            "{at}"
        );
    }
    assert!(
        store
            .rotate_site_key("site_none", NOW, NOW)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_reference_is_sealed_and_belongs_to_one_site() {
    let store = store().await;
    let (a, b) = (site(&store, "A").await, site(&store, "B").await);
    let new = NewReference {
        site_id: &a.site.id,
        subject: "ann",
        enrolled: Enrolled::Photo,
        model: "m/1",
        bytes: b"an embedding",
    };
    let view = store.add_reference(&new, NOW).await.unwrap();
    let opened = store
        .reference(&a.site.id, &view.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (opened.bytes.as_slice(), &opened.view),
        (b"an embedding".as_slice(), &view)
    );
    assert!(
        store
            .reference(&b.site.id, &view.id)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        store.references(&a.site.id, "ann", 10).await.unwrap(),
        vec![view.clone()]
    );
    assert!(
        store
            .references(&b.site.id, "ann", 10)
            .await
            .unwrap()
            .is_empty()
    );
    let raw: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM subject_references")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    assert!(!raw.windows(9).any(|w| w == b"embedding"));
    // A row that is moved to another subject no longer opens.
    sqlx::query("UPDATE subject_references SET subject = 'bob'")
        .execute(&store.pool)
        .await
        .unwrap();
    assert!(matches!(
        store.reference(&a.site.id, &view.id).await,
        Err(StoreError::Sealed(_))
    ));
    assert!(!store.delete_reference(&b.site.id, &view.id).await.unwrap());
    assert!(store.delete_reference(&a.site.id, &view.id).await.unwrap());
    assert!(
        store
            .reference(&a.site.id, &view.id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_session_is_bound_to_the_first_key_for_good() {
    let store = store().await;
    let keys = site(&store, "A").await;
    let (session, secret) = store
        .create_session(&keys.site.id, &request(), NOW, NOW + 600)
        .await
        .unwrap();
    assert!(store.session_by_secret("cs_other").await.unwrap().is_none());
    assert!(
        store
            .bind_page_key(&session.id, &key("first"))
            .await
            .unwrap()
    );
    assert!(
        !store
            .bind_page_key(&session.id, &key("second"))
            .await
            .unwrap()
    );
    assert!(
        store
            .bind_page_key(&session.id, &key("first"))
            .await
            .unwrap()
    );
    let read = store.session_by_secret(&secret).await.unwrap().unwrap();
    assert_eq!((read.id, read.page_key), (session.id, Some(key("first"))));
}

#[tokio::test]
async fn a_session_ends_once_and_forgets_what_it_avoided() {
    let store = store().await;
    let (keys, session, _) = open(&store).await;
    assert!(
        store
            .conclude_session(&session, SessionState::Verified, None, None)
            .await
            .unwrap()
    );
    let again = store.conclude_session(&session, SessionState::Failed, None, Some(Code::NoFace));
    assert!(!again.await.unwrap());
    let read = store
        .session(&keys.site.id, &session.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (read.state, read.request.avoid.len(), read.last_error),
        (SessionState::Verified, 0, None)
    );
}

#[tokio::test]
async fn a_session_has_three_challenges_and_lost_ones_do_not_count() {
    let store = store().await;
    let (_, session, first) = open(&store).await;
    let next = || store.open_challenge(&session.id, &first.plan, NOW_MS, NOW_MS + 1, 3);
    assert!(
        store
            .end_challenge(&first.id, ChallengeStatus::Lost, &[])
            .await
            .unwrap()
    );
    assert!(
        !store
            .end_challenge(&first.id, ChallengeStatus::Passed, &[])
            .await
            .unwrap()
    );
    assert!(!next().await.unwrap().unwrap().1);
    assert!(next().await.unwrap().unwrap().1, "the one before was open");
    let (third, _) = next().await.unwrap().unwrap();
    assert!(next().await.unwrap().is_none());
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
        .end_challenge(&challenge.id, ChallengeStatus::Passed, &[])
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
async fn five_failures_in_three_minutes_lock_one_subject_and_action() {
    let store = store().await;
    let site = site(&store, "A").await.site.id;
    let fail = |at| store.count_failure(&site, "ann", "log in", at);
    let locked = |subject, action, at| store.locked_until(&site, subject, action, at);
    for at in [0, 100, 200, 210, 220] {
        fail(NOW + at).await.unwrap(); // never five within 180 s
    }
    assert_eq!(locked("ann", "log in", NOW + 220).await.unwrap(), None);
    fail(NOW + 240).await.unwrap();
    assert_eq!(
        locked("ann", "log in", NOW + 241).await.unwrap(),
        Some(NOW + 240 + 1800)
    );
    assert_eq!(locked("ann", "pay", NOW + 241).await.unwrap(), None);
    assert_eq!(locked("bob", "log in", NOW + 241).await.unwrap(), None);
    assert_eq!(
        locked("ann", "log in", NOW + 240 + 1800).await.unwrap(),
        None
    );
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
            steps: 0
        }
    );
    assert_eq!(
        store.sweep(NOW + 600).await.unwrap(),
        Swept {
            sessions: 0,
            steps: 1
        }
    );
    assert!(store.session(site, &session.id).await.unwrap().is_some());
    assert_eq!(
        store.sweep(NOW + 600 + 24 * 3600).await.unwrap().sessions,
        1
    );
    assert!(store.steps(site, &challenge.id).await.unwrap().is_empty());
}
