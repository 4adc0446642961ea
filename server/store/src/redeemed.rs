//! Single use of tokens.

use crate::error::StoreError;
use crate::open::Store;

impl Store {
    /// Marks a token as redeemed. True for the first caller, false for every later one. Rows go when their token has
    /// expired.
    pub async fn redeem(&self, jti: &str, expires_at: u64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO redeemed (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(jti)
        .bind(expires_at as i64)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
