//! Where are hands? BlazePalm, lite: it looks for palms, whose shape changes less than that of a whole hand.
//!
//! Follows MediaPipe's `palm_detection_cpu.pbtxt`: the region is fitted into 192² with black beyond the frame, RGB in
//! 0..1; scores are sigmoids, boxes and points are offsets from the anchors in pixels of that picture.

use crate::anchors;
use crate::detect::{sigmoid, whole};
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::net::Net;
use crate::sample::{self, Border, Sampling};
use crate::suppress::{Detection, merge};

/// Side of the network's picture.
pub(crate) const PALM_SIDE: usize = 192;

/// Rows of the network's outputs.
pub(crate) const ANCHORS: usize = anchors::count(PALM_SIDE);

/// Values a row of the box output: middle, size, seven points.
pub(crate) const ROW: usize = 18;

/// A palm: the points are the wrist, the roots of index, middle, ring and little finger, and two of the thumb.
pub(crate) type Palm = Detection<7>;

/// Guesses that overlap more than this (intersection over union) are of the same palm (MediaPipe's value).
pub(crate) const SAME_PALM: f32 = 0.3;

/// What the network must be sure of (MediaPipe's default).
const MIN_SCORE: f32 = 0.5;

/// The hand is 2.6 times as large as the palm's box and reaches half a box further up (MediaPipe's
/// `palm_detection_detection_to_roi.pbtxt`).
const MARGIN: f32 = 2.6;
const SHIFT: f32 = 0.5;

/// Keypoints that say where up is.
const WRIST: usize = 0;
const MIDDLE: usize = 2;

pub(crate) struct PalmDetector {
    net: Box<dyn Net>,
    outputs: Outputs,
    anchors: Vec<(f32, f32)>,
}

/// Which of the network's outputs is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs {
    pub(crate) boxes: usize,
    pub(crate) scores: usize,
}

impl PalmDetector {
    pub(crate) fn new(net: Box<dyn Net>, outputs: Outputs) -> PalmDetector {
        PalmDetector {
            net,
            outputs,
            anchors: anchors::centers(PALM_SIDE),
        }
    }

    /// Palms in the whole frame, best first, in frame pixels.
    pub(crate) fn detect(&mut self, frame: &Frame) -> Vec<Palm> {
        merge(self.guesses(frame, &whole(frame)), SAME_PALM)
    }

    /// Unmerged guesses in a region (upright) of the frame, in frame pixels.
    pub(crate) fn guesses(&mut self, frame: &Frame, region: &Region) -> Vec<Palm> {
        let map = region.frame_from_crop(PALM_SIDE);
        let how = Sampling {
            side: PALM_SIDE,
            border: Border::Black,
            gain: 1.0 / 255.0,
            offset: 0.0,
            taps: 1,
        };
        sample::crop(frame, &map, &how, self.net.input());
        self.net.run();
        let scale = region.side / PALM_SIDE as f32;
        let rows = self.net.output(self.outputs.boxes).chunks_exact(ROW);
        let scores = self.net.output(self.outputs.scores);
        let mut guesses = Vec::new();
        for ((row, logit), anchor) in rows.zip(scores).zip(&self.anchors) {
            let score = sigmoid(*logit);
            let usable = row[2] > 0.0 && row[3] > 0.0 && row.iter().all(|value| value.is_finite());
            if score < MIN_SCORE || !usable {
                continue;
            }
            let place = |x: f32, y: f32| map.apply(anchor.0 + x, anchor.1 + y);
            let (x, y) = place(row[0] - row[2] / 2.0, row[1] - row[3] / 2.0);
            guesses.push(Palm {
                bounds: Rect {
                    x,
                    y,
                    width: row[2] * scale,
                    height: row[3] * scale,
                },
                keypoints: std::array::from_fn(|k| place(row[4 + 2 * k], row[5 + 2 * k])),
                score,
            });
        }
        guesses
    }
}

