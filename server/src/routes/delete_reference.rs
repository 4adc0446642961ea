//! `DELETE /v1/references/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use poze_protocol::Code;

use crate::auth::Backend;
use crate::body::Id;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;

/// Delete a reference. Sessions that are matched against it end without a verdict.
#[utoipa::path(delete, path = "/v1/references/{id}", tag = "backend", security(("secret_key" = [])),
    params(("id" = String, Path, description = "Of the reference")),
    responses((status = 204, description = "Deleted."), Problems))]
pub(crate) async fn delete_reference(
    State(app): State<App>,
    Backend(site): Backend,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    if app.store.delete_reference(&site.id, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Code::NotFound.into())
    }
}
