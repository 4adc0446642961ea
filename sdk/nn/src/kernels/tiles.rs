//! The vector kernels, written once over [`Lanes`] and inlined into functions of each instruction set.
//!
//! A GEMM tile keeps up to [`Lanes::ROWS`] rows by 2 vectors of sums in registers and reads the packed weights
//! in order. Rows are taken in blocks whose input stays in the first-level cache while all panels pass over it.
//!
//! In wasm the loops are functions of their own: the browsers' compilers assign registers a function at a time,
//! and in one large function the sums would go to memory.

use super::depthwise::DepthwiseCall;
use super::gemm::{Finish, GemmCall};
use super::lanes::Lanes;

/// Input values of one block of rows: 16 KB, half of a common first-level cache.
const BLOCK_VALUES: usize = 4096;
/// Rows of the largest tile of all instruction sets.
const ROWS: usize = 6;
/// Vectors of the widest instruction set fit in here.
const WIDEST: usize = 16;

/// One or two vectors of columns.
#[derive(Clone, Copy)]
struct Panel {
    weights: *const f32,
    bias: *const f32,
    slope: *const f32,
    /// First column of each vector.
    starts: [usize; 2],
}

/// # Safety
/// The instructions of `V` must exist, and the sizes must have been checked by `gemm::gemm`.
#[inline(always)]
pub(super) unsafe fn gemm<V: Lanes>(call: &GemmCall<'_>, out: &mut [f32]) {
    let packed = call.packed;
    let block = (BLOCK_VALUES / packed.depth)
        .max(ROWS)
        .next_multiple_of(ROWS);
    let mut first = 0;
    while first < call.rows {
        let end = (first + block).min(call.rows);
        for (p, starts) in packed.starts.chunks(2).enumerate() {
            let lane = 2 * p * V::N;
            // SAFETY: `Packed` holds `depth` weights and one bias for each lane of each vector, and one slope
            // where the finish is PReLU (without, the pointer is not read).
            let panel = unsafe {
                Panel {
                    weights: packed.weights.as_slice().as_ptr().add(lane * packed.depth),
                    bias: packed.bias.as_slice().as_ptr().add(lane),
                    slope: packed.slope.as_slice().as_ptr().wrapping_add(lane),
                    starts: [starts[0], starts.get(1).copied().unwrap_or(0)],
                }
            };
            // SAFETY: rows `first..end` exist, the panel has as many vectors as the constant says.
            unsafe {
                if starts.len() == 2 {
                    rows::<V, 2>(call, panel, first, end, out.as_mut_ptr());
                } else {
                    rows::<V, 1>(call, panel, first, end, out.as_mut_ptr());
                }
            }
        }
        first = end;
    }
}

/// All rows of a block for one panel.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn rows<V: Lanes, const NV: usize>(
    call: &GemmCall<'_>,
    panel: Panel,
    first: usize,
    end: usize,
    out: *mut f32,
) {
    let mut row = first;
    // SAFETY: each tile stays below `end`.
    unsafe {
        while V::ROWS == 6 && row + 6 <= end {
            tile::<V, 6, NV>(call, panel, row, out);
            row += 6;
        }
        while row + 4 <= end {
            tile::<V, 4, NV>(call, panel, row, out);
            row += 4;
        }
        if row + 2 <= end {
            tile::<V, 2, NV>(call, panel, row, out);
            row += 2;
        }
        if row < end {
            tile::<V, 1, NV>(call, panel, row, out);
        }
    }
}

/// Runs the body for each row below `MR` with a constant index. A loop would do the same, but when the compiler
/// leaves one of them rolled up, all sums live in memory instead of registers.
macro_rules! for_rows {
    ($rows:expr, $r:ident, $body:block) => {
        for_rows!(@ $rows, $r, $body, 0 1 2 3 4 5)
    };
    (@ $rows:expr, $r:ident, $body:block, $($index:literal)*) => {
        $(if $index < $rows {
            const $r: usize = $index;
            $body
        })*
    };
}

