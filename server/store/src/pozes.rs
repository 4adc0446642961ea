//! What a visitor was asked for within the last day, as keyed digests: enough to ask for something else, and nothing
//! that could be read back.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::seal::Digest;
use crate::sessions::Session;

/// How long a drawn poze is remembered, milliseconds.
pub(crate) const REMEMBERED_MS: u64 = 24 * 3600 * 1000;
/// Most pozes that are remembered of one visitor; the oldest go first.
pub const POZES_REMEMBERED: usize = 500;

/// The pozes of one visitor's last day.
pub struct DrawnPozes<'a> {
    store: &'a Store,
    session: &'a Session,
    digests: HashSet<Digest>,
}

impl DrawnPozes<'_> {
    /// Whether the visitor was asked for these steps: ids of moves, the neutral look left out.
    pub fn hold(&self, steps: &[Vec<String>]) -> bool {
        let digest = digest_of(self.store, self.session, steps);
        self.digests.contains(&digest)
    }

    /// How many there are; never more than [`POZES_REMEMBERED`].
    pub fn len(&self) -> usize {
        self.digests.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }
}

impl Store {
    /// What the subject of a session was asked for by its site within the 24 hours before `now_ms`.
    pub async fn drawn_pozes<'a>(
        &'a self,
        session: &'a Session,
        now_ms: u64,
    ) -> Result<DrawnPozes<'a>, StoreError> {
        let query = sqlx::query_scalar(
            "SELECT poze FROM drawn_pozes WHERE visitor = $1 AND drawn_ms > $2 ORDER BY drawn_ms DESC LIMIT $3",
        );
        let digests: Vec<Vec<u8>> = query
            .bind(visitor(self, session).as_slice())
            .bind(now_ms.saturating_sub(REMEMBERED_MS) as i64)
            .bind(POZES_REMEMBERED as i64)
            .fetch_all(&self.pool)
            .await?;
        let digests = digests.into_iter().filter_map(|d| d.try_into().ok());
        Ok(DrawnPozes {
            store: self,
            session,
            digests: digests.collect(),
        })
    }

    /// Remembers what a visitor is about to be asked for; `steps` as in a plan, the neutral look first.
    pub(crate) async fn remember_poze(
        &self,
        tx: &mut SqliteConnection,
        session: &Session,
        steps: &[Vec<String>],
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let visitor = visitor(self, session);
        let moves = steps.get(1..).unwrap_or_default();
        sqlx::query(
            "INSERT INTO drawn_pozes (visitor, poze, site_id, drawn_ms) VALUES ($1, $2, $3, $4)
             ON CONFLICT (visitor, poze) DO UPDATE SET drawn_ms = excluded.drawn_ms",
        )
        .bind(visitor.as_slice())
        .bind(digest_of(self, session, moves).as_slice())
        .bind(&session.site_id)
        .bind(now_ms as i64)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "DELETE FROM drawn_pozes WHERE visitor = $1 AND poze NOT IN
             (SELECT poze FROM drawn_pozes WHERE visitor = $1 ORDER BY drawn_ms DESC LIMIT $2)",
        )
        .bind(visitor.as_slice())
        .bind(POZES_REMEMBERED as i64)
        .execute(&mut *tx)
        .await?;
        Ok(())
    }
}

fn visitor(store: &Store, session: &Session) -> Digest {
    let subject = session.request.subject.as_str();
    store.key.digest(&session.site_id, &["visitor", subject])
}

fn digest_of(store: &Store, session: &Session, steps: &[Vec<String>]) -> Digest {
    let lengths: Vec<String> = steps.iter().map(|step| step.len().to_string()).collect();
    let mut parts = vec!["poze", session.request.subject.as_str()];
    for (length, step) in lengths.iter().zip(steps) {
        parts.push(length);
        parts.extend(step.iter().map(String::as_str));
    }
    store.key.digest(&session.site_id, &parts)
}
