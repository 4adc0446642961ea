//! Challenges: one poze of a session.

use poze_protocol::{Code, Consent};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::StoreError;
use crate::ids::new_id;
use crate::locks;
use crate::open::Store;
use crate::sessions::{Session, json};

const WHAT: &str = "challenge";

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeStatus {
    /// Waiting for a step.
    Open,
    /// Passed.
    Passed,
    /// A verdict against it.
    Failed,
    /// Another one was opened before it ended.
    Replaced,
    /// Its deadline passed.
    Expired,
    /// The process that analysed a step is gone; does not count.
    Lost,
}

impl ChallengeStatus {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            ChallengeStatus::Open => "open",
            ChallengeStatus::Passed => "passed",
            ChallengeStatus::Failed => "failed",
            ChallengeStatus::Replaced => "replaced",
            ChallengeStatus::Expired => "expired",
            ChallengeStatus::Lost => "lost",
        }
    }

    fn from_name(name: &str) -> Result<ChallengeStatus, StoreError> {
        use ChallengeStatus::{Expired, Failed, Lost, Open, Passed, Replaced};
        let all = [Open, Passed, Failed, Replaced, Expired, Lost];
        all.into_iter()
            .find(|s| s.name() == name)
            .ok_or(StoreError::Unreadable(WHAT))
    }
}

/// What was drawn, known to the verifier alone until it is revealed step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Ids of the moves of every step; the neutral look, which has none, comes first.
    pub steps: Vec<Vec<String>>,
    /// How long a move is to be held.
    pub hold_ms: u32,
    /// Whether less was asked for than by default.
    pub reduced: bool,
    /// What the visitor agreed to.
    pub consent: Consent,
    /// The pack that it was drawn from: its words are shown.
    #[serde(default)]
    pub pack: String,
}

/// A challenge.
#[derive(Clone, Debug, PartialEq)]
pub struct Challenge {
    /// Authorises nothing.
    pub id: String,
    /// Its session.
    pub session_id: String,
    /// Where it stands.
    pub status: ChallengeStatus,
    /// Unix milliseconds.
    pub opened_ms: u64,
    /// Unix milliseconds.
    pub deadline_ms: u64,
    /// What was drawn.
    pub plan: Plan,
    /// How many of its steps were swapped.
    pub swapped: u8,
    /// Reason codes of the verdict, the most telling first.
    pub codes: Vec<Code>,
}

/// What opens a challenge.
pub struct Opening<'a> {
    /// Whose.
    pub session: &'a Session,
    /// What was drawn.
    pub plan: &'a Plan,
    /// Unix milliseconds.
    pub now_ms: u64,
    /// Unix milliseconds.
    pub deadline_ms: u64,
    /// Challenges that a session may have.
    pub most: u8,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// A challenge.
    Challenge(Challenge),
    /// The session has had its challenges.
    TooMany,
    /// Too many failures of this subject: the face path is closed for a while.
    Locked,
}

/// Challenges count towards the session's limit, but for those that the verifier itself has lost.
const COUNTED: &str = "SELECT count(*) FROM challenges WHERE session_id = $1 AND status <> 'lost'";

