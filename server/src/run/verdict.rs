//! The end of a run: findings, decision, token, and what is written down of it.

use poze_engine::{Findings, Look, Reference, Run, RunStep, StepFacts};
use poze_protocol::{Code, SessionResult, StepAnswer, Verdict};
use poze_store::{
    Challenge, ChallengeStatus, Ended, Ending, Session, SessionState, Step, StoredReference,
};

use crate::error::ApiError;
use crate::policy;
use crate::run::view::{CAPTURE, CHALLENGES_MAX};
use crate::run::{analysis, looks, plan, token};
use crate::state::App;

/// Concludes a challenge whose last step, number `n`, is taken. Of several requests for it one gives the verdict; the
/// others find the challenge ended.
pub(crate) async fn give(
    app: &App,
    session: &Session,
    challenge: &Challenge,
    n: u8,
    reference: &StoredReference,
) -> Result<StepAnswer, ApiError> {
    let examined = match analysis::wait(app, session, &challenge.id).await {
        Ok(examined) => examined,
        Err(error) if error.code == Code::AnalysisLost => {
            let (lost, codes) = (ChallengeStatus::Lost, [Code::AnalysisLost]);
            app.store.end_challenge(&challenge.id, lost, &codes).await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let (steps, facts): (Vec<Step>, Vec<StepFacts>) = examined.into_iter().unzip();
    let policy = app.policy_of(session)?;
    let earlier = looks::earlier(app, session, &challenge.id, &steps, &facts).await?;
    let run = run_steps(challenge, &steps, facts)?;
    let findings = conclude(app, run, reference, earlier).await?;
    let decision = policy.decide(&findings);

    let used = app.store.challenges_used(&session.id).await?;
    let mut verdict = Verdict {
        verified: decision.verified,
        codes: decision.codes.clone(),
        token: None,
        expires_at: None,
        challenges_left: CHALLENGES_MAX.saturating_sub(used),
    };
    let result = SessionResult {
        verdict: verdict.clone(),
        detail: policy.detail(&findings),
    };
    let (status, state) = match (verdict.verified, verdict.challenges_left) {
        (true, _) => (ChallengeStatus::Passed, SessionState::Verified),
        (false, 0) => (ChallengeStatus::Failed, SessionState::Failed),
        (false, _) => (ChallengeStatus::Failed, SessionState::Open),
    };
    if verdict.verified {
        let (token, expires_at) =
            token::mint(app, policy, session, challenge, &steps, &reference.view)?;
        verdict.token = Some(token);
        verdict.expires_at = Some(expires_at);
    }
    verdict.codes = policy::codes_for_page(&verdict.codes);
    let answer = StepAnswer::Verdict { verdict };
    let ending = Ending {
        session,
        challenge_id: &challenge.id,
        last_step: n,
        status,
        codes: &decision.codes,
        state,
        result: &result,
        answer: &serde_json::to_vec(&answer).map_err(|_| Code::Internal)?,
    };
    match app.store.end_run(&ending).await? {
        Ended::Now => Ok(answer),
        Ended::ChallengeBefore => Err(Code::ChallengeEnded.into()),
        Ended::SessionBefore => Err(Code::SessionEnded.into()),
    }
}

/// Pure, but it is arithmetic over hundreds of frames: not on a thread that others wait for.
async fn conclude(
    app: &App,
    steps: Vec<RunStep>,
    reference: &StoredReference,
    earlier: Vec<Look>,
) -> Result<Findings, ApiError> {
    let engine = app.engine.clone();
    let reference = Reference {
        model: reference.view.model.clone(),
        bytes: reference.bytes.clone(),
    };
    let concluding = tokio::task::spawn_blocking(move || {
        engine.conclude(&Run {
            steps: &steps,
            reference: &reference,
            track_gap_max_ms: CAPTURE.track_gap_max_ms,
            earlier: &earlier,
        })
    });
    concluding.await.map_err(|_| Code::Internal.into())
}

/// Times on the verifier's clock, counted from the opening of the challenge.
fn run_steps(
    challenge: &Challenge,
    steps: &[Step],
    facts: Vec<StepFacts>,
) -> Result<Vec<RunStep>, ApiError> {
    let since = |ms: u64| u32::try_from(ms.saturating_sub(challenge.opened_ms)).unwrap_or(u32::MAX);
    let planned = challenge.plan.steps.iter();
    if steps.len() != challenge.plan.steps.len() {
        return Err(Code::StepOutOfOrder.into());
    }
    let together = planned.zip(steps).zip(facts);
    let run_step = |((ids, step), facts): ((&Vec<String>, &Step), StepFacts)| {
        Ok(RunStep {
            moves: plan::moves(ids).ok_or(Code::Internal)?,
            hold_ms: challenge.plan.hold_ms,
            revealed_ms: since(step.revealed_ms),
            received_ms: since(step.received_ms.ok_or(Code::Internal)?),
            facts,
        })
    };
    together.map(run_step).collect()
}
