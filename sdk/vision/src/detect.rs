//! Where are faces? BlazeFace, short range: it sees faces from about a fifth of its picture's side up.
//!
//! Follows MediaPipe's `face_detector_graph.cc`: the region is fitted into 128² with black beyond the frame,
//! RGB in −1..1; scores are sigmoids, boxes and points are offsets from the anchors in pixels of that picture.

use crate::anchors;
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::net::Net;
use crate::sample::{self, Border, Sampling};
use crate::suppress::{Detection, merge};

/// Side of the detector's picture.
pub(crate) const DETECTOR_SIDE: usize = 128;

/// Rows of the detector's outputs.
pub(crate) const ANCHORS: usize = anchors::count(DETECTOR_SIDE);

/// A face: the box reaches from brows to chin and from ear to ear; the points are eyes (the picture's left one
/// first), nose, mouth, ears (the picture's left one first).
pub(crate) type FaceDetection = Detection<6>;

/// Guesses that overlap more than this (intersection over union) are of the same face.
pub(crate) const SAME_FACE: f32 = 0.5;

/// Values a row of the detector's box output: middle, size, six points.
pub(crate) const ROW: usize = 16;

/// What the detector must be sure of (MediaPipe's default).
const MIN_SCORE: f32 = 0.5;

pub(crate) struct Detector {
    net: Box<dyn Net>,
    outputs: Outputs,
    anchors: Vec<(f32, f32)>,
}

/// Which of the detector's outputs is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outputs {
    pub(crate) boxes: usize,
    pub(crate) scores: usize,
}

impl Detector {
    pub(crate) fn new(net: Box<dyn Net>, outputs: Outputs) -> Detector {
        Detector {
            net,
            outputs,
            anchors: anchors::centers(DETECTOR_SIDE),
        }
    }

    /// Faces in the whole frame, best first, in frame pixels.
    pub(crate) fn detect(&mut self, frame: &Frame) -> Vec<FaceDetection> {
        merge(self.guesses(frame, &whole(frame)), SAME_FACE)
    }

    /// Unmerged guesses in a region (upright) of the frame, in frame pixels.
    pub(crate) fn guesses(&mut self, frame: &Frame, region: &Region) -> Vec<FaceDetection> {
        let map = region.frame_from_crop(DETECTOR_SIDE);
        let how = Sampling {
            side: DETECTOR_SIDE,
            border: Border::Black,
            gain: 2.0 / 255.0,
            offset: -1.0,
            taps: 1,
        };
        sample::crop(frame, &map, &how, self.net.input());
        self.net.run();
        let scale = region.side / DETECTOR_SIDE as f32;
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
            guesses.push(Detection {
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

/// The square around the whole frame.
pub(crate) fn whole(frame: &Frame) -> Region {
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    Region::upright((width / 2.0, height / 2.0), width.max(height))
}

/// The logistic function, −100 and 100 at most (MediaPipe's `score_clipping_thresh`).
pub(crate) fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit.clamp(-100.0, 100.0)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::net::fake::FakeNet;

    fn detector(rows: &[(usize, [f32; ROW], f32)]) -> Detector {
        let (mut boxes, mut scores) = (vec![0.0; ANCHORS * ROW], vec![-9.0; ANCHORS]);
        for (n, row, score) in rows {
            boxes[n * ROW..][..ROW].copy_from_slice(row);
            scores[*n] = *score;
        }
        let net = FakeNet::new(DETECTOR_SIDE * DETECTOR_SIDE * 3, vec![scores, boxes]);
        let outputs = Outputs {
            boxes: 1,
            scores: 0,
        };
        Detector::new(Box::new(net), outputs)
    }

    #[test]
    fn decodes_relative_to_the_anchor_and_the_letterbox() {
        let mut row = [0.0; ROW];
        row[..6].copy_from_slice(&[1.0, -2.0, 30.0, 40.0, -5.0, -6.0]);
        let bytes = vec![0; 640 * 480 * 3];
        let frame = Frame::new(&bytes, 640, 480, PixelFormat::Rgb8).unwrap();
        // Anchor 512 is the first of the coarse ones, at (8, 8); 640 pixels lie in 128: five each.
        let found = detector(&[(512, row, 3.0)]).detect(&frame);
        assert_eq!(found.len(), 1);
        let bounds = found[0].bounds;
        assert!((bounds.x - 5.0 * (9.0 - 15.0)).abs() < 1e-3);
        assert!((bounds.y - (5.0 * (6.0 - 20.0) - 80.0)).abs() < 1e-3);
        assert!((bounds.width - 150.0).abs() < 1e-3 && (bounds.height - 200.0).abs() < 1e-3);
        let eye = found[0].keypoints[0];
        assert!((eye.0 - 15.0).abs() < 1e-3 && (eye.1 - (10.0 - 80.0)).abs() < 1e-3);
        assert!((found[0].score - 0.9526).abs() < 1e-3);
    }

    #[test]
    fn drops_the_unsure_and_the_broken() {
        let bytes = vec![0; 64 * 64 * 3];
        let frame = Frame::new(&bytes, 64, 64, PixelFormat::Rgb8).unwrap();
        let mut row = [1.0; ROW];
        let unsure = (3, row, -0.1);
        row[2] = -4.0;
        let inside_out = (5, row, 5.0);
        row[2] = f32::NAN;
        let broken = (9, row, 5.0);
        let found = detector(&[unsure, inside_out, broken]).detect(&frame);
        assert!(found.is_empty());
    }

    #[test]
    fn the_input_is_minus_one_to_one_with_black_bars() {
        let bytes = vec![255; 64 * 32 * 3];
        let frame = Frame::new(&bytes, 64, 32, PixelFormat::Rgb8).unwrap();
        let mut detector = detector(&[]);
        detector.detect(&frame);
        let input = detector.net.input();
        assert_eq!(input[0], -1.0);
        assert!((input[(64 * 128 + 64) * 3] - 1.0).abs() < 1e-6);
    }
}
