//! The end of a run: findings, decision, token, and what is written down of it.

use poze_engine::{Reference, Run, RunStep, StepFacts};
use poze_protocol::{Code, SessionResult, StepAnswer, Verdict};
use poze_store::{Challenge, ChallengeStatus, Session, SessionState, Step, StoredReference};

use crate::error::ApiError;
use crate::policy::{self, STANDARD};
use crate::run::view::{CAPTURE, CHALLENGES_MAX};
use crate::run::{analysis, plan, token};
use crate::state::App;

/// Concludes a challenge whose last step is taken. Of several requests for it one gives the verdict; the others find
/// the challenge ended.
pub(crate) async fn give(
    app: &App,
    session: &Session,
    challenge: &Challenge,
    reference: &StoredReference,
) -> Result<StepAnswer, ApiError> {
    let examined = match analysis::wait(app, &session.site_id, &challenge.id).await {
        Ok(examined) => examined,
        Err(error) if error.code == Code::AnalysisLost => {
            app.store
                .end_challenge(&challenge.id, ChallengeStatus::Lost, &[Code::AnalysisLost])
                .await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let (steps, facts): (Vec<Step>, Vec<StepFacts>) = examined.into_iter().unzip();
    let run_steps = run_steps(challenge, &steps, facts)?;
    let matched = Reference {
        model: reference.view.model.clone(),
        bytes: reference.bytes.clone(),
    };
    let run = Run {
        steps: &run_steps,
        reference: &matched,
        track_gap_max_ms: CAPTURE.track_gap_max_ms,
    };
    let findings = app.engine.conclude(&run);
    let decision = STANDARD.decide(&findings);

    let status = if decision.verified {
        ChallengeStatus::Passed
    } else {
        ChallengeStatus::Failed
    };
    if !app
        .store
        .end_challenge(&challenge.id, status, &decision.codes)
        .await?
    {
        return Err(Code::ChallengeEnded.into());
    }
    let used = app.store.challenges_used(&session.id).await?;
    let mut verdict = Verdict {
        verified: decision.verified,
        codes: decision.codes,
        token: None,
        expires_at: None,
        challenges_left: CHALLENGES_MAX.saturating_sub(used),
    };
    let result = SessionResult {
        verdict: verdict.clone(),
        detail: policy::detail(&findings),
    };
    let state = match (verdict.verified, verdict.challenges_left) {
        (true, _) => SessionState::Verified,
        (false, 0) => SessionState::Failed,
        (false, _) => SessionState::Open,
    };
    let open = app
        .store
        .conclude_session(
            session,
            state,
            Some(&result),
            verdict.codes.first().copied(),
        )
        .await?;
    if !open {
        return Err(Code::SessionEnded.into()); // cancelled meanwhile: no token
    }
    if verdict.verified {
        let (token, expires_at) =
            token::mint(app, &STANDARD, session, challenge, &steps, &reference.view)?;
        verdict.token = Some(token);
        verdict.expires_at = Some(expires_at);
    } else {
        count_failure(app, session).await?;
    }
    verdict.codes = policy::codes_for_page(&verdict.codes);
    Ok(StepAnswer::Verdict { verdict })
}

/// Failed, abandoned and expired challenges count towards the lock.
pub(crate) async fn count_failure(app: &App, session: &Session) -> Result<(), ApiError> {
    let request = &session.request;
    app.store
        .count_failure(
            &session.site_id,
            &request.subject,
            &request.action,
            app.clock.now(),
        )
        .await?;
    Ok(())
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
