//! NanoDet's picture and outputs.
//!
//! The network is NanoDet-g (<https://github.com/RangiLyu/nanodet>, `config/legacy_v0.x_configs/nanodet-g.yml`) of
//! 320² pixels, trained with BGR; every cell of three grids guesses at a box and at 80 kinds. Distances from a cell's
//! middle to the box's edges are distributions over 0 to 10 strides ("Generalized Focal Loss",
//! <https://arxiv.org/abs/2006.04388>): their means count (`Integral` in `nanodet/model/head/gfl_head.py`).

use super::{Guess, ObjectLabel, cut};
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::net::Net;

/// Side of the network's picture.
pub(crate) const SIDE: usize = 320;

/// Grids, finest first: one output each.
pub(crate) const HEADS: usize = 3;

/// Pixels a cell of each grid.
const STRIDES: [usize; HEADS] = [8, 16, 32];

/// Values of a distribution of distances (`reg_max` 10).
const BINS: usize = 11;

/// Logits of a cell: kinds, then distances to left, top, right and bottom.
const CELL: usize = ObjectLabel::COCO + 4 * BINS;

/// Numbers of an output.
pub(crate) const fn head_len(head: usize) -> usize {
    (SIDE / STRIDES[head]).pow(2) * CELL
}

/// Of the training pictures, blue first (`nanodet-g.yml`, `normalize`).
const MEAN: [f32; 3] = [103.53, 116.28, 123.675];
const DEVIATION: [f32; 3] = [57.375, 57.12, 58.395];

pub(super) struct Nanodet {
    net: Box<dyn Net>,
    outputs: [usize; HEADS],
}

impl Nanodet {
    pub(super) fn new(net: Box<dyn Net>, outputs: [usize; HEADS]) -> Nanodet {
        Nanodet { net, outputs }
    }

    /// Guesses of at least this score in a region of the frame.
    pub(super) fn guesses(&mut self, frame: &Frame, region: &Region, min_score: f32) -> Vec<Guess> {
        let input = self.net.input();
        cut(frame, region, SIDE, (1.0, 0.0), input);
        for pixel in input.as_chunks_mut::<3>().0 {
            let &mut [red, green, blue] = pixel;
            let bgr = [blue, green, red];
            *pixel = std::array::from_fn(|c| (bgr[c] - MEAN[c]) / DEVIATION[c]);
        }
        self.net.run();
        let mut guesses = Vec::new();
        for (stride, output) in STRIDES.into_iter().zip(self.outputs) {
            read_head(self.net.output(output), stride, min_score, &mut guesses);
        }
        guesses
    }
}

/// Adds what one grid guesses. Sigmoids are taken of the few logits that count.
fn read_head(head: &[f32], stride: usize, min_score: f32, guesses: &mut Vec<Guess>) {
    let min_logit = (min_score / (1.0 - min_score)).ln();
    let cells = SIDE / stride;
    for (n, cell) in head.chunks_exact(CELL).enumerate() {
        let (kinds, distances) = cell.split_at(ObjectLabel::COCO);
        // What is no number is never greater.
        if !kinds.iter().any(|&logit| logit > min_logit) {
            continue;
        }
        let Some(box_in_crop) = read_box(distances, (n % cells, n / cells), stride as f32) else {
            continue;
        };
        for (&logit, label) in kinds.iter().zip(ObjectLabel::ALL) {
            if logit > min_logit {
                guesses.push(Guess {
                    label,
                    score: 1.0 / (1.0 + (-logit).exp()),
                    box_in_crop,
                });
            }
        }
    }
}

/// The box of a cell in pixels of the crop; `None` when it holds no numbers.
fn read_box(distances: &[f32], (column, row): (usize, usize), stride: f32) -> Option<Rect> {
    let mut edges = [0.0_f32; 4];
    for (edge, bins) in edges.iter_mut().zip(distances.as_chunks::<BINS>().0) {
        *edge = mean_bin(bins) * stride;
        if !edge.is_finite() {
            return None;
        }
    }
    let [left, top, right, bottom] = edges;
    let x = (column as f32 + 0.5) * stride;
    let y = (row as f32 + 0.5) * stride;
    Some(Rect {
        x: x - left,
        y: y - top,
        width: left + right,
        height: top + bottom,
    })
}

