//! The shoe detector's picture and outputs.
//!
//! MediaPipe's `object_detection_oid_v4` (an SSD with MobileNetV2), as its Objectron solution uses it to find shoes:
//! anchors by `SsdAnchorsCalculator` and boxes by `TensorsToDetectionsCalculator`, with the options of
//! `mediapipe/modules/objectron/object_detection_oid_v4_cpu.pbtxt`. Of its 23 kinds three are shoes.

use super::{Guess, ObjectLabel, cut};
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::net::Net;

/// Side of the network's picture.
pub(crate) const SIDE: usize = 300;

/// Boxes that the network guesses at.
pub(crate) const ANCHORS: usize = 1917;

/// Logits a box, with one for the background.
pub(crate) const CLASSES: usize = 24;

/// Boot, High heels, Footwear: lines of the label map that lies before the network in its file.
const SHOES: [usize; 3] = [2, 17, 19];

/// Cells along a side, for strides from 16 to 512.
const GRIDS: [usize; 6] = [19, 10, 5, 3, 2, 1];
const MIN_SCALE: f32 = 0.2;
const MAX_SCALE: f32 = 0.95;
/// Width over height.
const RATIOS: [f32; 5] = [1.0, 2.0, 0.5, 3.0, 0.3333];
/// The finest grid has three anchors a cell, the first one of this scale (`reduce_boxes_in_lowest_layer`).
const FINEST_SCALE: f32 = 0.1;
/// What the box outputs are multiplied by: middle, size.
const MIDDLE_SCALE: f32 = 10.0;
const SIZE_SCALE: f32 = 5.0;

/// Which of the network's outputs is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs {
    pub(crate) boxes: usize,
    pub(crate) classes: usize,
}

pub(super) struct ShoeDetector {
    net: Box<dyn Net>,
    outputs: Outputs,
    anchors: Vec<Anchor>,
}

/// In parts of the crop's side.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Anchor {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

impl ShoeDetector {
    pub(super) fn new(net: Box<dyn Net>, outputs: Outputs) -> ShoeDetector {
        ShoeDetector {
            net,
            outputs,
            anchors: anchors(),
        }
    }

    /// Shoes of at least this score in a region of the frame.
    pub(super) fn guesses(&mut self, frame: &Frame, region: &Region, min_score: f32) -> Vec<Guess> {
        cut(frame, region, SIDE, (2.0 / 255.0, -1.0), self.net.input());
        self.net.run();
        let boxes = self.net.output(self.outputs.boxes).as_chunks::<4>().0;
        let classes = self.net.output(self.outputs.classes).chunks_exact(CLASSES);
        let mut guesses = Vec::new();
        for ((encoded, logits), anchor) in boxes.iter().zip(classes).zip(&self.anchors) {
            let logits = SHOES.iter().map(|&class| logits[class]);
            let logit = logits.fold(f32::NEG_INFINITY, f32::max);
            let score = 1.0 / (1.0 + (-logit).exp());
            if score < min_score {
                continue;
            }
            let box_in_crop = anchor.decode(encoded);
            if box_in_crop.width.is_finite() && box_in_crop.height.is_finite() {
                guesses.push(Guess {
                    label: ObjectLabel::SHOE,
                    score,
                    box_in_crop,
                });
            }
        }
        guesses
    }
}

impl Anchor {
    /// A box in pixels of the crop from the network's y, x, height, width.
    fn decode(&self, &[y, x, height, width]: &[f32; 4]) -> Rect {
        let side = SIDE as f32;
        let width = (width / SIZE_SCALE).exp() * self.width * side;
        let height = (height / SIZE_SCALE).exp() * self.height * side;
        let x = (x / MIDDLE_SCALE * self.width + self.x) * side;
        let y = (y / MIDDLE_SCALE * self.height + self.y) * side;
        Rect {
            x: x - width / 2.0,
            y: y - height / 2.0,
            width,
            height,
        }
    }
}

