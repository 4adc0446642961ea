//! A session: one intent of a site's backend to have one subject verified.

use serde::{Deserialize, Serialize};

use crate::{Code, Verdict};

/// A class of moves that a visitor cannot or does not want to do. It may reveal a disability: it comes from the
/// backend, is dropped at the verdict and stands in no token or log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Avoid {
    /// Turning, raising or tilting the head.
    Head,
    /// Anything with the hands.
    Hands,
    /// Facial expressions.
    Expression,
    /// Objects in the hand.
    Prop,
}

/// Body of `POST /v1/sessions` (secret key).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateSession {
    /// The site's own id of the person, 1 to 128 visible ASCII characters; comes back as `sub`.
    pub subject: String,
    /// The reference to match against.
    pub reference_id: String,
    /// What the visitor is about to do, shown in the widget and signed into the token; 1 to 64 characters.
    pub action: String,
    /// At least 128 bits from the site's server-side browser session, 22 to 128 base64url characters.
    pub nonce: String,
    /// Classes of moves to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoid: Vec<Avoid>,
    /// Moves that the pack draws only on request (`smile`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The pack to draw from; the site's, or `default`, when absent. A site that is held to a pack can name no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// Number of steps after the neutral look, 1 to 3; the pack's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u8>,
    /// Dev mode only: the moves of each step instead of a random draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Vec<Vec<String>>>,
    /// Longer times for people who need them (shorter ones in dev mode only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<SessionTiming>,
    /// Name of the policy that the run must meet, such as `strict`; the site's when absent. The token's `acr` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// Times of a session that differ from the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionTiming {
    /// How long a move must be held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_ms: Option<u32>,
    /// From the opening of the challenge to its last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_ms: Option<u32>,
}

/// Answer to `POST /v1/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionCreated {
    /// Authorises nothing.
    pub id: String,
    /// For the page, once; never in a URL. 256 bits, stored hashed.
    pub client_secret: String,
    /// Unix seconds.
    pub expires_at: u64,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// Waiting for the visitor, or in a challenge.
    Open,
    /// A challenge was passed.
    Verified,
    /// All challenges were used up without a pass.
    Failed,
    /// Cancelled by the backend.
    Cancelled,
    /// Ten minutes passed without a verdict.
    Expired,
}

/// One challenge of a session, for the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeSummary {
    /// The challenge.
    pub id: String,
    /// Unix seconds.
    pub opened_at: u64,
    /// The ids of the moves of each revealed step, the neutral look (empty) first.
    pub moves: Vec<Vec<String>>,
    /// `None` while it runs.
    pub verified: Option<bool>,
    /// Reason codes, the most telling first; all of them, attack findings included.
    pub codes: Vec<Code>,
}

/// What a session ended with, for the backend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionResult {
    /// The last verdict, with every reason code and without the token.
    pub verdict: Verdict,
    /// Scores of all findings, one line each, for people.
    pub detail: String,
}

/// Answer to `GET /v1/sessions/{id}` (secret key).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// The session.
    pub id: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// The site's own id of the person.
    pub subject: String,
    /// What the visitor is about to do.
    pub action: String,
    /// Unix seconds.
    pub expires_at: u64,
    /// Oldest first.
    pub challenges: Vec<ChallengeSummary>,
    /// The code of the last refused call or verdict of this session.
    pub last_error: Option<Code>,
    /// Present after a verdict.
    pub result: Option<SessionResult>,
}
