//! The words that both sides of Poze speak: what crosses the wire between the widget, the verifier and a site's
//! backend. Serde types only: no IO, no clock, no randomness, no opinion.
//!
//! Times on the wire: `*_at` are Unix seconds, `*_ms` are milliseconds (a duration, or a point on the page's
//! own clock where the field says so). Binary values are base64url without padding. Moves are kebab-case ids.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod challenge;
mod code;
mod evidence;
mod reference;
mod session;
mod token;
mod verdict;

pub use challenge::{
    CapturePlan, ChallengeView, Consent, Guide, OpenChallenge, PublicKeyJwk, SiteView, StepView,
    SwapStep,
};
pub use code::{Code, ErrorBody};
pub use evidence::{
    FrameKind, FrameMeta, MAX_KEY_FRAMES, MAX_STEP_BYTES, MAX_TRACK_FRAMES, StepMeta,
};
pub use reference::{Enrolled, ReferenceList, ReferenceView};
pub use session::{
    Avoid, ChallengeSummary, CreateSession, SessionCreated, SessionResult, SessionStatus,
    SessionTiming, SessionView,
};
pub use token::{PozeClaim, RedeemRequest, RedeemResponse, ReferenceClaim, TOKEN_TYP, TokenClaims};
pub use verdict::{StepAnswer, Verdict};

/// The version of this protocol. A widget names it when it opens a challenge; a verifier that no longer speaks it
/// answers [`Code::ProtocolVersion`].
pub const PROTOCOL_VERSION: u32 = 1;

/// Header in which the page's key signs a request: base64url of the 64-byte P1363 ECDSA P-256/SHA-256 signature.
///
/// Signed bytes: the whole body of `POST /v1/challenges` and of a swap, the bytes of the `meta` part of a step (which holds the
/// SHA-256 of every frame), and `GET <path>` for a GET.
pub const SIGNATURE_HEADER: &str = "poze-signature";
