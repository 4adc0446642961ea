//! Too many failures close the face path of a subject for a while. The site's other way in is never closed.

use sqlx::SqliteConnection;

use crate::error::StoreError;
use crate::open::Store;
use crate::sessions::Session;

/// Challenges opened and not passed within [`WINDOW_S`] that lock.
const ATTEMPTS: i64 = 5;
/// Seconds.
const WINDOW_S: u64 = 180;
/// Seconds for which the face path stays closed.
const LOCK_S: u64 = 1800;

/// Who is locked: one subject of one site for one action.
struct Path<'a> {
    site_id: &'a str,
    subject: &'a str,
    action: &'a str,
}

impl Store {
    /// Until when the face path is closed, if it is.
    pub async fn locked_until(
        &self,
        site_id: &str,
        subject: &str,
        action: &str,
        now: u64,
    ) -> Result<Option<u64>, StoreError> {
        let path = Path {
            site_id,
            subject,
            action,
        };
        let mut tx = self.pool.begin().await?;
        let until = look(&mut tx, &path, now).await?;
        tx.commit().await?;
        Ok(until)
    }
}

/// The same for a session, inside a transaction that begins with it.
pub(crate) async fn check(
    tx: &mut SqliteConnection,
    session: &Session,
    now: u64,
) -> Result<Option<u64>, StoreError> {
    let path = Path {
        site_id: &session.site_id,
        subject: &session.request.subject,
        action: &session.request.action,
    };
    look(tx, &path, now).await
}

/// Locks when it is time to, and tells.
async fn look(
    tx: &mut SqliteConnection,
    path: &Path<'_>,
    now: u64,
) -> Result<Option<u64>, StoreError> {
    sqlx::query(
        "INSERT INTO locks (site_id, subject, action, until_at) SELECT $1, $2, $3, $4 WHERE
         (SELECT count(*) FROM attempts WHERE site_id = $1 AND subject = $2 AND action = $3 AND opened_at > $5) >= $6
         ON CONFLICT (site_id, subject, action) DO UPDATE SET until_at = excluded.until_at WHERE until_at <= $7",
    )
    .bind(path.site_id)
    .bind(path.subject)
    .bind(path.action)
    .bind((now + LOCK_S) as i64)
    .bind(now.saturating_sub(WINDOW_S) as i64)
    .bind(ATTEMPTS)
    .bind(now as i64)
    .execute(&mut *tx)
    .await?;
    let until: Option<i64> = sqlx::query_scalar(
        "SELECT until_at FROM locks WHERE site_id = $1 AND subject = $2 AND action = $3 AND until_at > $4",
    )
    .bind(path.site_id)
    .bind(path.subject)
    .bind(path.action)
    .bind(now as i64)
    .fetch_optional(&mut *tx)
    .await?;
    Ok(until.map(|u| u as u64))
}

/// Counts a challenge that was just opened.
pub(crate) async fn count_attempt(
    tx: &mut SqliteConnection,
    session: &Session,
    challenge_id: &str,
    now: u64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attempts (challenge_id, site_id, subject, action, opened_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(challenge_id)
    .bind(&session.site_id)
    .bind(&session.request.subject)
    .bind(&session.request.action)
    .bind(now as i64)
    .execute(tx)
    .await?;
    Ok(())
}
