//! Deletes what has had its time.

use crate::error::StoreError;
use crate::looks;
use crate::open::Store;

/// How long a session's outcome can be asked for, seconds.
const SESSIONS_KEPT_S: u64 = 24 * 3600;

/// What a sweep deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Sessions, with their challenges and steps.
    pub sessions: u64,
    /// Steps whose facts and answers went because their session's time is over.
    pub steps: u64,
    /// What steps looked like, after a day.
    pub looks: u64,
}

impl Store {
    /// Deletes everything that is due at `now`.
    pub async fn sweep(&self, now: u64) -> Result<Swept, StoreError> {
        let now_s = now as i64;
        let steps = sqlx::query(
            "UPDATE steps SET facts = NULL, answer = NULL WHERE (facts IS NOT NULL OR answer IS NOT NULL)
             AND challenge_id IN (SELECT c.id FROM challenges c JOIN sessions s ON s.id = c.session_id
                                  WHERE s.expires_at <= $1)",
        )
        .bind(now_s)
        .execute(&self.pool)
        .await?;
        sqlx::query(
            "UPDATE sessions SET avoid = NULL WHERE avoid IS NOT NULL AND expires_at <= $1",
        )
        .bind(now_s)
        .execute(&self.pool)
        .await?;
        let sessions = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(now.saturating_sub(SESSIONS_KEPT_S) as i64)
            .execute(&self.pool)
            .await?;
        // A token is still good in the second in which it expires: its row stays a little longer.
        for statement in [
            "DELETE FROM redeemed WHERE expires_at < $1 - 60",
            "DELETE FROM locks WHERE until_at <= $1",
            "DELETE FROM attempts WHERE opened_at <= $1 - 3600",
            "DELETE FROM site_keys WHERE expires_at <= $1",
            "DELETE FROM drawn_pozes WHERE drawn_ms <= ($1 - 86400) * 1000",
        ] {
            sqlx::query(statement)
                .bind(now_s)
                .execute(&self.pool)
                .await?;
        }
        let looks = looks::sweep(self, now.saturating_mul(1000)).await?;
        Ok(Swept {
            sessions: sessions.rows_affected(),
            steps: steps.rows_affected(),
            looks,
        })
    }
}
