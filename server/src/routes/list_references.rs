//! `GET /v1/references?subject=…`

use axum::Json;
use axum::extract::{Query, State};
use poze_protocol::{Code, ReferenceList};
use serde::Deserialize;

use crate::auth::Backend;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;
use crate::validate;

/// More than a subject can have.
const LIMIT: u32 = 100;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The site's own id of the person.
    subject: String,
}

/// List the references of a subject.
#[utoipa::path(get, path = "/v1/references", tag = "backend", security(("secret_key" = [])), params(Wanted),
    responses((status = 200, body = ReferenceList), Problems))]
pub(crate) async fn list_references(
    State(app): State<App>,
    Backend(site): Backend,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<ReferenceList>, ApiError> {
    let Query(wanted) =
        wanted.map_err(|_| ApiError::new(Code::BadRequest, "The query must be `subject=…`."))?;
    validate::subject(&wanted.subject)?;
    let references = app
        .store
        .references(&site.id, &wanted.subject, LIMIT)
        .await?;
    Ok(Json(ReferenceList { references }))
}
