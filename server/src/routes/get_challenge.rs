//! `GET /v1/challenges/{id}`: a page that lost an answer resumes.

use axum::Json;
use axum::extract::State;
use poze_protocol::{ChallengeView, Code};
use poze_store::{Challenge, ChallengeStatus};

use crate::auth::PageAuth;
use crate::body::Id;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::routes::open_challenge::still_open;
use crate::run::view;
use crate::state::App;

/// The challenge with its current step.
#[utoipa::path(get, path = "/v1/challenges/{id}", tag = "page", security(("client_secret" = [])),
    params(("id" = String, Path, description = "Of the challenge"),
        ("poze-signature" = String, Header, description = "base64url, over `GET /v1/challenges/{id}`")),
    responses((status = 200, body = ChallengeView), Problems))]
pub(crate) async fn get_challenge(
    State(app): State<App>,
    page: PageAuth,
    Id(id): Id,
) -> Result<Json<ChallengeView>, ApiError> {
    page.verify_bound(format!("GET /v1/challenges/{id}").as_bytes())?;
    still_open(&app, &page)?;
    let challenge = running(&app, &page, &id).await?;
    let steps = app.store.steps(&page.site.id, &id).await?;
    let current = steps.last().map_or(0, |s| s.n);
    let used = app.store.challenges_used(&page.session.id).await?;
    let now_ms = app.clock.now_ms();
    view::challenge(
        &app.packs,
        &challenge,
        current,
        &page.session,
        &page.site,
        used,
        now_ms,
    )
    .map(Json)
}

/// A challenge of this session that runs; one whose time is over ends here.
pub(crate) async fn running(app: &App, page: &PageAuth, id: &str) -> Result<Challenge, ApiError> {
    let challenge = app
        .store
        .challenge(&page.session.id, id)
        .await?
        .ok_or(Code::NotFound)?;
    match challenge.status {
        ChallengeStatus::Open if app.clock.now_ms() > challenge.deadline_ms => {
            let (expired, codes) = (ChallengeStatus::Expired, [Code::ChallengeExpired]);
            app.store.end_challenge(id, expired, &codes).await?;
            Err(Code::ChallengeExpired.into())
        }
        ChallengeStatus::Open => Ok(challenge),
        ChallengeStatus::Expired => Err(Code::ChallengeExpired.into()),
        ChallengeStatus::Lost => Err(Code::AnalysisLost.into()),
        ChallengeStatus::Passed | ChallengeStatus::Failed | ChallengeStatus::Replaced => {
            Err(Code::ChallengeEnded.into())
        }
    }
}
