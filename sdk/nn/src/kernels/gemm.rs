//! Convolution as matrix multiplication: rows are output pixels, columns output channels.

use std::ops::Range;

use super::pack::Packed;
use super::{Isa, scalar};
use crate::graph::{Activation, Conv};

/// What is done to a sum last. The slopes lie with the packed weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Finish {
    None,
    Clamp(f32, f32),
    /// PReLU whose slopes are 1 at most, so that it is `max(x, slope * x)`: two instructions instead of five.
    Leaky,
    /// PReLU with any slopes.
    Prelu,
}

impl Finish {
    /// Whether there must be slopes.
    pub(crate) fn has_slopes(self) -> bool {
        matches!(self, Finish::Leaky | Finish::Prelu)
    }

    pub(crate) fn of(activation: &Activation) -> (Finish, Vec<f32>) {
        match activation {
            Activation::None => (Finish::None, Vec::new()),
            Activation::Clamp(low, high) => (Finish::Clamp(*low, *high), Vec::new()),
            Activation::Prelu(slope) => {
                let steep = slope.iter().any(|&s| s.is_nan() || s > 1.0);
                let slope = slope
                    .iter()
                    .map(|&s| if s.abs() < SMALLEST_SLOPE { 0.0 } else { s });
                (
                    if steep { Finish::Prelu } else { Finish::Leaky },
                    slope.collect(),
                )
            }
        }
    }
}

/// Smaller slopes count as 0. Training leaves slopes of 1e-30 behind; their products are denormal numbers, which cost
/// a processor many times the time of a normal one, and are nothing beside positive values, whose slope is 1.
const SMALLEST_SLOPE: f32 = 1e-20;

/// Added to the sums before the activation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Residual<'a> {
    /// Row after row of `channels` values; columns from `channels` on get nothing.
    pub(crate) values: &'a [f32],
    pub(crate) channels: usize,
}

/// `rows` output pixels. Row `r` reads `segments` runs of `segment_len` values, run `s` from
/// `r * row_stride + s * segment_stride`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GemmCall<'a> {
    pub(crate) x: &'a [f32],
    pub(crate) rows: usize,
    pub(crate) row_stride: usize,
    pub(crate) segments: usize,
    pub(crate) segment_stride: usize,
    pub(crate) segment_len: usize,
    pub(crate) packed: &'a Packed,
    pub(crate) residual: Option<Residual<'a>>,
    pub(crate) finish: Finish,
}

