//! Pixels in, what is seen out: faces with 478 landmarks, head angles, 52 expressions, quality and an
//! embedding for matching. No IO, no clock, no randomness; the same code runs in the browser and on the server.
//!
//! One [`Frame`] passes these stages, a file each: `detect` (where are faces?) → `landmarks` (478 points in a
//! rotated crop) → `pose` (head angles), `blendshapes` (expressions), `quality`; on demand `embedding`, and for a verifier `pad`.
//! [`Analyzer`] puts them together, for one stream of frames or for stills.
//!
//! Coordinates ending in `_in_frame` are pixels of the frame as given (never mirrored), origin at the top
//! left, x to the right, y down; pixel (0, 0) is the point (0.0, 0.0).
//!
//! ```no_run
//! use poze_vision::{Analyzer, Frame, ModelFiles, Models, PixelFormat};
//!
//! let read = |name: &str| std::fs::read(format!("sdk/models/{name}"));
//! let models = Models::load(&ModelFiles {
//!     face_detector: &read("face_detector.tflite")?,
//!     face_landmarks: &read("face_landmarks_detector.tflite")?,
//!     face_blendshapes: &read("face_blendshapes.tflite")?,
//!     ..ModelFiles::default()
//! })?;
//! let mut analyzer = Analyzer::new(&models);
//! let grey = vec![128; 640 * 480 * 3];
//! let seen = analyzer.analyze(&Frame::new(&grey, 640, 480, PixelFormat::Rgb8)?);
//! assert!(seen.faces.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod align;
mod analyzer;
mod anchors;
mod blendshapes;
mod canonical;
mod covered;
mod detect;
mod embedding;
mod faces;
mod frame;
mod geometry;
mod hands;
mod landmarks;
mod models;
mod net;
mod networks;
mod objects;
mod observation;
mod pad;
mod pose;
mod quality;
mod rotation;
mod sample;
mod still;
mod suppress;
mod tiles;

pub use analyzer::{Analyzer, FaceRegion, Wants};
pub use blendshapes::{Blendshape, Expressions};
pub use covered::Covered;
pub use embedding::{EMBEDDING_LEN, EMBEDDING_MODEL_ID, Embedding};
pub use faces::{DETECT_EVERY, MAX_FACES};
pub use frame::{Frame, FrameError, MAX_PIXELS, MIN_SIDE, PixelFormat};
pub use geometry::{Point3, Rect};
pub use hands::{Gesture, HAND_POINTS, Hand, Handedness, MAX_HANDS, PALMS_EVERY};
pub use models::{ModelError, ModelFiles, Models};
pub use networks::{Network, instruction_set};
pub use objects::{Object, ObjectDetector, ObjectLabel};
pub use observation::{Face, Observation};
pub use pad::{PadChannels, PadDetector, PadInput, PadModel};
pub use pose::HeadAngles;
pub use quality::FaceQuality;
pub use still::{MAX_STILL_FACES, MAX_STILL_HANDS};
