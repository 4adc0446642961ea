//! Sites, references, sessions: who may ask, and what stays secret.

use super::*;

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
    let (keys, session, challenge) = open(&store).await;
    let read = |id: String| {
        let (store, site) = (&store, keys.site.id.clone());
        async move { store.session(&site, &id).await.unwrap().unwrap() }
    };
    assert_eq!(read(session.id.clone()).await.request.avoid.len(), 1);
    assert_eq!(end(&store, &session, &challenge, true).await, Ended::Now);
    assert_eq!(
        end(&store, &session, &challenge, false).await,
        Ended::ChallengeBefore
    );
    assert!(!store.cancel_session(&session.id).await.unwrap());
    store
        .note_error(&session.id, Code::SessionEnded)
        .await
        .unwrap();
    let read = read(session.id.clone()).await;
    assert_eq!(
        (read.state, read.request.avoid.len(), read.last_error),
        (SessionState::Verified, 0, None)
    );
}

#[tokio::test]
async fn a_cancelled_session_gets_no_verdict() {
    let store = store().await;
    let (keys, session, challenge) = open(&store).await;
    assert!(store.cancel_session(&session.id).await.unwrap());
    assert_eq!(
        end(&store, &session, &challenge, true).await,
        Ended::ChallengeBefore
    );
    let read = store
        .session(&keys.site.id, &session.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((read.state, read.result), (SessionState::Cancelled, None));
    let ended = store
        .challenge(&session.id, &challenge.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (ended.status, ended.codes),
        (ChallengeStatus::Replaced, vec![Code::Cancelled])
    );
}
