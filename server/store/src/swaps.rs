//! One step of a challenge for another, once.

use crate::challenges::{Challenge, ChallengeStatus, Plan};
use crate::error::StoreError;
use crate::locks;
use crate::open::Store;
use crate::sessions::{Session, json};
use crate::steps::ANSWER;

/// Swaps that a challenge has.
pub const SWAPS_MAX: u8 = 1;

/// What is to be swapped.
pub struct Swap<'a> {
    /// Whose.
    pub session: &'a Session,
    /// As it was read.
    pub challenge: &'a Challenge,
    /// The step, not the neutral look.
    pub n: u8,
    /// What is asked for now.
    pub plan: &'a Plan,
    /// What the step before is answered from now on, as JSON.
    pub answer: &'a [u8],
    /// Unix milliseconds.
    pub now_ms: u64,
}

/// What came of it. Only [`Swapped::Now`] has changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// It is done; the step's clock starts again.
    Now,
    /// The challenge's swap is used.
    Before,
    /// The step's evidence has arrived.
    StepTaken,
    /// The step was not revealed yet.
    NotRevealed,
    /// The challenge has ended.
    Ended,
    /// Too many failures of this subject.
    Locked,
}

impl Store {
    /// Swaps the current step. It counts towards the lock like a challenge that is abandoned, since a poze was looked
    /// at and not done.
    pub async fn swap_step(&self, swap: &Swap<'_>) -> Result<Swapped, StoreError> {
        let Swap {
            session, challenge, ..
        } = swap;
        let now = swap.now_ms / 1000;
        let mut tx = self.pool.begin().await?;
        if locks::check(&mut tx, session, now).await?.is_some() {
            tx.commit().await?; // a lock that is due stays
            return Ok(Swapped::Locked);
        }
        // First the row that a step's evidence takes, so that either waits for the other.
        let step = sqlx::query(
            "UPDATE steps SET revealed_ms = $1 WHERE challenge_id = $2 AND n = $3 AND evidence_sha256 IS NULL",
        )
        .bind(swap.now_ms as i64)
        .bind(&challenge.id)
        .bind(i64::from(swap.n))
        .execute(&mut *tx)
        .await?;
        let plan = sqlx::query(
            "UPDATE challenges SET plan = $1, swapped = swapped + 1 WHERE id = $2 AND status = 'open' AND swapped < $3",
        )
        .bind(json(swap.plan)?)
        .bind(&challenge.id)
        .bind(i64::from(SWAPS_MAX))
        .execute(&mut *tx)
        .await?;
        if step.rows_affected() != 1 || plan.rows_affected() != 1 {
            tx.rollback().await?;
            return self.why_not_swapped(swap).await;
        }
        let before = swap.n.saturating_sub(1);
        let belongs_to = [ANSWER, &challenge.id, &before.to_string()];
        let sealed = self.key.seal(&session.site_id, &belongs_to, swap.answer);
        sqlx::query("UPDATE steps SET answer = $1 WHERE challenge_id = $2 AND n = $3")
            .bind(sealed)
            .bind(&challenge.id)
            .bind(i64::from(before))
            .execute(&mut *tx)
            .await?;
        let attempt = format!("{}/swap", challenge.id);
        locks::count_attempt(&mut tx, session, &attempt, now).await?;
        self.remember_poze(&mut tx, session, &swap.plan.steps, swap.now_ms)
            .await?;
        tx.commit().await?;
        Ok(Swapped::Now)
    }

    async fn why_not_swapped(&self, swap: &Swap<'_>) -> Result<Swapped, StoreError> {
        let session = swap.session;
        let challenge = self.challenge(&session.id, &swap.challenge.id).await?;
        let Some(challenge) = challenge.filter(|c| c.status == ChallengeStatus::Open) else {
            return Ok(Swapped::Ended);
        };
        let steps = self.steps(&session.site_id, &challenge.id).await?;
        Ok(match steps.iter().find(|step| step.n == swap.n) {
            None => Swapped::NotRevealed,
            Some(step) if step.received_ms.is_some() => Swapped::StepTaken,
            Some(_) => Swapped::Before,
        })
    }
}
