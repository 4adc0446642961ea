//! Convolution as matrix multiplication: rows are output pixels, columns output channels.

use std::ops::Range;

use super::depthwise::DepthwiseCall;
use super::pack::Packed;
use super::{Isa, scalar};
use crate::graph::{Activation, Conv};

/// What is done to a sum last. The slopes lie with the packed weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Finish {
    None,
    Clamp(f32, f32),
    /// PReLU whose slopes are 1 at most, so that it is `max(x, slope * x)`.
    Leaky,
    /// PReLU with any slopes, kept less 1: `x + (slope - 1) * min(x, 0)`.
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
                let less = if steep { 1.0 } else { 0.0 };
                let slope = slope
                    .iter()
                    .map(|&s| if s.abs() < SMALLEST_SLOPE { 0.0 } else { s } - less);
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
        let (w, line) = (conv.window, in_width * depth);
        let (rows, width) = (conv.output[1], conv.output[2]);
        for (image, pixels) in x.chunks_exact(in_height * line).enumerate() {
            for y in 0..rows {
                let first = (image * rows + y) * width;
                let inside = columns_inside(conv, y);
                if !inside.is_empty() {
                    let range = first + inside.start..first + inside.end;
                    let target = &mut out[range.start * columns..range.end * columns];
                    let above = (y * w.stride_y - w.pad_top) * line;
                    let from = &pixels[above + (inside.start * w.stride_x - w.pad_left) * depth..];
                    let strides = (w.stride_x * depth, w.height, line);
                    gemm(self.isa, &self.call(from, strides, residual, range), target);
                }
                for edge in [0..inside.start, inside.end..width] {
                    if edge.is_empty() {
                        continue;
                    }
                    let range = first + edge.start..first + edge.end;
                    let target = &mut out[range.start * columns..range.end * columns];
                    let windows = &mut scratch[..edge.len() * self.packed.depth];
                    for (window, x) in windows.chunks_exact_mut(self.packed.depth).zip(edge) {
                        copy_window(conv, pixels, (y, x), window);
                    }
                    let strides = (self.packed.depth, 1, 0);
                    gemm(
                        self.isa,
                        &self.call(windows, strides, residual, range),
                        target,
                    );
                }
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

/// The output columns of row `y` whose windows lie inside of the input; none where the row's windows do not, or where
/// there is nothing around the input anyway.
fn columns_inside(conv: &Conv, y: usize) -> Range<usize> {
    let w = conv.window;
    let [_, height, width, _] = conv.input;
    let top = y * w.stride_y;
    let reach = (width + w.pad_left).checked_sub(w.width);
    match reach {
        Some(reach) if top >= w.pad_top && top + w.height <= height + w.pad_top => {
            let end = (reach / w.stride_x + 1).min(conv.output[2]);
            w.pad_left.div_ceil(w.stride_x).min(end)..end
        }
        _ => 0..0,
    }
}

/// Copies the window of output pixel `(y, x)`, zeros where it lies outside of the input.
fn copy_window(conv: &Conv, pixels: &[f32], (y, x): (usize, usize), out: &mut [f32]) {
    let w = conv.window;
    let [_, height, width, depth] = conv.input;
    let columns = DepthwiseCall::inside(x, w.stride_x, w.pad_left, w.width, width);
    let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, height);
    out.fill(0.0);
    if columns.is_empty() {
        return;
    }
    for (row, out) in out.chunks_exact_mut(w.width * depth).enumerate() {
        if rows.contains(&row) {
            let from_y = y * w.stride_y + row - w.pad_top;
            let from_x = x * w.stride_x + columns.start - w.pad_left;
            let from = &pixels[(from_y * width + from_x) * depth..][..columns.len() * depth];
            out[columns.start * depth..columns.end * depth].copy_from_slice(from);
        }
    }
}

/// Elements of scratch space that the convolution needs: the windows of the output pixels in one row that reach over an
/// edge of the input.
pub(crate) fn scratch(conv: &Conv) -> usize {
    let w = conv.window;
    let width = conv.output[2];
    let edge = |y| width - columns_inside(conv, y).len();
    // The first and the last row reach over most.
    let most = edge(0)
        .max(edge(conv.output[1] - 1))
        .max(edge(conv.output[1] / 2));
    // A window much larger than its input may ask for more than there is; the plan refuses that.
    most.saturating_mul(w.height)
        .saturating_mul(w.width)
        .saturating_mul(conv.input[3])
}

#[cfg(test)]
mod tests;
