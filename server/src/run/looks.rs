//! What steps looked like, between the engine, which knows what it means, and the store, which remembers it for a day.

use poze_engine::{Look, StepFacts};
use poze_protocol::Code;
use poze_store::{NewLook, Session, Step, StoreError};

use crate::error::ApiError;
use crate::state::App;

/// Remembers what the step of a site's challenge looked like.
pub(crate) async fn remember(
    app: &App,
    (site_id, challenge_id, n): (&str, &str, u8),
    received_ms: u64,
    facts: &StepFacts,
) -> Result<(), StoreError> {
    let look = Look::of(facts);
    let hashes = hashes(&look);
    let new = NewLook {
        site_id,
        challenge_id,
        n,
        received_ms,
        hashes: &hashes,
        bytes: &look.to_bytes(),
    };
    app.store.remember_look(&new).await
}

/// Steps of earlier runs of the site that may have shown the same as a step of this one.
pub(crate) async fn earlier(
    app: &App,
    session: &Session,
    challenge_id: &str,
    steps: &[Step],
    facts: &[StepFacts],
) -> Result<Vec<Look>, ApiError> {
    let mut earlier = Vec::new();
    for (step, facts) in steps.iter().zip(facts) {
        let hashes = hashes(&Look::of(facts));
        let look = NewLook {
            site_id: &session.site_id,
            challenge_id,
            n: step.n,
            received_ms: step.received_ms.ok_or(Code::Internal)?,
            hashes: &hashes,
            bytes: &[],
        };
        let found = app.store.looks_like(&look).await?;
        earlier.extend(found.iter().filter_map(|bytes| Look::from_bytes(bytes)));
    }
    Ok(earlier)
}

fn hashes(look: &Look) -> Vec<[u64; 4]> {
    look.prints.iter().map(|print| print.hash).collect()
}
