//! Weights in the order in which the GEMM tiles read them.

use super::aligned::Aligned;

/// One or two vectors of output columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panel {
    /// 1 or 2.
    pub(crate) vectors: usize,
    /// First column of each vector.
    pub(crate) starts: [usize; 2],
    /// Lanes of all panels before this one.
    pub(crate) lane: usize,
    /// Whether the residual is added to these columns.
    pub(crate) residual: bool,
}

/// Output columns of a matrix, cut into vectors of `lanes` columns and panels of one or two vectors.
///
/// The last vector starts at `columns - lanes`, over columns that the one before it also computes, so that
/// every store is a whole vector. Only when there are fewer columns than lanes does a vector hold unused
/// lanes (zeros).
///
/// Where a residual has fewer channels than there are columns, the columns without come first, and their first vector
/// may cover some with: those are then computed again, with the residual.
#[derive(Debug)]
pub(crate) struct Packed {
    /// Panel after panel, each `depth` times the weights of its one or two vectors.
    pub(crate) weights: Aligned,
    /// One bias a lane, vector after vector.
    pub(crate) bias: Aligned,
    /// One PReLU slope a lane, vector after vector; empty without PReLU.
    pub(crate) slope: Aligned,
    pub(crate) panels: Vec<Panel>,
    /// Rows of the weights: inputs of one output.
    pub(crate) depth: usize,
    /// Columns of the output.
    pub(crate) columns: usize,
    pub(crate) lanes: usize,
}

impl Packed {
    /// Packs `weights` of shape `[columns, depth]` for a residual of `residual` channels (0 without).
    pub(crate) fn new(
        weights: &[f32],
        bias: &[f32],
        slope: &[f32],
        lanes: usize,
        residual: usize,
    ) -> Packed {
        let columns = bias.len();
        let depth = weights.len() / columns;
        let panels = panels(columns, lanes, residual);
        let starts: Vec<usize> = panels
            .iter()
            .flat_map(|panel| &panel.starts[..panel.vectors])
            .copied()
            .collect();
        let mut packed = Packed {
            weights: Aligned::zeroed(starts.len() * depth * lanes),
            bias: spread(bias, &starts, lanes),
            slope: if slope.is_empty() {
                Aligned::zeroed(0)
            } else {
                spread(slope, &starts, lanes)
            },
            panels,
            depth,
            columns,
            lanes,
        };
        let target = packed.weights.as_mut_slice();
        for panel in &packed.panels {
            let step = panel.vectors * lanes;
            let target = &mut target[panel.lane * depth..][..step * depth];
            for (vector, &start) in panel.starts[..panel.vectors].iter().enumerate() {
                for lane in 0..lanes.min(columns) {
                    let row = &weights[(start + lane) * depth..][..depth];
                    let to = target[vector * lanes + lane..].iter_mut().step_by(step);
                    to.zip(row).for_each(|(to, &weight)| *to = weight);
                }
            }
        }
        packed
    }
}

fn panels(columns: usize, lanes: usize, residual: usize) -> Vec<Panel> {
    let mut panels = Vec::new();
    let mut lane = 0;
    for (range, residual) in [(residual..columns, false), (0..residual, true)] {
        let start = |v: usize| (range.start + v * lanes).min(range.end.saturating_sub(lanes));
        let count = range.len().div_ceil(lanes);
        for first in (0..count).step_by(2) {
            let vectors = (count - first).min(2);
            panels.push(Panel {
                vectors,
                starts: [start(first), start(first + vectors - 1)],
                lane,
                residual,
            });
            lane += vectors * lanes;
        }
    }
    panels
}

fn spread(values: &[f32], starts: &[usize], lanes: usize) -> Aligned {
    let mut result = Aligned::zeroed(starts.len() * lanes);
    for (vector, &start) in result.as_mut_slice().chunks_mut(lanes).zip(starts) {
        for (lane, &value) in vector.iter_mut().zip(&values[start..]) {
            *lane = value;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{Packed, panels};

    #[test]
    fn the_last_vector_overlaps_and_panels_hold_two() {
        // 10 columns, 2 rows, 4 lanes: vectors at 0, 4 and 6.
        let weights: Vec<f32> = (0..20).map(|i| i as f32).collect();
        let bias: Vec<f32> = (0..10).map(|i| i as f32).collect();
        let packed = Packed::new(&weights, &bias, &[], 4, 0);
        assert_eq!(packed.panels[0].starts, [0, 4]);
        assert_eq!(packed.panels[1].starts, [6, 6]);
        assert_eq!(packed.bias.as_slice()[8..], [6.0, 7.0, 8.0, 9.0]);
        let w = packed.weights.as_slice();
        assert_eq!(w[..8], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
        assert_eq!(w[8..12], [1.0, 3.0, 5.0, 7.0]);
        assert_eq!(w[16..20], [12.0, 14.0, 16.0, 18.0]);
    }

    #[test]
    fn fewer_columns_than_lanes_are_filled_with_zeros() {
        let packed = Packed::new(&[1.0, 2.0], &[3.0], &[0.5], 4, 0);
        assert_eq!(
            packed.weights.as_slice(),
            [1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0]
        );
        assert_eq!(packed.slope.as_slice(), [0.5, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn columns_with_a_residual_are_computed_after_those_without() {
        let panels = panels(28, 8, 21);
        let short: Vec<_> = panels
            .iter()
            .map(|p| (&p.starts[..p.vectors], p.lane, p.residual))
            .collect();
        let expected = [
            ([20].as_slice(), 0, false),
            (&[0, 8], 8, true),
            (&[13], 24, true),
        ];
        assert_eq!(short, expected);
    }
}
