//! A challenge: one poze, revealed a step at a time.

use serde::{Deserialize, Serialize};

/// Body of `POST /v1/challenges` (client_secret, signed by `public_key`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenChallenge {
    /// [`crate::PROTOCOL_VERSION`] of the widget.
    pub protocol: u32,
    /// The page's key, bound to the session at first use.
    pub public_key: PublicKeyJwk,
    /// What the visitor agreed to.
    pub consent: Consent,
    /// In frame mode the origin of the embedding page, as the browser reported it to the frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_origin: Option<String>,
}

/// An ECDSA P-256 public key as a JWK, as WebCrypto exports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicKeyJwk {
    /// `EC`
    pub kty: String,
    /// `P-256`
    pub crv: String,
    /// base64url, 32 bytes
    pub x: String,
    /// base64url, 32 bytes
    pub y: String,
}

/// The consent that the visitor gave before the camera was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Version of the text, such as `2026-11`.
    pub text_version: String,
    /// Language in which it was shown, a BCP 47 tag.
    pub lang: String,
}

/// Answer to `POST /v1/challenges` and `GET /v1/challenges/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeView {
    /// Authorises nothing.
    pub id: String,
    /// [`crate::PROTOCOL_VERSION`] of the verifier.
    pub protocol: u32,
    /// Who asks, for the widget to show.
    pub site: SiteView,
    /// What the visitor is about to do.
    pub action: String,
    /// Time left until the deadline when this answer was made.
    pub remaining_ms: u32,
    /// Challenges left in this session after this one.
    pub challenges_left: u8,
    /// Model groups to load before step 1: `face`, `hands`, `objects`.
    pub models: Vec<String>,
    /// What the browser's guidance should ask for.
    pub guide: Guide,
    /// What to capture.
    pub capture: CapturePlan,
    /// Number of steps, the neutral look included.
    pub steps_total: u8,
    /// How often a step of this challenge can still be swapped for another.
    #[serde(default)]
    pub swaps_left: u8,
    /// The current step; nothing of later ones is known to the page.
    pub step: StepView,
}

/// The site as the widget shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteView {
    /// Display name.
    pub name: String,
}

/// Limits of the browser's guidance. The verifier judges by its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guide {
    /// Least height of the face box as a fraction of the frame's height.
    pub face_height_min: f32,
    /// Largest height of the face box as a fraction of the frame's height.
    pub face_height_max: f32,
    /// Largest distance of the face's centre from the frame's centre, as a fraction of the frame's width and height.
    pub centre_offset_max: f32,
}

/// What the widget captures in every step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapturePlan {
    /// Wanted time between two track frames.
    pub track_interval_ms: u32,
    /// Largest time between two track frames, over step boundaries too; more is [`crate::Code::TrackGap`].
    pub track_gap_max_ms: u32,
    /// Longer side of a track frame in pixels.
    pub track_side_px: u32,
    /// Longer side of a key frame in pixels.
    pub key_side_px: u32,
    /// Key frames wanted per step.
    pub key_frames: u8,
}

/// One step, as the page may know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepView {
    /// 0 is the neutral look.
    pub n: u8,
    /// Ids of the moves to do at once; empty for the neutral look.
    pub moves: Vec<String>,
    /// English sentence, which the widget translates by the ids; or the pack's own words, in the visitor's language.
    pub text: String,
    /// Whether `text` is the pack's own, to be shown as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_text: bool,
    /// How long to hold.
    pub hold_ms: u32,
}

/// Body of `POST /v1/challenges/{id}/swap` (client_secret, signed by the page's key): another step instead of this one.
/// The answer is the new [`StepView`] of the same number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SwapStep {
    /// The challenge, so that a signature fits one challenge only.
    pub challenge: String,
    /// The current step, not the neutral look.
    pub n: u8,
}
