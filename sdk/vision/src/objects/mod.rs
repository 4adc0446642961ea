//! Objects: the 80 kinds of COCO by NanoDet, and shoes by a detector of their own where its file is there.
//!
//! A [`Region`] of the frame is cut out by each detector in its own size, `nanodet` and `shoes` turn what the
//! networks answer into guesses, `distinct` keeps the surest of guesses at the same thing, [`ObjectDetector`] puts
//! them together.

mod detector;
mod distinct;
mod label;
mod nanodet;
mod shoes;

pub use detector::ObjectDetector;
pub use label::ObjectLabel;
pub(crate) use nanodet::{HEADS, SIDE as OBJECTS_SIDE, head_len};
pub(crate) use shoes::{
    ANCHORS as SHOE_ANCHORS, CLASSES as SHOE_CLASSES, Outputs as ShoeOutputs, SIDE as SHOES_SIDE,
};

use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::sample::{self, Border, Sampling};

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

/// A guess before guesses at the same thing are made one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Guess {
    label: ObjectLabel,
    score: f32,
    /// In pixels of the crop.
    box_in_crop: Rect,
}

/// Fills a network's input (RGB, `side`²) with a region of the frame, black beyond the frame.
fn cut(frame: &Frame, region: &Region, side: usize, (gain, offset): (f32, f32), out: &mut [f32]) {
    // Several samples a pixel where the crop is much smaller than its region: thin things would flicker otherwise.
    const MOST_TAPS: f32 = 3.0;
    let shrinks = (region.side / side as f32).round();
    let how = Sampling {
        side,
        border: Border::Black,
        gain,
        offset,
        taps: shrinks.clamp(1.0, MOST_TAPS) as usize,
    };
    sample::crop(frame, &region.frame_from_crop(side), &how, out);
}
