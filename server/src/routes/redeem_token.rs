//! `POST /v1/tokens/redeem`: single use.

use axum::Json;
use axum::extract::State;
use poze_protocol::{Code, RedeemRequest, RedeemResponse, TOKEN_TYP, TokenClaims};

use crate::auth::Backend;
use crate::body::JsonBody;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;

/// Longer than any token of this verifier.
const TOKEN_MAX_CHARS: usize = 8 * 1024;

/// Redeem a token, once.
///
/// Checks signature, type, issuer, audience and expiry, then marks the token as used. Compare `nonce`, `sub` and
/// `action` with your own session afterwards.
#[utoipa::path(post, path = "/v1/tokens/redeem", tag = "backend", security(("secret_key" = [])),
    request_body = RedeemRequest, responses((status = 200, body = RedeemResponse), Problems))]
pub(crate) async fn redeem_token(
    State(app): State<App>,
    Backend(site): Backend,
    JsonBody { value: request, .. }: JsonBody<RedeemRequest>,
) -> Result<Json<RedeemResponse>, ApiError> {
    if request.token.len() > TOKEN_MAX_CHARS {
        return Err(Code::TokenInvalid.into());
    }
    let claims: Option<TokenClaims> =
        app.keys
            .verify(&request.token, TOKEN_TYP, &app.settings.issuer);
    let claims = claims.ok_or(Code::TokenInvalid)?;
    if claims.aud != site.id {
        return Err(Code::TokenWrongSite.into());
    }
    if !app.store.redeem(&claims.jti, claims.exp).await? {
        return Err(Code::TokenRedeemed.into());
    }
    Ok(Json(RedeemResponse {
        success: true,
        claims,
        codes: Vec::new(),
    }))
}