/// Runs the call; `out` holds `rows` times all columns.
///
/// # Panics
/// When a slice is shorter than the call says: a bug in this crate, never a file's doing.
fn gemm(isa: Isa, call: &GemmCall<'_>, out: &mut [f32]) {
    let packed = call.packed;
    assert!(call.rows > 0 && out.len() == call.rows * packed.columns);
    assert!(call.segments * call.segment_len == packed.depth && call.segment_len > 0);
    let last = (call.rows - 1) * call.row_stride + (call.segments - 1) * call.segment_stride;
    assert!(last + call.segment_len <= call.x.len());
    assert!(packed.lanes == isa.lanes());
    if let Some(residual) = call.residual {
        assert!(residual.values.len() == call.rows * residual.channels);
        assert!(residual.channels <= packed.columns);
    }
    assert!(!call.finish.has_slopes() || !packed.slope.as_slice().is_empty());
    // The vector kernels add whole vectors of the residual.
    let whole = call.residual.is_none_or(|r| r.channels >= packed.lanes);
    match isa {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a model is only made for an instruction set that is there; sizes were checked above.
        Isa::Avx512 if whole => unsafe { super::avx512::gemm(call, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the same.
        Isa::Avx2 if whole => unsafe { super::avx2::gemm(call, out) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 if whole => super::simd128::gemm(call, out),
        _ => scalar::gemm(call, out),
    }
}

/// A convolution with packed weights.
#[derive(Debug)]
pub(crate) struct ConvKernel {
    pub(crate) conv: Conv,
    isa: Isa,
    packed: Packed,
    finish: Finish,
}

impl ConvKernel {
    pub(crate) fn new(mut conv: Conv, isa: Isa) -> ConvKernel {
        let isa = isa.for_channels(conv.output[3]);
        let (finish, slope) = Finish::of(&conv.activation);
        let residual = conv.residual.unwrap_or(0);
        let packed = Packed::new(&conv.weights, &conv.bias, &slope, isa.lanes(), residual);
        // Packed now: the plain copies are not needed any more.
        conv.weights = std::sync::Arc::from([]);
        conv.bias = Vec::new();
        ConvKernel {
            conv,
            isa,
            packed,
            finish,
        }
    }

    /// A 1x1 window with stride 1: all pixels are rows of one matrix.
    fn pointwise(&self) -> bool {
        let w = self.conv.window;
        w.height == 1 && w.width == 1 && w.stride_y == 1 && w.stride_x == 1
    }

    /// Runs the convolution.
    pub(crate) fn run(
        &self,
        x: &[f32],
        residual: Option<&[f32]>,
        scratch: &mut [f32],
        out: &mut [f32],
    ) {
        let conv = &self.conv;
        let columns = self.packed.columns;
        if self.pointwise() {
            let rows = out.len() / columns;
            let call = self.call(x, (conv.input[3], 1, 0), residual, 0..rows);
            return gemm(self.isa, &call, out);
        }
        let [_, in_height, in_width, depth] = conv.input;
        let window = conv.window;
        let (rows, width) = (conv.output[1], conv.output[2]);
        for (image, pixels) in x.chunks_exact(in_height * in_width * depth).enumerate() {
            let (source, source_width) = match padded(conv) {
                None => (pixels, in_width),
                Some((padded_height, padded_width)) => {
                    let from = (in_height, in_width, depth);
                    let to = (padded_height, padded_width);
                    copy_padded(pixels, from, scratch, to, (window.pad_top, window.pad_left));
                    (&*scratch, padded_width)
                }
            };
            let line = source_width * depth;
            for y in 0..rows {
                let first = (image * rows + y) * width;
                let range = first..first + width;
                let target = &mut out[range.start * columns..range.end * columns];
                let from = &source[y * window.stride_y * line..];
                let strides = (window.stride_x * depth, window.height, line);
                gemm(self.isa, &self.call(from, strides, residual, range), target);
            }
        }
    }

    /// The call for some output pixels; `strides` are row stride, segments and segment stride.
    fn call<'a>(
        &'a self,
        x: &'a [f32],
        (row_stride, segments, segment_stride): (usize, usize, usize),
        residual: Option<&'a [f32]>,
        pixels: Range<usize>,
    ) -> GemmCall<'a> {
        let channels = self.conv.residual.unwrap_or(0);
        GemmCall {
            x,
            rows: pixels.len(),
            row_stride,
            segments,
            segment_stride,
            segment_len: self.packed.depth / segments,
            packed: &self.packed,
            residual: residual.map(|values| Residual {
                values: &values[pixels.start * channels..pixels.end * channels],
                channels,
            }),
            finish: self.finish,
        }
    }
}

/// Copies an image of `(height, width, depth)` into one of zeros, `(top, left)` from its corner.
/// What does not fit at the bottom or at the right is not needed and left out.
fn copy_padded(
    x: &[f32],
    (height, width, depth): (usize, usize, usize),
    out: &mut [f32],
    (out_height, out_width): (usize, usize),
    (top, left): (usize, usize),
) {
    let line = out_width * depth;
    // With a large stride the window may see nothing but the zeros at the left.
    let left = left.min(out_width);
    let copied = width.min(out_width - left) * depth;
    for (y, target) in out.chunks_exact_mut(line).take(out_height).enumerate() {
        match y.checked_sub(top) {
            Some(from) if from < height => {
                let (before, rest) = target.split_at_mut(left * depth);
                let (middle, after) = rest.split_at_mut(copied);
                before.fill(0.0);
                middle.copy_from_slice(&x[from * width * depth..][..copied]);
                after.fill(0.0);
            }
            _ => target.fill(0.0),
        }
    }
}

/// Height and width of the input with its zeros around it, when it has to be copied for them.
fn padded(conv: &Conv) -> Option<(usize, usize)> {
    let w = conv.window;
    let height = (conv.output[1] - 1) * w.stride_y + w.height;
    let width = (conv.output[2] - 1) * w.stride_x + w.width;
    let fits =
        w.pad_top == 0 && w.pad_left == 0 && height <= conv.input[1] && width <= conv.input[2];
    (!fits).then_some((height, width))
}

/// Elements of scratch space that the convolution needs.
pub(crate) fn scratch(conv: &Conv) -> usize {
    // A window much larger than its input may ask for more than there is; the plan refuses that.
    padded(conv).map_or(0, |(height, width)| {
        height.saturating_mul(width).saturating_mul(conv.input[3])
    })
}

#[cfg(test)]
mod tests {
    use super::{Activation, Finish, copy_padded};

    #[test]
    fn slopes_of_nothing_are_zero_and_steep_ones_take_the_long_way() {
        let of = |slopes: &[f32]| Finish::of(&Activation::Prelu(slopes.into()));
        assert_eq!(of(&[1.0, -1e-33]), (Finish::Leaky, vec![1.0, 0.0]));
        assert_eq!(of(&[1.25, -2.0]), (Finish::Prelu, vec![1.25, -2.0]));
    }

    #[test]
    fn copies_between_zeros_and_leaves_out_what_no_window_reads() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let mut out = [9.0; 12];
        copy_padded(&x, (2, 3, 1), &mut out, (3, 4), (1, 2));
        assert_eq!(
            out,
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0, 4.0, 5.0]
        );
        let mut out = [9.0; 2];
        copy_padded(&x, (2, 3, 1), &mut out, (1, 2), (5, 7));
        assert_eq!(out, [0.0, 0.0]);
    }
}
