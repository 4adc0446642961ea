//! `GET /.well-known/jwks.json`: what backends check tokens with.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use jsonwebtoken::jwk::JwkSet;

use crate::state::App;

/// The verifier's public keys (RFC 7517). May be cached for five minutes.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "open",
    responses((status = 200, description = "A JWK set.", content_type = "application/json")))]
pub(crate) async fn jwks(
    State(app): State<App>,
) -> ([(HeaderName, &'static str); 1], Json<JwkSet>) {
    (
        [(header::CACHE_CONTROL, "public, max-age=300")],
        Json(app.keys.jwks()),
    )
}
