//! Objects: what is said about one.

use crate::geometry::Rect;

/// A kind of object, by its place in the list of names of the networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObjectLabel(pub(crate) u8);

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
