//! `GET /healthz`: the process answers. `GET /readyz`: it can verify.

use axum::extract::State;
use poze_protocol::Code;

use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "open", responses((status = 200, description = "`ok`")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store answers and there is room for another verification.
#[utoipa::path(get, path = "/readyz", tag = "open", responses((status = 200, description = "`ready`"), Problems))]
pub(crate) async fn readyz(State(app): State<App>) -> Result<&'static str, ApiError> {
    app.store.ping().await?;
    if app.evidence_slots.available_permits() == 0 {
        return Err(Code::Busy.into());
    }
    Ok("ready\n")
}
