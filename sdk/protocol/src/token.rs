//! The token: a JWT with `typ` [`TOKEN_TYP`].

use serde::{Deserialize, Serialize};

use crate::{Code, Enrolled};

/// `typ` of the token's header. Backends must check it: other signed statements of the verifier have other types.
pub const TOKEN_TYP: &str = "poze+jwt";

/// Claims of the token. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenClaims {
    /// The verifier's URL.
    pub iss: String,
    /// The site's id.
    pub aud: String,
    /// The subject of the session.
    pub sub: String,
    /// When it was issued.
    pub iat: u64,
    /// At most 300 s after `iat`.
    pub exp: u64,
    /// Unique: the key for single use.
    pub jti: String,
    /// The session's nonce. Compare with the one in the site's own browser session, never with a form field.
    pub nonce: String,
    /// When the visitor was seen.
    pub auth_time: u64,
    /// Authentication context: the name and version of the policy that was met.
    pub acr: String,
    /// Authentication methods (RFC 8176): `face`.
    pub amr: Vec<String>,
    /// What the visitor was about to do.
    pub action: String,
    /// What was done.
    pub poze: PozeClaim,
}

/// The `poze` claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PozeClaim {
    /// Ids of the moves of each step, without the neutral look.
    pub moves: Vec<Vec<String>>,
    /// The engine that judged, such as `local/1`.
    pub engine: String,
    /// Name and version of the policy.
    pub policy: String,
    /// What the face was matched against.
    pub reference: ReferenceClaim,
    /// base64url SHA-256 over the concatenated SHA-256 of all frames in the order they were sent.
    pub frames_sha256: String,
    /// Version of the consent text that the visitor agreed to.
    pub consent: String,
}

/// The reference in the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceClaim {
    /// Its id.
    pub id: String,
    /// How it came about.
    pub enrolled: Enrolled,
}

/// Body of `POST /v1/tokens/redeem` (secret key).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedeemRequest {
    /// The token from the form.
    pub token: String,
}

/// Answer to `POST /v1/tokens/redeem`: 200 once; afterwards [`Code::TokenRedeemed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedeemResponse {
    /// Always true: a token that cannot be redeemed is answered with an error.
    pub success: bool,
    /// The token's claims.
    pub claims: TokenClaims,
    /// Reserved for warnings; empty.
    #[serde(default)]
    pub codes: Vec<Code>,
}