/// All anchors in the order of the outputs: grid by grid, row by row.
fn anchors() -> Vec<Anchor> {
    let steps = (GRIDS.len() - 1) as f32;
    let scale = |grid: usize| match grid {
        grid if grid < GRIDS.len() => MIN_SCALE + (MAX_SCALE - MIN_SCALE) * grid as f32 / steps,
        _ => 1.0,
    };
    let mut anchors = Vec::with_capacity(ANCHORS);
    for (grid, cells) in GRIDS.into_iter().enumerate() {
        let mut shapes: Vec<(f32, f32)> = Vec::new();
        if grid == 0 {
            shapes.extend([(1.0, FINEST_SCALE), (2.0, scale(0)), (0.5, scale(0))]);
        } else {
            shapes.extend(RATIOS.map(|ratio| (ratio, scale(grid))));
            shapes.push((1.0, (scale(grid) * scale(grid + 1)).sqrt()));
        }
        for cell in 0..cells * cells {
            anchors.extend(shapes.iter().map(|&(ratio, scale)| Anchor {
                x: ((cell % cells) as f32 + 0.5) / cells as f32,
                y: ((cell / cells) as f32 + 0.5) / cells as f32,
                width: scale * ratio.sqrt(),
                height: scale / ratio.sqrt(),
            }));
        }
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::net::fake::FakeNet;

    #[test]
    fn there_are_1917_anchors_in_the_order_of_the_outputs() {
        let anchors = anchors();
        assert_eq!(anchors.len(), ANCHORS);
        assert!((anchors[0].width - 0.1).abs() < 1e-6 && (anchors[0].x - 0.5 / 19.0).abs() < 1e-6);
        assert!((anchors[1].width - 0.2 * 2.0_f32.sqrt()).abs() < 1e-6);
        // The first cell of the grid of 10, its sixth anchor: between this grid's scale and the next one's.
        let between = (0.35_f32 * 0.5).sqrt();
        assert!((anchors[1083 + 5].height - between).abs() < 1e-6);
        assert!((anchors[ANCHORS - 1].width - 0.95_f32.sqrt()).abs() < 1e-6);
    }

    fn detector(rows: &[(usize, [f32; 4], usize, f32)]) -> ShoeDetector {
        let mut boxes = vec![0.0; ANCHORS * 4];
        let mut classes = vec![-9.0; ANCHORS * CLASSES];
        for &(anchor, encoded, class, logit) in rows {
            boxes[anchor * 4..][..4].copy_from_slice(&encoded);
            classes[anchor * CLASSES + class] = logit;
        }
        let net = FakeNet::new(SIDE * SIDE * 3, vec![classes, boxes]);
        let outputs = Outputs {
            boxes: 1,
            classes: 0,
        };
        ShoeDetector::new(Box::new(net), outputs)
    }

    #[test]
    fn a_box_is_relative_to_its_anchor_and_only_shoes_count() {
        let pixels = [0; 32 * 32 * 3];
        let frame = Frame::new(&pixels, 32, 32, PixelFormat::Rgb8).unwrap();
        let region = Region::upright((16.0, 16.0), 32.0);
        let mut detector = detector(&[
            (0, [10.0, 0.0, 0.0, 5.0 * 2.0_f32.ln()], 19, 1.0),
            (9, [0.0; 4], 16, 5.0),
            (12, [0.0, 0.0, f32::INFINITY, 0.0], 2, 5.0),
            (15, [0.0; 4], 17, f32::NAN),
        ]);
        let guesses = detector.guesses(&frame, &region, 0.5);
        let [guess] = guesses.as_slice() else {
            panic!("{guesses:?}")
        };
        assert_eq!(guess.label.name(), "shoe");
        let bounds = guess.box_in_crop;
        let middle = 150.0 / 19.0;
        assert!((bounds.width - 60.0).abs() < 1e-3 && (bounds.height - 30.0).abs() < 1e-3);
        assert!((bounds.x - (middle - 30.0)).abs() < 1e-3);
        assert!((bounds.y - (middle + 30.0 - 15.0)).abs() < 1e-3);
    }
}
