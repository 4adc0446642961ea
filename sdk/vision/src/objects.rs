//! Objects: what is said about one.

mod label;

pub use label::ObjectLabel;

use crate::geometry::Rect;

/// One object, as far as can be seen.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Object {
    /// What it is.
    pub label: ObjectLabel,
    /// How sure the network is, 0..1.
    pub score: f32,
    /// Around it, in frame pixels, inside of the frame.
    pub box_in_frame: Rect,
}
