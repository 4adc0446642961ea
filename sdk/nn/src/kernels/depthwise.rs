//! Depthwise convolution, straight from the input without a padded copy.

use super::gemm::Finish;
use super::{Isa, scalar};
use crate::graph::{Depthwise, Nhwc, Window};

/// One image, all channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DepthwiseCall<'a> {
    pub(crate) x: &'a [f32],
    /// `[height, width, channels]` of the window.
    pub(crate) weights: &'a [f32],
    pub(crate) bias: &'a [f32],
    /// One slope a channel with [`Finish::Leaky`] and [`Finish::Prelu`], else empty.
    pub(crate) slope: &'a [f32],
    pub(crate) finish: Finish,
    pub(crate) window: Window,
    /// Batch is 1.
    pub(crate) input: Nhwc,
    /// Batch is 1.
    pub(crate) output: Nhwc,
}

impl DepthwiseCall<'_> {
    /// The window's rows (or columns) that lie inside of the input for output position `at`.
    pub(super) fn inside(
        at: usize,
        stride: usize,
        pad: usize,
        window: usize,
        input: usize,
    ) -> std::ops::Range<usize> {
        let start = pad.saturating_sub(at * stride);
        let end = (input + pad).saturating_sub(at * stride).min(window);
        start..end.max(start)
    }
}

/// A depthwise convolution ready to run.
#[derive(Debug)]
pub(crate) struct DepthwiseKernel {
    depthwise: Depthwise,
    finish: Finish,
    slope: Vec<f32>,
}

impl DepthwiseKernel {
    pub(crate) fn new(depthwise: Depthwise) -> DepthwiseKernel {
        let (finish, slope) = Finish::of(&depthwise.activation);
        DepthwiseKernel {
            finish,
            slope,
            depthwise,
        }
    }

    pub(crate) fn shape(&self) -> &Depthwise {
        &self.depthwise
    }

    /// Runs the convolution.
    pub(crate) fn run(&self, isa: Isa, x: &[f32], out: &mut [f32]) {
        let d = &self.depthwise;
        let one = |shape: Nhwc| [1, shape[1], shape[2], shape[3]];
        let (input, output) = (one(d.input), one(d.output));
        let images = x.chunks_exact(input.iter().product());
        for (x, out) in images.zip(out.chunks_exact_mut(output.iter().product())) {
            let call = DepthwiseCall {
                x,
                weights: &d.weights,
                bias: &d.bias,
                slope: &self.slope,
                finish: self.finish,
                window: d.window,
                input,
                output,
            };
            run(isa, &call, out);
        }
    }
}

/// # Panics
/// When a slice is shorter than the call says: a bug in this crate, never a file's doing.
fn run(isa: Isa, call: &DepthwiseCall<'_>, out: &mut [f32]) {
    let channels = call.output[3];
    let window = call.window;
    assert!(call.input[3] == channels && call.bias.len() == channels);
    assert!(call.x.len() == call.input.iter().product());
    assert!(out.len() == call.output.iter().product());
    assert!(call.weights.len() == window.height * window.width * channels);
    assert!(!call.finish.has_slopes() || call.slope.len() == channels);
    match isa.for_channels(channels) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a model is only made for an instruction set that is there; sizes were checked above.
        Isa::Avx512 => unsafe { super::avx512::depthwise(call, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the same.
        Isa::Avx2 if channels >= Isa::Avx2.lanes() => unsafe { super::avx2::depthwise(call, out) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 if channels >= isa.lanes() => super::simd128::depthwise(call, out),
        _ => scalar::depthwise(call, out),
    }
}