/// The mean of 0..[`BINS`] under the softmax of the logits.
fn mean_bin(logits: &[f32; BINS]) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let (mut total, mut sum) = (0.0, 0.0);
    for (bin, logit) in logits.iter().enumerate() {
        let weight = (logit - highest).exp();
        total += weight;
        sum += weight * bin as f32;
    }
    sum / total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::net::fake::FakeNet;

    fn nanodet(cells: &[(usize, usize, usize, f32, [usize; 4])]) -> Nanodet {
        let mut outputs: Vec<Vec<f32>> = (0..HEADS).map(|h| vec![-9.0; head_len(h)]).collect();
        for &(head, cell, kind, logit, bins) in cells {
            let cell = &mut outputs[head][cell * CELL..][..CELL];
            cell[kind] = logit;
            for (edge, bin) in bins.into_iter().enumerate() {
                cell[ObjectLabel::COCO + edge * BINS + bin] = 40.0;
            }
        }
        Nanodet::new(Box::new(FakeNet::new(SIDE * SIDE * 3, outputs)), [0, 1, 2])
    }

    fn look(net: &mut Nanodet, pixels: &[u8]) -> Vec<Guess> {
        let frame = Frame::new(pixels, 32, 32, PixelFormat::Rgb8).unwrap();
        net.guesses(&frame, &Region::upright((16.0, 16.0), 32.0), 0.4)
    }

    #[test]
    fn a_box_is_measured_from_the_middle_of_its_cell_in_strides() {
        // Column 3, row 2 of the grid of 20: the middle is at (56, 40).
        let mut net = nanodet(&[(1, 2 * 20 + 3, 46, 0.0, [1, 2, 3, 10])]);
        let guesses = look(&mut net, &[0; 32 * 32 * 3]);
        let [guess] = guesses.as_slice() else {
            panic!("{guesses:?}")
        };
        assert_eq!((guess.label.name(), guess.score), ("banana", 0.5));
        let bounds = guess.box_in_crop;
        let got = [bounds.x, bounds.y, bounds.width, bounds.height];
        for (got, want) in got.into_iter().zip([40.0, 8.0, 64.0, 192.0]) {
            assert!((got - want).abs() < 1e-3, "{bounds:?}");
        }
    }

    #[test]
    fn a_flat_distribution_is_its_middle() {
        assert!((mean_bin(&[3.0; BINS]) - 5.0).abs() < 1e-6);
    }

    #[test]
    fn the_unsure_and_what_is_no_number_is_dropped() {
        let mut net = nanodet(&[
            (0, 5, 1, -0.5, [1; 4]),
            (2, 7, 2, f32::NAN, [1; 4]),
            (2, 8, 3, 2.0, [1; 4]),
        ]);
        assert_eq!(look(&mut net, &[0; 32 * 32 * 3]).len(), 1);
        let mut broken = nanodet(&[(2, 8, 3, 2.0, [1; 4])]);
        broken.net = Box::new(FakeNet::new(
            SIDE * SIDE * 3,
            (0..HEADS)
                .map(|h| vec![f32::INFINITY; head_len(h)])
                .collect(),
        ));
        assert!(look(&mut broken, &[0; 32 * 32 * 3]).is_empty());
    }

    #[test]
    fn the_network_sees_blue_first_in_deviations_from_the_mean() {
        let red: Vec<u8> = [200, 0, 0].repeat(32 * 32);
        let mut net = nanodet(&[]);
        look(&mut net, &red);
        let middle = &net.net.input()[(160 * SIDE + 160) * 3..][..3];
        assert!((middle[2] - (200.0 - 123.675) / 58.395).abs() < 1e-4);
        assert!((middle[0] + 103.53 / 57.375).abs() < 1e-4);
    }
}
