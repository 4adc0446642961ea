//! What is seen in one frame.

use crate::blendshapes::Expressions;
use crate::covered::Covered;
use crate::geometry::{Point3, Rect};
use crate::hands::Hand;
use crate::objects::Object;
use crate::pose::HeadAngles;
use crate::quality::FaceQuality;

/// What is seen in one frame.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Observation {
    /// Of the frame, in pixels.
    pub width: u32,
    /// Of the frame, in pixels.
    pub height: u32,
    /// The largest first (by the area of their boxes).
    pub faces: Vec<Face>,
    /// The largest first; `None` when nobody looked for hands in this frame.
    pub hands: Option<Vec<Hand>>,
    /// The surest first; `None` when nobody looked for objects in this frame.
    pub objects: Option<Vec<Object>>,
}

/// One face, as far as can be seen.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Face {
    /// 478 points of MediaPipe's face mesh (the last ten are the irises), in frame pixels.
    pub landmarks_in_frame: Vec<Point3>,
    /// Around all landmarks, in frame pixels; may reach beyond the frame.
    pub box_in_frame: Rect,
    /// How sure the network is that there is a face, 0.5..1.
    pub presence: f32,
    /// Which way the head points.
    pub angles: HeadAngles,
    /// What the face does; `None` when nobody looked for it in this frame.
    pub expressions: Option<Expressions>,
    /// How good the picture of it is.
    pub quality: FaceQuality,
    /// Which parts of it are behind a hand; `None` when nobody looked for hands in this frame.
    pub covered: Option<Covered>,
}
