//! References: what a subject is matched against.

use serde::{Deserialize, Serialize};

/// How a reference came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Enrolled {
    /// From the frames of a passed challenge.
    Live,
    /// From an uploaded photo.
    Photo,
}

/// A reference as the backend sees it: never the embedding, never the photo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceView {
    /// For `reference_id` of a session.
    pub id: String,
    /// The site's own id of the person.
    pub subject: String,
    /// How it came about.
    pub enrolled: Enrolled,
    /// Id of the embedding model, or of the engine that keeps the photo.
    pub model: String,
    /// Unix seconds.
    pub created_at: u64,
}

/// Answer to `GET /v1/references`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceList {
    /// Newest first.
    pub references: Vec<ReferenceView>,
}
