//! What a store must keep to, whichever database is behind it.

use poze_protocol::{Code, Consent, CreateSession, Enrolled, PublicKeyJwk};

use crate::*;

mod runs;
mod sites_and_sessions;

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