/// Where to look for the points of a hand whose palm was just detected.
pub(crate) fn region_of_palm(palm: &Palm) -> Region {
    let (wrist, middle) = (palm.keypoints[WRIST], palm.keypoints[MIDDLE]);
    let rotation = (middle.0 - wrist.0).atan2(wrist.1 - middle.1);
    let (sin, cos) = rotation.sin_cos();
    let (x, y) = palm.bounds.center();
    let up = palm.bounds.height * SHIFT;
    Region {
        center: (x + up * sin, y - up * cos),
        side: palm.bounds.width.max(palm.bounds.height) * MARGIN,
        rotation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::net::fake::FakeNet;

    fn detector(rows: &[(usize, [f32; ROW], f32)]) -> PalmDetector {
        let (mut boxes, mut scores) = (vec![0.0; ANCHORS * ROW], vec![-9.0; ANCHORS]);
        for (n, row, score) in rows {
            boxes[n * ROW..][..ROW].copy_from_slice(row);
            scores[*n] = *score;
        }
        let net = FakeNet::new(PALM_SIDE * PALM_SIDE * 3, vec![boxes, scores]);
        let outputs = Outputs {
            boxes: 0,
            scores: 1,
        };
        PalmDetector::new(Box::new(net), outputs)
    }

    #[test]
    fn decodes_relative_to_the_anchor_and_the_letterbox() {
        let mut row = [0.0; ROW];
        row[..6].copy_from_slice(&[1.0, -2.0, 30.0, 40.0, -5.0, -6.0]);
        let bytes = vec![255; 384 * 192 * 3];
        let frame = Frame::new(&bytes, 384, 192, PixelFormat::Rgb8).unwrap();
        // Anchor 1152 is the first of the coarse ones, at (8, 8); 384 pixels lie in 192: two each.
        let mut detector = detector(&[(1152, row, 3.0)]);
        let found = detector.detect(&frame);
        assert_eq!(found.len(), 1);
        let bounds = found[0].bounds;
        assert!((bounds.x - 2.0 * (9.0 - 15.0)).abs() < 1e-3);
        assert!((bounds.y - (2.0 * (6.0 - 20.0) - 96.0)).abs() < 1e-3);
        assert!((bounds.width - 60.0).abs() < 1e-3 && (bounds.height - 80.0).abs() < 1e-3);
        let wrist = found[0].keypoints[WRIST];
        assert!((wrist.0 - 6.0).abs() < 1e-3 && (wrist.1 - (4.0 - 96.0)).abs() < 1e-3);
        let input = detector.net.input();
        assert_eq!(input[0], 0.0, "black bars");
        assert!((input[(96 * PALM_SIDE + 96) * 3] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn drops_the_unsure_and_the_broken() {
        let bytes = vec![0; 64 * 64 * 3];
        let frame = Frame::new(&bytes, 64, 64, PixelFormat::Rgb8).unwrap();
        let mut row = [1.0; ROW];
        let unsure = (3, row, -0.1);
        row[3] = 0.0;
        let flat = (5, row, 5.0);
        row[3] = f32::INFINITY;
        let broken = (9, row, 5.0);
        let found = detector(&[unsure, flat, broken]).detect(&frame);
        assert!(found.is_empty());
    }

    #[test]
    fn the_region_stands_upright_with_the_fingers() {
        let mut palm = Palm {
            bounds: Rect {
                x: 90.0,
                y: 90.0,
                width: 20.0,
                height: 20.0,
            },
            keypoints: [(100.0, 110.0); 7],
            score: 1.0,
        };
        palm.keypoints[MIDDLE] = (100.0, 90.0);
        let up = region_of_palm(&palm);
        assert_eq!(up.rotation, 0.0);
        assert_eq!(up.center, (100.0, 90.0));
        assert_eq!(up.side, 52.0);
        // Fingers to the image's right: a quarter turn clockwise.
        palm.keypoints[WRIST] = (90.0, 100.0);
        palm.keypoints[MIDDLE] = (110.0, 100.0);
        let right = region_of_palm(&palm);
        assert!((right.rotation.to_degrees() - 90.0).abs() < 1e-4);
        assert!((right.center.0 - 110.0).abs() < 1e-4 && (right.center.1 - 100.0).abs() < 1e-4);
    }
}
