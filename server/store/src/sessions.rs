//! Sessions: one intent of a site's backend to have one subject verified.

use poze_protocol::{Code, CreateSession, PublicKeyJwk, SessionResult};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::StoreError;
use crate::ids::{CLIENT_SECRET_PREFIX, hash_of, new_id, new_secret};
use crate::open::Store;

const WHAT: &str = "session";

/// Where a session stands, its time apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Waiting for the visitor, or in a challenge.
    Open,
    /// A challenge was passed.
    Verified,
    /// All challenges were used up without a pass.
    Failed,
    /// Cancelled by the backend.
    Cancelled,
}

impl SessionState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            SessionState::Open => "open",
            SessionState::Verified => "verified",
            SessionState::Failed => "failed",
            SessionState::Cancelled => "cancelled",
        }
    }

    fn from_name(name: &str) -> Result<SessionState, StoreError> {
        use SessionState::{Cancelled, Failed, Open, Verified};
        let found = [Open, Verified, Failed, Cancelled]
            .into_iter()
            .find(|s| s.name() == name);
        found.ok_or(StoreError::Unreadable(WHAT))
    }
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Authorises nothing.
    pub id: String,
    /// The site.
    pub site_id: String,
    /// What the backend asked for; `avoid` is empty after the verdict.
    pub request: CreateSession,
    /// The key of the page that opened it first.
    pub page_key: Option<PublicKeyJwk>,
    /// Where it stands.
    pub state: SessionState,
    /// Unix seconds.
    pub expires_at: u64,
    /// The code of the last refused call or verdict.
    pub last_error: Option<Code>,
    /// After a verdict.
    pub result: Option<SessionResult>,
}

impl Store {
    /// Makes a session; the client_secret is known at this moment only.
    pub async fn create_session(
        &self,
        site_id: &str,
        request: &CreateSession,
        now: u64,
        expires_at: u64,
    ) -> Result<(Session, String), StoreError> {
        let secret = new_secret(CLIENT_SECRET_PREFIX);
        let session = Session {
            id: new_id("ses_"),
            site_id: site_id.to_owned(),
            request: request.clone(),
            page_key: None,
            state: SessionState::Open,
            expires_at,
            last_error: None,
            result: None,
        };
        sqlx::query(
            "INSERT INTO sessions (id, site_id, subject, action, secret_hash, request, avoid, status, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&session.id)
        .bind(site_id)
        .bind(&request.subject)
        .bind(&request.action)
        .bind(hash_of(&secret))
        .bind(json(&CreateSession {
            avoid: Vec::new(),
            ..request.clone()
        })?)
        .bind(json(&request.avoid)?)
        .bind(SessionState::Open.name())
        .bind(now as i64)
        .bind(expires_at as i64)
        .execute(&self.pool)
        .await?;
        Ok((session, secret))
    }

    /// A session of a site.
    pub async fn session(&self, site_id: &str, id: &str) -> Result<Option<Session>, StoreError> {
        let query = sqlx::query("SELECT * FROM sessions WHERE site_id = $1 AND id = $2")
            .bind(site_id)
            .bind(id);
        query
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(session_of)
            .transpose()
    }

    /// The session that a client_secret opens.
    pub async fn session_by_secret(&self, secret: &str) -> Result<Option<Session>, StoreError> {
        let query =
            sqlx::query("SELECT * FROM sessions WHERE secret_hash = $1").bind(hash_of(secret));
        query
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(session_of)
            .transpose()
    }

    /// Binds a session to the key of a page, once. Whether it is bound to this very key now.
    pub async fn bind_page_key(
        &self,
        session_id: &str,
        key: &PublicKeyJwk,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE sessions SET page_key = $1 WHERE id = $2 AND (page_key IS NULL OR page_key = $1)")
            .bind(json(key)?)
            .bind(session_id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Cancels an open session and its challenge, once. False when it had ended before.
    pub async fn cancel_session(&self, session_id: &str) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let done = sqlx::query(
            "UPDATE sessions SET status = 'cancelled', avoid = NULL WHERE id = $1 AND status = 'open'",
        )
        .bind(session_id)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        sqlx::query(
            "UPDATE steps SET facts = NULL WHERE challenge_id IN
             (SELECT id FROM challenges WHERE session_id = $1 AND status = 'open')",
        )
        .bind(session_id)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "UPDATE challenges SET status = 'replaced', codes = $1 WHERE session_id = $2 AND status = 'open'",
        )
        .bind(json(&[Code::Cancelled])?)
        .bind(session_id)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Remembers the code of a refused call of an open session, for the site's backend.
    pub async fn note_error(&self, session_id: &str, code: Code) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET last_error = $1 WHERE id = $2 AND status = 'open'")
            .bind(code.id())
            .bind(session_id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("value"))
}

fn session_of(row: &SqliteRow) -> Result<Session, StoreError> {
    let unreadable = |_| StoreError::Unreadable(WHAT);
    let request: String = row.try_get("request")?;
    let avoid: Option<String> = row.try_get("avoid")?;
    let mut request: CreateSession = serde_json::from_str(&request).map_err(unreadable)?;
    if let Some(avoid) = avoid {
        request.avoid = serde_json::from_str(&avoid).map_err(unreadable)?;
    }
    let page_key: Option<String> = row.try_get("page_key")?;
    let status: String = row.try_get("status")?;
    let last_error: Option<String> = row.try_get("last_error")?;
    let result: Option<String> = row.try_get("result")?;
    let expires_at: i64 = row.try_get("expires_at")?;
    Ok(Session {
        id: row.try_get("id")?,
        site_id: row.try_get("site_id")?,
        request,
        page_key: page_key
            .map(|k| serde_json::from_str(&k))
            .transpose()
            .map_err(unreadable)?,
        state: SessionState::from_name(&status)?,
        expires_at: expires_at as u64,
        last_error: last_error.and_then(|id| Code::ALL.iter().copied().find(|c| c.id() == id)),
        result: result
            .map(|r| serde_json::from_str(&r))
            .transpose()
            .map_err(unreadable)?,
    })
}
