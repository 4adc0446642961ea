//! Steps: taken once, analysed, answered. Facts and answers are sealed.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::error::StoreError;
use crate::open::Store;

const FACTS: &str = "facts";
pub(crate) const ANSWER: &str = "answer";

/// What became of looking at a step's pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Analysis {
    /// Not finished, or whoever was at it is gone.
    Pending,
    /// Its facts are there.
    Done,
    /// It failed.
    Lost,
}

/// A revealed step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// 0 is the neutral look.
    pub n: u8,
    /// Unix milliseconds.
    pub revealed_ms: u64,
    /// Unix milliseconds; `None` until it is taken.
    pub received_ms: Option<u64>,
    /// The SHA-256 of each of its frames, one after another.
    pub frames_sha256: Option<Vec<u8>>,
    /// Whether its pictures were looked at.
    pub analysis: Analysis,
    /// What they show, as the engine wrote it down.
    pub facts: Option<Vec<u8>>,
    /// What was answered, as JSON.
    pub answer: Option<Vec<u8>>,
}

/// What happened to a step that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is this request's to work on.
    Now,
    /// The same bytes came before.
    Before,
    /// Other bytes came before.
    WithOtherBytes,
    /// It was not revealed yet.
    NotRevealed,
}

impl Store {
    /// Takes a step of an open challenge for the request that first brings its bytes.
    pub async fn take_step(
        &self,
        challenge_id: &str,
        n: u8,
        evidence_sha256: &[u8],
        frames_sha256: &[u8],
        now_ms: u64,
    ) -> Result<Taken, StoreError> {
        let done = sqlx::query(
            "UPDATE steps SET received_ms = $1, evidence_sha256 = $2, frames_sha256 = $3
             WHERE challenge_id = $4 AND n = $5 AND evidence_sha256 IS NULL
             AND EXISTS (SELECT 1 FROM challenges WHERE id = $4 AND status = 'open')",
        )
        .bind(now_ms as i64)
        .bind(evidence_sha256)
        .bind(frames_sha256)
        .bind(challenge_id)
        .bind(i64::from(n))
        .execute(&self.pool)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(Taken::Now);
        }
        self.was_taken(challenge_id, n, evidence_sha256).await
    }

    /// What [`Store::take_step`] would say, without taking a step that is free (then `None`).
    pub async fn peek_step(
        &self,
        challenge_id: &str,
        n: u8,
        evidence_sha256: &[u8],
    ) -> Result<Option<Taken>, StoreError> {
        let query = sqlx::query(
            "SELECT 1 FROM steps WHERE challenge_id = $1 AND n = $2 AND evidence_sha256 IS NULL",
        );
        let free = query
            .bind(challenge_id)
            .bind(i64::from(n))
            .fetch_optional(&self.pool)
            .await?;
        if free.is_some() {
            return Ok(None);
        }
        self.was_taken(challenge_id, n, evidence_sha256)
            .await
            .map(Some)
    }

    async fn was_taken(
        &self,
        challenge_id: &str,
        n: u8,
        evidence_sha256: &[u8],
    ) -> Result<Taken, StoreError> {
        let query = sqlx::query_scalar(
            "SELECT evidence_sha256 FROM steps WHERE challenge_id = $1 AND n = $2",
        );
        let before: Option<Option<Vec<u8>>> = query
            .bind(challenge_id)
            .bind(i64::from(n))
            .fetch_optional(&self.pool)
            .await?;
        Ok(match before {
            None => Taken::NotRevealed,
            Some(hash) if hash.as_deref() == Some(evidence_sha256) => Taken::Before,
            Some(_) => Taken::WithOtherBytes,
        })
    }

    /// Reveals step `n`: its clock starts. The first time counts.
    pub async fn reveal_step(
        &self,
        challenge_id: &str,
        n: u8,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO steps (challenge_id, n, revealed_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(challenge_id)
            .bind(i64::from(n))
            .bind(now_ms as i64)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps what the pictures of a step show; `None` when that could not be found out. Nothing is kept of a
    /// challenge that has ended.
    pub async fn keep_facts(
        &self,
        site_id: &str,
        challenge_id: &str,
        n: u8,
        facts: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let sealed = facts.map(|f| {
            self.key
                .seal(site_id, &[FACTS, challenge_id, &n.to_string()], f)
        });
        sqlx::query(
            "UPDATE steps SET analysis = $1, facts = $2 WHERE challenge_id = $3 AND n = $4
             AND EXISTS (SELECT 1 FROM challenges WHERE id = $3 AND status = 'open')",
        )
        .bind(if facts.is_some() { "done" } else { "lost" })
        .bind(sealed)
        .bind(challenge_id)
        .bind(i64::from(n))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps the answer to a step, for a page that lost it.
    pub async fn keep_answer(
        &self,
        site_id: &str,
        challenge_id: &str,
        n: u8,
        answer: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self
            .key
            .seal(site_id, &[ANSWER, challenge_id, &n.to_string()], answer);
        sqlx::query("UPDATE steps SET answer = $1 WHERE challenge_id = $2 AND n = $3")
            .bind(sealed)
            .bind(challenge_id)
            .bind(i64::from(n))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The revealed steps of a challenge, in order.
    pub async fn steps(&self, site_id: &str, challenge_id: &str) -> Result<Vec<Step>, StoreError> {
        let query = sqlx::query("SELECT * FROM steps WHERE challenge_id = $1 ORDER BY n");
        let rows = query.bind(challenge_id).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| self.step_of(site_id, challenge_id, row))
            .collect()
    }

    fn step_of(
        &self,
        site_id: &str,
        challenge_id: &str,
        row: &SqliteRow,
    ) -> Result<Step, StoreError> {
        let n: i64 = row.try_get("n")?;
        let revealed_ms: i64 = row.try_get("revealed_ms")?;
        let received_ms: Option<i64> = row.try_get("received_ms")?;
        let analysis: Option<String> = row.try_get("analysis")?;
        let open = |column: &'static str| {
            let sealed: Option<Vec<u8>> = row.try_get(column)?;
            let belongs_to = [column, challenge_id, &n.to_string()];
            sealed
                .map(|s| self.key.unseal(site_id, &belongs_to, &s, column))
                .transpose()
        };
        Ok(Step {
            n: n.clamp(0, 255) as u8,
            revealed_ms: revealed_ms as u64,
            received_ms: received_ms.map(|ms| ms as u64),
            frames_sha256: row.try_get("frames_sha256")?,
            analysis: match analysis.as_deref() {
                None => Analysis::Pending,
                Some("done") => Analysis::Done,
                Some(_) => Analysis::Lost,
            },
            facts: open(FACTS)?,
            answer: open(ANSWER)?,
        })
    }
}
