//! Depthwise tiles, written once over [`Lanes`] and inlined into functions of each instruction set.
//!
//! A tile is 4 or 8 neighbours in a row by one vector of channels. Each input vector is loaded once for all of
//! them, and the last tile of a row overlaps the one before it.
//!
//! In wasm the loops are functions of their own: the browsers' compilers assign registers a function at a time,
//! and in one large function the sums would go to memory.

use super::depthwise::DepthwiseCall;
use super::gemm::Finish;
use super::lanes::{Lanes, leaky, prelu, zero};

/// Weights of the channels that are taken at once: 8 KB, so that they stay in the first-level cache.
const BLOCK_WEIGHTS: usize = 2048;

/// # Safety
/// The instructions of `V` must exist, the sizes must have been checked by `depthwise::run`, and there
/// must be at least as many channels as lanes.
#[inline(always)]
pub(super) unsafe fn depthwise<V: Lanes>(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    let w = call.window;
    let channels = call.output[3];
    let wide = call.output[2] >= 8;
    let block = (BLOCK_WEIGHTS / (w.height * w.width) / V::N).max(1) * V::N;
    for first in (0..channels).step_by(block) {
        let part = first..(first + block).min(channels);
        // SAFETY: passed on to the caller; the part lies inside of the channels.
        unsafe {
            match (w.height, w.width, w.stride_y, w.stride_x) {
                (3, 3, 1, 1) if wide => square::<V, 3, 1, 8>(call, out, part),
                (3, 3, 1, 1) => square::<V, 3, 1, 4>(call, out, part),
                (3, 3, 2, 2) => square::<V, 3, 2, 4>(call, out, part),
                (5, 5, 1, 1) if wide => square::<V, 5, 1, 8>(call, out, part),
                (5, 5, 1, 1) => square::<V, 5, 1, 4>(call, out, part),
                (5, 5, 2, 2) => square::<V, 5, 2, 4>(call, out, part),
                _ => {
                    for y in 0..call.output[1] {
                        for x in 0..call.output[2] {
                            pixel::<V>(call, out, (y, x), part.clone());
                        }
                    }
                }
            }
        }
    }
}

type Part = std::ops::Range<usize>;

/// A square window with the same stride both ways.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn square<V: Lanes, const K: usize, const S: usize, const PIXELS: usize>(
    call: &DepthwiseCall<'_>,
    out: &mut [f32],
    part: Part,
) {
    let [_, height, width, _] = call.output;
    let pad = call.window.pad_left;
    for y in 0..height {
        for x in (0..width).step_by(PIXELS) {
            // SAFETY: positions are inside of the output; the last of the tile's as well.
            unsafe {
                if width < PIXELS {
                    for x in 0..width {
                        pixel::<V>(call, out, (y, x), part.clone());
                    }
                    continue;
                }
                let x = x.min(width - PIXELS);
                let inside = x * S >= pad && x * S + (PIXELS - 1) * S + K <= call.input[2] + pad;
                if inside {
                    tile::<V, K, S, PIXELS, false>(call, out, (y, x), part.clone());
                } else {
                    tile::<V, K, S, PIXELS, true>(call, out, (y, x), part.clone());
                }
            }
        }
    }
}

/// Runs the body for each column below `count` with a constant index, so that all sums stay in registers.
macro_rules! for_columns {
    ($count:expr, $c:ident, $body:block) => {
        for_columns!(@ $count, $c, $body, 0 1 2 3 4 5 6 7 8 9 10 11)
    };
    (@ $count:expr, $c:ident, $body:block, $($index:literal)*) => {
        $(if $index < $count {
            const $c: usize = $index;
            $body
        })*
    };
}

