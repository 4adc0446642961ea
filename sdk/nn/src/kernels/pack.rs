//! Weights in the order in which the GEMM tiles read them.

use super::aligned::Aligned;

/// Output columns of a matrix, cut into vectors of `lanes` columns and panels of one or two vectors.
///
/// The last vector starts at `columns - lanes`, over columns that the one before it also computes, so that
/// every store is a whole vector. Only when there are fewer columns than lanes does a vector hold unused
/// lanes (zeros).
#[derive(Debug)]
pub(crate) struct Packed {
    /// Panel after panel, each `depth` times the weights of its one or two vectors.
    pub(crate) weights: Aligned,
    /// One bias a lane, vector after vector.
    pub(crate) bias: Aligned,
    /// One PReLU slope a lane, vector after vector; empty without PReLU.
    pub(crate) slope: Aligned,
    /// First column of each vector.
    pub(crate) starts: Vec<usize>,
    /// Rows of the weights: inputs of one output.
    pub(crate) depth: usize,
    /// Columns of the output.
    pub(crate) columns: usize,
    pub(crate) lanes: usize,
}

impl Packed {
    /// Packs `weights` of shape `[columns, depth]`.
    pub(crate) fn new(weights: &[f32], bias: &[f32], slope: &[f32], lanes: usize) -> Packed {
        let columns = bias.len();
        let depth = weights.len() / columns;
        let count = columns.div_ceil(lanes);
        let starts: Vec<usize> = (0..count)
            .map(|v| (v * lanes).min(columns.saturating_sub(lanes)))
            .collect();
        let mut packed = Packed {
            weights: Aligned::zeroed(count * depth * lanes),
            bias: spread(bias, &starts, lanes),
            slope: if slope.is_empty() {
                Aligned::zeroed(0)
            } else {
                spread(slope, &starts, lanes)
            },
            starts,
            depth,
            columns,
            lanes,
        };
        let target = packed.weights.as_mut_slice();
        let mut at = 0;
        for panel in packed.starts.chunks(2) {
            for k in 0..depth {
                for &start in panel {
                    for lane in 0..lanes.min(columns) {
                        target[at + lane] = weights[(start + lane) * depth + k];
                    }
                    at += lanes;
                }
            }
        }
        packed
    }
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
    use super::Packed;

    #[test]
    fn the_last_vector_overlaps_and_panels_hold_two() {
        // 10 columns, 2 rows, 4 lanes: vectors at 0, 4 and 6.
        let weights: Vec<f32> = (0..20).map(|i| i as f32).collect();
        let bias: Vec<f32> = (0..10).map(|i| i as f32).collect();
        let packed = Packed::new(&weights, &bias, &[], 4);
        assert_eq!(packed.starts, [0, 4, 6]);
        assert_eq!(packed.bias.as_slice()[8..], [6.0, 7.0, 8.0, 9.0]);
        let w = packed.weights.as_slice();
        assert_eq!(w[..8], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
        assert_eq!(w[8..12], [1.0, 3.0, 5.0, 7.0]);
        assert_eq!(w[16..20], [12.0, 14.0, 16.0, 18.0]);
    }

    #[test]
    fn fewer_columns_than_lanes_are_filled_with_zeros() {
        let packed = Packed::new(&[1.0, 2.0], &[3.0], &[0.5], 4);
        assert_eq!(
            packed.weights.as_slice(),
            [1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0]
        );
        assert_eq!(packed.slope.as_slice(), [0.5, 0.0, 0.0, 0.0]);
    }
}
