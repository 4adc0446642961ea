//! What the verifier says at the end.

use serde::{Deserialize, Serialize};

use crate::{Code, StepView};

/// Answer to a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum StepAnswer {
    /// The step was taken; here is the next one.
    Next {
        /// What to do now.
        step: StepView,
    },
    /// It was the last step.
    Verdict {
        /// The decision, as the page may know it.
        verdict: Verdict,
    },
}

/// The decision on a challenge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    /// Whether the poze was done, live, by the person on the reference.
    pub verified: bool,
    /// Why not, the most telling first; towards the page [`Code::for_page`] was applied.
    pub codes: Vec<Code>,
    /// The signed token, towards the page and only when verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// When the token expires, Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// Challenges left in this session.
    pub challenges_left: u8,
}
