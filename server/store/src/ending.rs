//! The end of a run, written down as one: challenge, session, answer. A caller that is cut off loses nothing, and of two
//! that end the same run one does.

use poze_protocol::{Code, SessionResult};

use crate::challenges::ChallengeStatus;
use crate::error::StoreError;
use crate::open::Store;
use crate::sessions::{Session, SessionState, json};
use crate::steps::ANSWER;

/// A verdict and all that follows from it.
pub struct Ending<'a> {
    /// Whose.
    pub session: &'a Session,
    /// Which.
    pub challenge_id: &'a str,
    /// Number of its last step.
    pub last_step: u8,
    /// Passed or failed.
    pub status: ChallengeStatus,
    /// Reason codes, the most telling first.
    pub codes: &'a [Code],
    /// Where the session stands now; `Open` leaves it open.
    pub state: SessionState,
    /// For the backend.
    pub result: &'a SessionResult,
    /// For the page: the answer to the last step, as JSON.
    pub answer: &'a [u8],
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is written down.
    Now,
    /// The challenge had ended before; nothing is changed.
    ChallengeBefore,
    /// The session had ended before, as when it is cancelled; nothing is changed.
    SessionBefore,
}

impl Store {
    /// Writes a verdict down, once. What the session asked to avoid is forgotten when it ends; a pass wipes out the
    /// failures of its subject and action.
    pub async fn end_run(&self, ending: &Ending<'_>) -> Result<Ended, StoreError> {
        let Ending {
            session,
            challenge_id,
            ..
        } = ending;
        let mut tx = self.pool.begin().await?;
        let challenge = sqlx::query(
            "UPDATE challenges SET status = $1, codes = $2 WHERE id = $3 AND status = 'open'",
        )
        .bind(ending.status.name())
        .bind(json(&ending.codes)?)
        .bind(*challenge_id)
        .execute(&mut *tx)
        .await?;
        if challenge.rows_affected() != 1 {
            return Ok(Ended::ChallengeBefore); // rolled back
        }
        let concluded = sqlx::query(
            "UPDATE sessions SET status = $1, result = $2, last_error = COALESCE($3, last_error),
             avoid = CASE WHEN $1 = 'open' THEN avoid END WHERE id = $4 AND status = 'open'",
        )
        .bind(ending.state.name())
        .bind(json(ending.result)?)
        .bind(ending.codes.first().map(|code| code.id()))
        .bind(&session.id)
        .execute(&mut *tx)
        .await?;
        if concluded.rows_affected() != 1 {
            return Ok(Ended::SessionBefore); // rolled back
        }
        let n = ending.last_step.to_string();
        let belongs_to = [ANSWER, challenge_id, &n];
        let sealed = self.key.seal(&session.site_id, &belongs_to, ending.answer);
        sqlx::query("UPDATE steps SET facts = NULL, answer = CASE WHEN n = $1 THEN $2 ELSE answer END WHERE challenge_id = $3")
            .bind(i64::from(ending.last_step))
            .bind(sealed)
            .bind(*challenge_id)
            .execute(&mut *tx)
            .await?;
        if ending.status == ChallengeStatus::Passed {
            for table in ["attempts", "locks"] {
                let forget = format!(
                    "DELETE FROM {table} WHERE site_id = $1 AND subject = $2 AND action = $3"
                );
                sqlx::query(sqlx::AssertSqlSafe(forget))
                    .bind(&session.site_id)
                    .bind(&session.request.subject)
                    .bind(&session.request.action)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(Ended::Now)
    }
}
