//! Depthwise tiles, written once over [`Lanes`] and inlined into functions of each instruction set.
//!
//! In wasm the loops are functions of their own: the browsers' compilers assign registers a function at a time,
//! and in one large function the sums would go to memory.

use super::depthwise::DepthwiseCall;
use super::gemm::Finish;
use super::lanes::{Lanes, prelu};

/// # Safety
/// The instructions of `V` must exist, the sizes must have been checked by `depthwise::run`, and there
/// must be at least as many channels as lanes.
#[inline(always)]
pub(super) unsafe fn depthwise<V: Lanes>(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    let w = call.window;
    // SAFETY: passed on to the caller.
    unsafe {
        match (w.height, w.width, w.stride_y, w.stride_x) {
            (3, 3, 1, 1) => depthwise_window::<V, 3, 1>(call, out),
            (3, 3, 2, 2) => depthwise_window::<V, 3, 2>(call, out),
            (5, 5, 1, 1) => depthwise_window::<V, 5, 1>(call, out),
            (5, 5, 2, 2) => depthwise_window::<V, 5, 2>(call, out),
            _ => {
                for y in 0..call.output[1] {
                    for x in 0..call.output[2] {
                        pixel::<V>(call, out, y, x);
                    }
                }
            }
        }
    }
}

/// Output pixels of one depthwise tile.
const PIXELS: usize = 4;

/// A square window: tiles of [`PIXELS`] where all columns of the window lie inside, single pixels at the edges.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn depthwise_window<V: Lanes, const K: usize, const S: usize>(
    call: &DepthwiseCall<'_>,
    out: &mut [f32],
) {
    let [_, _, in_width, _] = call.input;
    let [_, height, width, _] = call.output;
    let pad = call.window.pad_left;
    let from = pad.div_ceil(S).min(width);
    let until = (in_width + pad)
        .checked_sub(K)
        .map_or(0, |n| n / S + 1)
        .min(width);
    for y in 0..height {
        // SAFETY: positions are inside of the output; tiles only where the whole window is inside.
        unsafe {
            let mut x = 0;
            while x < from {
                pixel::<V>(call, out, y, x);
                x += 1;
            }
            while x + PIXELS <= until {
                pixels::<V, K, S>(call, out, y, x);
                x += PIXELS;
            }
            while x < width {
                pixel::<V>(call, out, y, x);
                x += 1;
            }
        }
    }
}

/// `PIXELS` neighbours whose window columns all lie inside.
#[inline(always)]
unsafe fn pixels<V: Lanes, const K: usize, const S: usize>(
    call: &DepthwiseCall<'_>,
    out: &mut [f32],
    y: usize,
    x: usize,
) {
    let w = call.window;
    let [_, in_height, in_width, channels] = call.input;
    let rows = DepthwiseCall::inside(y, S, w.pad_top, K, in_height);
    let left = x * S - w.pad_left;
    let target = (y * call.output[2] + x) * channels;
    let mut channel = 0;
    while channel < channels {
        // The last vector may overlap the one before it, so that it is whole.
        let start = channel.min(channels - V::N);
        channel += V::N;
        // SAFETY: rows and columns lie inside of the input, `start + N` inside of the channels.
        unsafe {
            let mut sums = [V::load(call.bias.as_ptr().add(start)); PIXELS];
            for ky in rows.clone() {
                let line = (y * S + ky - w.pad_top) * in_width + left;
                let line = call.x.as_ptr().add(line * channels + start);
                let weights = call.weights.as_ptr().add(ky * K * channels + start);
                for kx in 0..K {
                    let weight = V::load(weights.add(kx * channels));
                    for (i, sum) in sums.iter_mut().enumerate() {
                        *sum = V::load(line.add((i * S + kx) * channels)).mul_add(weight, *sum);
                    }
                }
            }
            let out = out.as_mut_ptr().add(target + start);
            for (i, &sum) in sums.iter().enumerate() {
                finish(call, start, sum).store(out.add(i * channels));
            }
        }
    }
}

/// One output pixel of any window, anywhere.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn pixel<V: Lanes>(call: &DepthwiseCall<'_>, out: &mut [f32], y: usize, x: usize) {
    let w = call.window;
    let [_, in_height, in_width, channels] = call.input;
    let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, in_height);
    let cols = DepthwiseCall::inside(x, w.stride_x, w.pad_left, w.width, in_width);
    let target = (y * call.output[2] + x) * channels;
    let mut channel = 0;
    while channel < channels {
        let start = channel.min(channels - V::N);
        channel += V::N;
        // SAFETY: `inside` keeps rows and columns inside of the input, `start + N` is inside of the channels.
        unsafe {
            let mut sum = V::load(call.bias.as_ptr().add(start));
            for ky in rows.clone() {
                let line = (y * w.stride_y + ky - w.pad_top) * in_width;
                for kx in cols.clone() {
                    let at = line + x * w.stride_x + kx - w.pad_left;
                    let value = V::load(call.x.as_ptr().add(at * channels + start));
                    let weight = (ky * w.width + kx) * channels + start;
                    sum = value.mul_add(V::load(call.weights.as_ptr().add(weight)), sum);
                }
            }
            finish(call, start, sum).store(out.as_mut_ptr().add(target + start));
        }
    }
}

#[inline(always)]
unsafe fn finish<V: Lanes>(call: &DepthwiseCall<'_>, start: usize, sum: V) -> V {
    // SAFETY: with PReLU there is one slope a channel, and `start + N` is inside of the channels.
    unsafe {
        match call.finish {
            Finish::None => sum,
            Finish::Clamp(low, high) => sum.max(V::splat(low)).min(V::splat(high)),
            Finish::Prelu => prelu(sum, V::load(call.slope.as_ptr().add(start))),
        }
    }
}