/// `MR` rows by `NV` vectors.
#[inline(always)]
unsafe fn tile<V: Lanes, const MR: usize, const NV: usize>(
    call: &GemmCall<'_>,
    panel: Panel,
    row: usize,
    out: *mut f32,
) {
    const { assert!(MR <= ROWS && NV <= 2) }
    // SAFETY: the caller checked that rows, segments and panels are there; pointers only move inside of them.
    unsafe {
        let mut sums = [[V::load(panel.bias); 2]; ROWS];
        if NV == 2 {
            let bias = V::load(panel.bias.add(V::N));
            for_rows!(MR, R, { sums[R][1] = bias });
        }
        let mut weights = panel.weights;
        let x = call.x.as_ptr().add(row * call.row_stride);
        for segment in 0..call.segments {
            let x = x.add(segment * call.segment_stride);
            let mut k = 0;
            macro_rules! step {
                ($ahead:literal) => {
                    let w = weights.add($ahead * NV * V::N);
                    let first = V::load(w);
                    let second = if NV == 2 { V::load(w.add(V::N)) } else { first };
                    for_rows!(MR, R, {
                        let value = V::splat(*x.add(R * call.row_stride + k).add($ahead));
                        sums[R][0] = value.mul_add(first, sums[R][0]);
                        if NV == 2 {
                            sums[R][1] = value.mul_add(second, sums[R][1]);
                        }
                    });
                };
            }
            while V::UNROLL == 4 && k + 4 <= call.segment_len {
                step!(0);
                step!(1);
                step!(2);
                step!(3);
                weights = weights.add(4 * NV * V::N);
                k += 4;
            }
            while k < call.segment_len {
                step!(0);
                weights = weights.add(NV * V::N);
                k += 1;
            }
        }
        for_rows!(MR, R, {
            finish_vector::<V>(call, panel, row + R, 0, sums[R][0], out);
            if NV == 2 {
                finish_vector::<V>(call, panel, row + R, 1, sums[R][1], out);
            }
        });
    }
}

/// Residual, activation and store for vector `n` of the panel.
#[inline(always)]
unsafe fn finish_vector<V: Lanes>(
    call: &GemmCall<'_>,
    panel: Panel,
    row: usize,
    n: usize,
    mut sum: V,
    out: *mut f32,
) {
    let start = panel.starts[n];
    let columns = call.packed.columns;
    // SAFETY: `row` is a row of the call; the panel has a vector `n`; residual rows have `channels` values.
    unsafe {
        if let Some(residual) = call.residual {
            let at = row * residual.channels + start;
            if start + V::N <= residual.channels {
                sum = sum.add(V::load(residual.values.as_ptr().add(at)));
            } else if start < residual.channels {
                let some = first_lanes(&residual.values[at..at + residual.channels - start]);
                sum = sum.add(V::load(some.as_ptr()));
            }
        }
        match call.finish {
            Finish::None => {}
            Finish::Clamp(low, high) => sum = sum.max(V::splat(low)).min(V::splat(high)),
            Finish::Prelu => sum = prelu(sum, V::load(panel.slope.add(n * V::N))),
        }
        let to = out.add(row * columns + start);
        if columns >= V::N {
            sum.store(to);
        } else {
            let mut lanes = [0.0_f32; WIDEST];
            sum.store(lanes.as_mut_ptr());
            std::ptr::copy_nonoverlapping(lanes.as_ptr(), to, columns.min(WIDEST));
        }
    }
}

/// `max(x, 0) + slope * min(x, 0)`.
#[inline(always)]
unsafe fn prelu<V: Lanes>(value: V, slope: V) -> V {
    // SAFETY: the caller guarantees the instructions.
    unsafe {
        let zero = V::splat(0.0);
        value.min(zero).mul_add(slope, value.max(zero))
    }
}

/// The values in the first lanes, zeros in the others. Rare, and kept out of the tile.
#[cold]
#[inline(never)]
fn first_lanes(values: &[f32]) -> [f32; WIDEST] {
    let mut lanes = [0.0; WIDEST];
    lanes[..values.len()].copy_from_slice(values);
    lanes
}

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
