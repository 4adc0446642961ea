//! `GET /v1/sessions/{id}`: what became of a session, for the backend.

use axum::Json;
use axum::extract::State;
use poze_protocol::{ChallengeSummary, Code, SessionStatus, SessionView};
use poze_store::{Challenge, ChallengeStatus, Session, SessionState};

use crate::auth::Backend;
use crate::body::Id;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;

/// Where a session stands, with every reason code.
#[utoipa::path(get, path = "/v1/sessions/{id}", tag = "backend", security(("secret_key" = [])),
    params(("id" = String, Path, description = "Of the session")),
    responses((status = 200, body = SessionView), Problems))]
pub(crate) async fn get_session(
    State(app): State<App>,
    Backend(site): Backend,
    Id(id): Id,
) -> Result<Json<SessionView>, ApiError> {
    let session = app
        .store
        .session(&site.id, &id)
        .await?
        .ok_or(Code::NotFound)?;
    view(&app, session).await.map(Json)
}

pub(crate) async fn view(app: &App, session: Session) -> Result<SessionView, ApiError> {
    let mut challenges = Vec::new();
    for challenge in app.store.challenges(&session.id).await? {
        let revealed = app
            .store
            .steps(&session.site_id, &challenge.id)
            .await?
            .len();
        challenges.push(summary(challenge, revealed));
    }
    let expired = app.clock.now() >= session.expires_at;
    Ok(SessionView {
        status: match session.state {
            SessionState::Open if expired => SessionStatus::Expired,
            SessionState::Open => SessionStatus::Open,
            SessionState::Verified => SessionStatus::Verified,
            SessionState::Failed => SessionStatus::Failed,
            SessionState::Cancelled => SessionStatus::Cancelled,
        },
        id: session.id,
        subject: session.request.subject,
        action: session.request.action,
        expires_at: session.expires_at,
        challenges,
        last_error: session.last_error,
        result: session.result,
    })
}

fn summary(challenge: Challenge, revealed: usize) -> ChallengeSummary {
    ChallengeSummary {
        id: challenge.id,
        opened_at: challenge.opened_ms / 1000,
        moves: challenge.plan.steps.into_iter().take(revealed).collect(),
        verified: match challenge.status {
            ChallengeStatus::Open => None,
            ChallengeStatus::Passed => Some(true),
            ChallengeStatus::Failed
            | ChallengeStatus::Replaced
            | ChallengeStatus::Expired
            | ChallengeStatus::Lost => Some(false),
        },
        codes: challenge.codes,
    }
}
