//! Too many failures close the face path of a subject for a while. The site's other way in is never closed.

use crate::error::StoreError;
use crate::open::Store;

/// Failures within [`WINDOW_S`] that lock.
const FAILURES: i64 = 5;
/// Seconds.
const WINDOW_S: u64 = 180;
/// Seconds for which the face path stays closed.
const LOCK_S: u64 = 1800;

impl Store {
    /// Counts a failed, abandoned or expired challenge.
    pub async fn count_failure(
        &self,
        site_id: &str,
        subject: &str,
        action: &str,
        now: u64,
    ) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO failures (site_id, subject, action, failed_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(site_id)
        .bind(subject)
        .bind(action)
        .bind(now as i64)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO locks (site_id, subject, action, until_at) SELECT $1, $2, $3, $4 WHERE
             (SELECT count(*) FROM failures WHERE site_id = $1 AND subject = $2 AND action = $3 AND failed_at > $5) >= $6
             ON CONFLICT (site_id, subject, action) DO UPDATE SET until_at = excluded.until_at",
        )
        .bind(site_id)
        .bind(subject)
        .bind(action)
        .bind((now + LOCK_S) as i64)
        .bind(now.saturating_sub(WINDOW_S) as i64)
        .bind(FAILURES)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Until when the face path is closed, if it is.
    pub async fn locked_until(
        &self,
        site_id: &str,
        subject: &str,
        action: &str,
        now: u64,
    ) -> Result<Option<u64>, StoreError> {
        let until: Option<i64> = sqlx::query_scalar(
            "SELECT until_at FROM locks WHERE site_id = $1 AND subject = $2 AND action = $3 AND until_at > $4",
        )
        .bind(site_id)
        .bind(subject)
        .bind(action)
        .bind(now as i64)
        .fetch_optional(&self.pool)
        .await?;
        Ok(until.map(|u| u as u64))
    }
}
