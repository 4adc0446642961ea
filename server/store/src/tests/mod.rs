//! What a store must keep to, whichever database is behind it.

use poze_protocol::{Code, Consent, CreateSession, Enrolled, PublicKeyJwk};

use crate::*;

mod looks;
mod pozes;
mod runs;
mod sites_and_sessions;
mod swaps;

const NOW: u64 = 1_700_000_000;
const NOW_MS: u64 = NOW * 1000;

async fn store() -> Store {
    Store::temporary().await.unwrap()
}

async fn site(store: &Store, name: &str) -> SiteKeys {
    let new = NewSite {
        name: name.to_owned(),
        origins: vec!["https://a.example".to_owned()],
        policy: None,
        pack: None,
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
        pack: None,
        steps: None,
        script: None,
        timing: None,
        policy: None,
    }
}

fn plan() -> Plan {
    Plan {
        steps: vec![vec![], vec!["turn-left".to_owned()]],
        hold_ms: 600,
        reduced: false,
        consent: Consent {
            text_version: "1".to_owned(),
            lang: "en".to_owned(),
        },
        pack: "default".to_owned(),
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
    let challenge = opened(store, &session).await;
    (keys, session, challenge)
}

async fn try_open(store: &Store, session: &Session) -> Opened {
    let opening = Opening {
        session,
        plan: &plan(),
        now_ms: NOW_MS,
        deadline_ms: NOW_MS + 60_000,
        most: 3,
    };
    store.open_challenge(&opening).await.unwrap()
}

async fn opened(store: &Store, session: &Session) -> Challenge {
    match try_open(store, session).await {
        Opened::Challenge(challenge) => challenge,
        other => panic!("{other:?}"),
    }
}

async fn end(store: &Store, session: &Session, challenge: &Challenge, passed: bool) -> Ended {
    let verdict = poze_protocol::Verdict {
        verified: passed,
        codes: Vec::new(),
        token: None,
        expires_at: None,
        challenges_left: 2,
    };
    let result = poze_protocol::SessionResult {
        verdict,
        detail: String::new(),
    };
    let (status, state) = if passed {
        (ChallengeStatus::Passed, SessionState::Verified)
    } else {
        (ChallengeStatus::Failed, SessionState::Open)
    };
    let ending = Ending {
        session,
        challenge_id: &challenge.id,
        last_step: 0,
        status,
        codes: &[],
        state,
        result: &result,
        answer: b"a token",
    };
    store.end_run(&ending).await.unwrap()
}
