//! `POST /v1/sessions/{id}/cancel`

use axum::Json;
use axum::extract::State;
use poze_protocol::{Code, SessionView};

use crate::auth::Backend;
use crate::body::Id;
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
    Id(id): Id,
) -> Result<Json<SessionView>, ApiError> {
    let session = app
        .store
        .session(&site.id, &id)
        .await?
        .ok_or(Code::NotFound)?;
    if !app.store.cancel_session(&session.id).await? {
        return Err(Code::SessionEnded.into());
    }
    app.analysed.notify_waiters(); // whoever waits for its verdict looks again
    let session = app
        .store
        .session(&site.id, &id)
        .await?
        .ok_or(Code::NotFound)?;
    view(&app, session).await.map(Json)
}
