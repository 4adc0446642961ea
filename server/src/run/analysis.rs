//! Looking at a step's pictures goes on while the visitor does the next step; only facts stay.

use std::time::Duration;

use poze_engine::{Reference, StepEvidence, StepFacts};
use poze_liveness::Move;
use poze_protocol::Code;
use poze_store::{Analysis, ChallengeStatus, Session, Step};
use tokio::sync::OwnedSemaphorePermit;

use crate::error::ApiError;
use crate::run::looks;
use crate::state::App;

/// An analysis that is not there by then was somebody's who is gone.
const PATIENCE: Duration = Duration::from_secs(20);
/// Another process does not ring here: look again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Starts the analysis of a taken step. The permit is held until the pictures are dropped.
pub(crate) fn start(
    app: &App,
    (site_id, challenge_id, received_ms): (String, String, u64),
    evidence: StepEvidence,
    moves: Vec<Move>,
    reference: Reference,
    permit: OwnedSemaphorePermit,
) {
    let app = app.clone();
    tokio::spawn(async move {
        let n = evidence.n;
        let examined = app.engine.examine(evidence, &moves, &reference).await;
        drop(permit);
        let facts = match examined {
            Ok(facts) => {
                let step = (site_id.as_str(), challenge_id.as_str(), n);
                match looks::remember(&app, step, received_ms, &facts).await {
                    Ok(()) => serde_json::to_vec(&facts).ok(),
                    // What is not remembered could be replayed: such a step counts for nothing.
                    Err(error) => {
                        tracing::error!(%error, "a look could not be kept");
                        None
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a step could not be examined");
                None
            }
        };
        if let Err(error) = app
            .store
            .keep_facts(&site_id, &challenge_id, n, facts.as_deref())
            .await
        {
            tracing::error!(%error, "facts could not be kept");
        }
        app.analysed.notify_waiters();
    });
}

/// All steps of a challenge with their facts, once all analyses have ended.
pub(crate) async fn wait(
    app: &App,
    session: &Session,
    challenge_id: &str,
) -> Result<Vec<(Step, StepFacts)>, ApiError> {
    let all_done = async {
        loop {
            // Listening starts before looking, so that nothing rings unheard in between.
            let rung = app.analysed.notified();
            tokio::pin!(rung);
            rung.as_mut().enable();
            let steps = app.store.steps(&session.site_id, challenge_id).await?;
            let challenge = app.store.challenge(&session.id, challenge_id).await?;
            if challenge.is_none_or(|c| c.status != ChallengeStatus::Open) {
                return Err(ApiError::from(Code::ChallengeEnded)); // judged, or cancelled meanwhile
            }
            if steps.iter().any(|s| s.analysis == Analysis::Lost) {
                return Err(ApiError::from(Code::AnalysisLost));
            }
            if steps.iter().all(|s| s.analysis == Analysis::Done) {
                return Ok(steps);
            }
            let _ = tokio::time::timeout(LOOK_AGAIN, rung).await;
        }
    };
    let steps = match tokio::time::timeout(PATIENCE, all_done).await {
        Ok(steps) => steps?,
        Err(_) => return Err(Code::AnalysisLost.into()),
    };
    let read = |step: Step| {
        // No facts although the analysis is done: another request has given the verdict.
        let bytes = step.facts.as_deref().ok_or(Code::ChallengeEnded)?;
        let facts = serde_json::from_slice(bytes).map_err(|_| Code::AnalysisLost)?;
        Ok((step, facts))
    };
    steps.into_iter().map(read).collect()
}
