//! `POST /v1/sessions/{id}/cancel`

use axum::Json;
use axum::extract::{Path, State};
use poze_protocol::{Code, SessionView};
use poze_store::{ChallengeStatus, SessionState};

use crate::auth::Backend;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::routes::get_session::view;
use crate::state::App;

/// Cancel an open session. One that has ended answers `session_ended`.
#[utoipa::path(post, path = "/v1/sessions/{id}/cancel", tag = "backend", security(("secret_key" = [])),
    params(("id" = String, Path, description = "Of the session")),
    responses((status = 200, body = SessionView), Problems))]
pub(crate) async fn cancel_session(
    State(app): State<App>,
    Backend(site): Backend,
    Path(id): Path<String>,
) -> Result<Json<SessionView>, ApiError> {
    let session = app
        .store
        .session(&site.id, &id)
        .await?
        .ok_or(Code::NotFound)?;
    if !app
        .store
        .conclude_session(&session, SessionState::Cancelled, None, None)
        .await?
    {
        return Err(Code::SessionEnded.into());
    }
    for challenge in app.store.challenges(&id).await? {
        app.store
            .end_challenge(&challenge.id, ChallengeStatus::Replaced, &[Code::Cancelled])
            .await?;
    }
    let session = app
        .store
        .session(&site.id, &id)
        .await?
        .ok_or(Code::NotFound)?;
    view(&app, session).await.map(Json)
}