/// `PIXELS` neighbours from `(y, x)` on; `EDGE` when some columns of their windows lie outside of the input.
#[inline(always)]
unsafe fn tile<V: Lanes, const K: usize, const S: usize, const PIXELS: usize, const EDGE: bool>(
    call: &DepthwiseCall<'_>,
    out: &mut [f32],
    (y, x): (usize, usize),
    part: Part,
) {
    let w = call.window;
    let [_, in_height, in_width, channels] = call.input;
    let rows = DepthwiseCall::inside(y, S, w.pad_top, K, in_height);
    // Columns of the tile's input that exist, counted from the first column of the first window.
    let columns = (PIXELS - 1) * S + K;
    let exist = DepthwiseCall::inside(x, S, w.pad_left, columns, in_width);
    let target = (y * call.output[2] + x) * channels;
    let mut channel = part.start;
    while channel < part.end {
        // The last vector may overlap the one before it, so that it is whole.
        let start = channel.min(channels - V::N);
        channel += V::N;
        // SAFETY: only rows and columns that exist are read, `start + N` is inside of the channels.
        unsafe {
            let mut sums = [V::load(call.bias.as_ptr().add(start)); PIXELS];
            for ky in rows.clone() {
                let line = (y * S + ky - w.pad_top) * in_width * channels + start;
                // May point in front of the line where the first columns do not exist.
                let left = (x * S * channels).wrapping_sub(w.pad_left * channels);
                let line = call.x.as_ptr().wrapping_add(line).wrapping_add(left);
                let weights = call.weights.as_ptr().add(ky * K * channels + start);
                let mut weight = [sums[0]; K];
                for (kx, weight) in weight.iter_mut().enumerate() {
                    *weight = V::load(weights.add(kx * channels));
                }
                for_columns!(columns, C, {
                    if !EDGE || exist.contains(&C) {
                        let value = V::load(line.wrapping_add(C * channels));
                        for (i, sum) in sums.iter_mut().enumerate() {
                            if (i * S..i * S + K).contains(&C) {
                                *sum = value.mul_add(weight[C - i * S], *sum);
                            }
                        }
                    }
                });
            }
            finish(call, start, sums, out.as_mut_ptr().add(target + start));
        }
    }
}

/// One output pixel of any window, anywhere.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn pixel<V: Lanes>(
    call: &DepthwiseCall<'_>,
    out: &mut [f32],
    (y, x): (usize, usize),
    part: Part,
) {
    let w = call.window;
    let [_, in_height, in_width, channels] = call.input;
    let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, in_height);
    let cols = DepthwiseCall::inside(x, w.stride_x, w.pad_left, w.width, in_width);
    let target = (y * call.output[2] + x) * channels;
    let mut channel = part.start;
    while channel < part.end {
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
            finish(call, start, [sum], out.as_mut_ptr().add(target + start));
        }
    }
}

/// Activation and store of neighbouring pixels.
#[inline(always)]
unsafe fn finish<V: Lanes, const PIXELS: usize>(
    call: &DepthwiseCall<'_>,
    start: usize,
    sums: [V; PIXELS],
    out: *mut f32,
) {
    let channels = call.output[3];
    // SAFETY: with PReLU there is one slope a channel, and `start + N` is inside of the channels; the pixels are
    // inside of the output.
    unsafe {
        macro_rules! store {
            ($sum:ident => $value:expr) => {
                for_columns!(PIXELS, I, {
                    let $sum = sums[I];
                    $value.store(out.add(I * channels));
                });
            };
        }
        match call.finish {
            Finish::None => {
                store!(sum => sum);
            }
            Finish::Clamp(low, high) => {
                let (low, high) = (V::splat(low), V::splat(high));
                store!(sum => sum.max(low).min(high));
            }
            Finish::Leaky => {
                let slope = V::load(call.slope.as_ptr().add(start));
                store!(sum => leaky(sum, slope));
            }
            Finish::Prelu => {
                let slope = V::load(call.slope.as_ptr().add(start));
                let zero = zero::<V>();
                store!(sum => prelu(sum, slope, zero));
            }
        }
    }
}