impl Store {
    /// Opens a challenge and reveals its step 0, unless the face path is locked or the session has had its challenges.
    /// One that is still open is replaced. From its opening on a challenge counts towards the lock, until it is passed:
    /// what is abandoned costs as much as what fails.
    pub async fn open_challenge(&self, opening: &Opening<'_>) -> Result<Opened, StoreError> {
        let Opening {
            session,
            plan,
            now_ms,
            deadline_ms,
            most,
        } = opening;
        let challenge = Challenge {
            id: new_id("chl_"),
            session_id: session.id.clone(),
            status: ChallengeStatus::Open,
            opened_ms: *now_ms,
            deadline_ms: *deadline_ms,
            plan: (*plan).clone(),
            swapped: 0,
            codes: Vec::new(),
        };
        // A write comes first, so that two openings wait for each other instead of both counting the same rows.
        let mut tx = self.pool.begin().await?;
        if locks::check(&mut tx, session, now_ms / 1000)
            .await?
            .is_some()
        {
            tx.commit().await?;
            return Ok(Opened::Locked);
        }
        sqlx::query(
            "UPDATE challenges SET status = 'replaced' WHERE session_id = $1 AND status = 'open'",
        )
        .bind(&session.id)
        .execute(&mut *tx)
        .await?;
        let inserted = sqlx::query(sqlx::AssertSqlSafe(format!(
            "INSERT INTO challenges (id, session_id, status, opened_ms, deadline_ms, plan, codes)
             SELECT $2, $1, 'open', $3, $4, $5, '[]' WHERE ({COUNTED}) < $6"
        )))
        .bind(&session.id)
        .bind(&challenge.id)
        .bind(*now_ms as i64)
        .bind(*deadline_ms as i64)
        .bind(json(plan)?)
        .bind(i64::from(*most))
        .execute(&mut *tx)
        .await?;
        if inserted.rows_affected() != 1 {
            return Ok(Opened::TooMany); // the transaction is rolled back: what was open stays open
        }
        sqlx::query("INSERT INTO steps (challenge_id, n, revealed_ms) VALUES ($1, 0, $2)")
            .bind(&challenge.id)
            .bind(*now_ms as i64)
            .execute(&mut *tx)
            .await?;
        locks::count_attempt(&mut tx, session, &challenge.id, now_ms / 1000).await?;
        self.remember_poze(&mut tx, session, &plan.steps, *now_ms)
            .await?;
        tx.commit().await?;
        Ok(Opened::Challenge(challenge))
    }

    /// How many challenges of a session count.
    pub async fn challenges_used(&self, session_id: &str) -> Result<u8, StoreError> {
        let count: i64 = sqlx::query_scalar(COUNTED)
            .bind(session_id)
            .fetch_one(&self.pool)
            .await?;
        Ok(count.clamp(0, 255) as u8)
    }

    /// A challenge of a session.
    pub async fn challenge(
        &self,
        session_id: &str,
        id: &str,
    ) -> Result<Option<Challenge>, StoreError> {
        let query = sqlx::query("SELECT * FROM challenges WHERE session_id = $1 AND id = $2");
        let row = query
            .bind(session_id)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(challenge_of).transpose()
    }

    /// All challenges of a session, oldest first.
    pub async fn challenges(&self, session_id: &str) -> Result<Vec<Challenge>, StoreError> {
        let query =
            sqlx::query("SELECT * FROM challenges WHERE session_id = $1 ORDER BY opened_ms, id");
        let rows = query.bind(session_id).fetch_all(&self.pool).await?;
        rows.iter().map(challenge_of).collect()
    }

    /// Ends an open challenge without a verdict, once, and forgets its facts. One that is lost does not count. False when it had ended before.
    pub async fn end_challenge(
        &self,
        id: &str,
        status: ChallengeStatus,
        codes: &[Code],
    ) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let done = sqlx::query(
            "UPDATE challenges SET status = $1, codes = $2 WHERE id = $3 AND status = 'open'",
        )
        .bind(status.name())
        .bind(json(&codes)?)
        .bind(id)
        .execute(&mut *tx)
        .await?;
        sqlx::query("UPDATE steps SET facts = NULL WHERE challenge_id = $1")
            .bind(id)
            .execute(&mut *tx)
            .await?;
        if status == ChallengeStatus::Lost {
            // With the swap of it, if there was one.
            sqlx::query("DELETE FROM attempts WHERE challenge_id IN ($1, $1 || '/swap')")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}

fn challenge_of(row: &SqliteRow) -> Result<Challenge, StoreError> {
    let unreadable = |_| StoreError::Unreadable(WHAT);
    let status: String = row.try_get("status")?;
    let plan: String = row.try_get("plan")?;
    let codes: String = row.try_get("codes")?;
    let opened_ms: i64 = row.try_get("opened_ms")?;
    let deadline_ms: i64 = row.try_get("deadline_ms")?;
    let swapped: i64 = row.try_get("swapped")?;
    Ok(Challenge {
        id: row.try_get("id")?,
        session_id: row.try_get("session_id")?,
        status: ChallengeStatus::from_name(&status)?,
        opened_ms: opened_ms as u64,
        deadline_ms: deadline_ms as u64,
        plan: serde_json::from_str(&plan).map_err(unreadable)?,
        swapped: swapped.clamp(0, 255) as u8,
        codes: serde_json::from_str(&codes).map_err(unreadable)?,
    })
}
