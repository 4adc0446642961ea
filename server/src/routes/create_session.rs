//! `POST /v1/sessions`: a backend wants a subject verified.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use poze_engine::ReferenceKind;
use poze_protocol::{Code, CreateSession, SessionCreated};

use crate::auth::Backend;
use crate::body::JsonBody;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;
use crate::validate;

/// Seconds that a client_secret lives.
const SESSION_LIFE_S: u64 = 600;

/// Make a session.
///
/// The answer's `client_secret` goes to the visitor's page, once, and never into a URL. It lives ten minutes and is
/// bound to the first browser that uses it. `locked` means: too many failures, offer your other way in.
#[utoipa::path(post, path = "/v1/sessions", tag = "backend", security(("secret_key" = [])),
    request_body = CreateSession, responses((status = 201, body = SessionCreated), Problems))]
pub(crate) async fn create_session(
    State(app): State<App>,
    Backend(site): Backend,
    JsonBody {
        value: mut request, ..
    }: JsonBody<CreateSession>,
) -> Result<(StatusCode, Json<SessionCreated>), ApiError> {
    let pack = app.packs.for_session(&site, &request)?;
    validate::session(&request, pack, app.engine.capabilities(), app.settings.dev)?;
    request.pack = Some(pack.name().to_owned()); // the site may be held to another one by the time of a challenge
    let policies = &app.settings.policies;
    let named = request.policy.as_ref().or(site.policy.as_ref());
    let policy = match named {
        Some(name) => policies.get(name).ok_or(Code::PolicyUnknown)?,
        None => policies.default(),
    };
    // Written down, so that a session is judged by what it was made under.
    request.policy = Some(policy.name().to_owned());
    let now = app.clock.now();
    let reference = app.store.reference(&site.id, &request.reference_id).await?;
    let reference =
        reference.ok_or_else(|| ApiError::new(Code::NotFound, "There is no such reference."))?;
    if reference.view.subject != request.subject {
        return Err(ApiError::field(
            "reference_id",
            "belongs to another subject",
        ));
    }
    if let ReferenceKind::Embedding { model } = app.engine.capabilities().reference
        && reference.view.model != model
    {
        return Err(Code::ReferenceModel.into());
    }
    if app
        .store
        .locked_until(&site.id, &request.subject, &request.action, now)
        .await?
        .is_some()
    {
        return Err(Code::Locked.into());
    }
    let expires_at = now + SESSION_LIFE_S;
    let (session, client_secret) = app
        .store
        .create_session(&site.id, &request, now, expires_at)
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(SessionCreated {
            id: session.id,
            client_secret,
            expires_at,
        }),
    ))
}
