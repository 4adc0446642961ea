//! The GEMM tiles, written once over [`Lanes`] and inlined into functions of each instruction set.
//!
//! A tile keeps up to [`Lanes::ROWS`] rows by 2 vectors of sums in registers and reads the packed weights in
//! order. Rows are taken in blocks whose input stays in the first-level cache while all panels pass over it.
//!
//! In wasm the loops are functions of their own, without calls inside: the browsers' compilers assign registers
//! a function at a time, and what lives across a call goes to memory.

use super::gemm::{Finish, GemmCall};
use super::lanes::{Lanes, leaky, prelu, zero};

/// Input values of one block of rows: 16 KB, half of a common first-level cache.
const BLOCK_VALUES: usize = 4096;
/// Rows of the largest tile of all instruction sets.
const ROWS: usize = 12;
/// Vectors of the widest instruction set fit in here.
const WIDEST: usize = 16;

/// One panel of weights over rows of one call.
#[derive(Clone, Copy)]
struct Pass {
    x: *const f32,
    row_stride: usize,
    segments: usize,
    segment_stride: usize,
    segment_len: usize,
    /// `depth` times the weights of the panel's vectors.
    weights: *const f32,
    bias: *const f32,
    slope: *const f32,
    /// What is done last: one of the constants below.
    kind: u8,
    /// Least and largest value of [`CLAMP`].
    range: (f32, f32),
    /// First row of the residual; null without.
    residual: *const f32,
    residual_channels: usize,
    out: *mut f32,
    columns: usize,
    /// First column of each vector.
    starts: [usize; 2],
}

/// # Safety
/// The instructions of `V` must exist, and the sizes must have been checked by `gemm::gemm`.
#[inline(always)]
pub(super) unsafe fn gemm<V: Lanes>(call: &GemmCall<'_>, out: &mut [f32]) {
    let packed = call.packed;
    let block = (BLOCK_VALUES / packed.depth)
        .max(V::ROWS)
        .next_multiple_of(V::ROWS);
    let (residual, residual_channels) = match call.residual {
        Some(residual) => (residual.values.as_ptr(), residual.channels),
        None => (std::ptr::null(), 0),
    };
    let (kind, range) = match call.finish {
        Finish::None => (NONE, (0.0, 0.0)),
        Finish::Clamp(low, high) => (CLAMP, (low, high)),
        Finish::Leaky => (LEAKY, (0.0, 0.0)),
        Finish::Prelu => (PRELU, (0.0, 0.0)),
    };
    let mut first = 0;
    while first < call.rows {
        let end = (first + block).min(call.rows);
        for panel in &packed.panels {
            // SAFETY: `Packed` holds `depth` weights and one bias for each lane of each vector, and one slope
            // where the finish is PReLU (without, the pointer is not read); rows `first..end` exist.
            unsafe {
                let pass = Pass {
                    x: call.x.as_ptr(),
                    row_stride: call.row_stride,
                    segments: call.segments,
                    segment_stride: call.segment_stride,
                    segment_len: call.segment_len,
                    weights: packed
                        .weights
                        .as_slice()
                        .as_ptr()
                        .add(panel.lane * packed.depth),
                    bias: packed.bias.as_slice().as_ptr().add(panel.lane),
                    slope: packed.slope.as_slice().as_ptr().wrapping_add(panel.lane),
                    kind,
                    range,
                    residual: if panel.residual {
                        residual
                    } else {
                        std::ptr::null()
                    },
                    residual_channels,
                    out: out.as_mut_ptr(),
                    columns: packed.columns,
                    starts: panel.starts,
                };
                match panel.vectors {
                    _ if packed.columns < V::N => narrow::<V>(&pass, first, end),
                    1 => rows::<V, 1>(&pass, first, end),
                    _ => rows::<V, 2>(&pass, first, end),
                }
            }
        }
        first = end;
    }
}

/// All rows of a block for one panel: the largest tiles in a loop of their own for what most layers are, the rest as the
/// pass says.
#[inline(always)]
unsafe fn rows<V: Lanes, const NV: usize>(pass: &Pass, first: usize, end: usize) {
    let whole = first + (end - first) / V::ROWS * V::ROWS;
    let residual = !pass.residual.is_null();
    // SAFETY: all tiles stay below `end`; each function is told what the pass says.
    unsafe {
        macro_rules! whole {
            ($finish:ident, $residual:literal, $one:literal) => {
                whole_tiles::<V, NV, $finish, $residual, $one>(pass, first, whole)
            };
        }
        match (pass.kind, residual, pass.segments == 1) {
            _ if whole == first => {}
            (NONE, false, true) => whole!(NONE, false, true),
            (NONE, true, true) => whole!(NONE, true, true),
            (CLAMP, false, true) => whole!(CLAMP, false, true),
            (CLAMP, false, false) => whole!(CLAMP, false, false),
            (LEAKY, false, true) => whole!(LEAKY, false, true),
            (LEAKY, true, true) => whole!(LEAKY, true, true),
            (LEAKY, false, false) => whole!(LEAKY, false, false),
            (PRELU, false, true) => whole!(PRELU, false, true),
            (PRELU, true, true) => whole!(PRELU, true, true),
            (PRELU, false, false) => whole!(PRELU, false, false),
            _ => return any_tiles::<V, NV>(pass, first, end),
        }
        any_tiles::<V, NV>(pass, whole, end);
    }
}

/// What a tile does last, when that is known while it is compiled.
const NONE: u8 = 0;
const CLAMP: u8 = 1;
const LEAKY: u8 = 2;
const PRELU: u8 = 3;
/// It is not known.
const ANY: u8 = 4;

/// Tiles of all of `V::ROWS` rows. What the tiles do is known to the compiler: at few input channels, deciding it anew
/// for each tile costs as much as the arithmetic.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn whole_tiles<
    V: Lanes,
    const NV: usize,
    const FINISH: u8,
    const RESIDUAL: bool,
    const ONE: bool,
>(
    pass: &Pass,
    first: usize,
    end: usize,
) {
    let pass = Pass { ..*pass };
    let mut row = first;
    // SAFETY: each tile stays below `end`.
    unsafe {
        while row < end {
            match V::ROWS {
                12 => tile::<V, 12, NV, FINISH, RESIDUAL, ONE>(&pass, row),
                6 => tile::<V, 6, NV, FINISH, RESIDUAL, ONE>(&pass, row),
                _ => tile::<V, 4, NV, FINISH, RESIDUAL, ONE>(&pass, row),
            }
            row += V::ROWS;
        }
    }
}

/// Any rows, any pass.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn any_tiles<V: Lanes, const NV: usize>(pass: &Pass, first: usize, end: usize) {
    let mut row = first;
    // SAFETY: each tile stays below `end`.
    unsafe {
        while V::ROWS >= 6 && row + 6 <= end {
            tile::<V, 6, NV, ANY, true, false>(pass, row);
            row += 6;
        }
        while row + 4 <= end {
            tile::<V, 4, NV, ANY, true, false>(pass, row);
            row += 4;
        }
        if row + 2 <= end {
            tile::<V, 2, NV, ANY, true, false>(pass, row);
            row += 2;
        }
        if row < end {
            tile::<V, 1, NV, ANY, true, false>(pass, row);
        }
    }
}

/// Fewer columns than lanes, without residual: the vector is computed beside the output, and its first lanes copied.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
unsafe fn narrow<V: Lanes>(pass: &Pass, first: usize, end: usize) {
    let mut lanes = [0.0_f32; 4 * WIDEST];
    let beside = Pass {
        out: lanes.as_mut_ptr(),
        columns: V::N,
        ..*pass
    };
    let mut row = first;
    while row < end {
        let count = (end - row).min(4);
        // SAFETY: rows up to `end` exist; `lanes` has room for four rows of one vector.
        unsafe {
            let x = beside.x.add(row * pass.row_stride);
            let here = Pass { x, ..beside };
            any_tiles::<V, 1>(&here, 0, count);
            for (r, from) in lanes.chunks_exact(V::N).take(count).enumerate() {
                let to = pass.out.add((row + r) * pass.columns);
                std::ptr::copy_nonoverlapping(from.as_ptr(), to, pass.columns.min(V::N));
            }
        }
        row += count;
    }
}

/// Runs the body for each row below `MR` with a constant index. A loop would do the same, but when the compiler
/// leaves one of them rolled up, all sums live in memory instead of registers.
macro_rules! for_rows {
    ($rows:expr, $r:ident, $body:block) => {
        for_rows!(@ $rows, $r, $body, 0 1 2 3 4 5 6 7 8 9 10 11)
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
unsafe fn tile<
    V: Lanes,
    const MR: usize,
    const NV: usize,
    const FINISH: u8,
    const RESIDUAL: bool,
    const ONE: bool,
>(
    pass: &Pass,
    row: usize,
) {
    const { assert!(MR <= ROWS && NV <= 2 && V::N <= WIDEST) }
    // SAFETY: the caller checked that rows, segments and panels are there; pointers only move inside of them.
    unsafe {
        let mut sums = [[V::load(pass.bias); 2]; ROWS];
        if NV == 2 {
            let bias = V::load(pass.bias.add(V::N));
            for_rows!(MR, R, { sums[R][1] = bias });
        }
        if RESIDUAL && (FINISH != ANY || !pass.residual.is_null()) {
            let from = pass.residual.add(row * pass.residual_channels);
            for_rows!(MR, R, {
                let from = from.add(R * pass.residual_channels);
                sums[R][0] = sums[R][0].add(V::load(from.add(pass.starts[0])));
                if NV == 2 {
                    sums[R][1] = sums[R][1].add(V::load(from.add(pass.starts[1])));
                }
            });
        }
        let mut weights = pass.weights;
        let x = pass.x.add(row * pass.row_stride);
        let segments = if ONE { 1 } else { pass.segments };
        for segment in 0..segments {
            let x = x.add(segment * pass.segment_stride);
            let mut k = 0;
            macro_rules! step {
                ($ahead:literal) => {
                    let w = weights.add($ahead * NV * V::N);
                    let first = V::load(w);
                    let second = if NV == 2 { V::load(w.add(V::N)) } else { first };
                    for_rows!(MR, R, {
                        let value = V::splat(*x.add(R * pass.row_stride + k).add($ahead));
                        sums[R][0] = value.mul_add(first, sums[R][0]);
                        if NV == 2 {
                            sums[R][1] = value.mul_add(second, sums[R][1]);
                        }
                    });
                };
            }
            while V::UNROLL == 4 && k + 4 <= pass.segment_len {
                step!(0);
                step!(1);
                step!(2);
                step!(3);
                weights = weights.add(4 * NV * V::N);
                k += 4;
            }
            while k < pass.segment_len {
                step!(0);
                weights = weights.add(NV * V::N);
                k += 1;
            }
        }
        let out = pass.out.add(row * pass.columns);
        macro_rules! store {
            ($slopes:expr, $sum:ident, $slope:ident => $value:expr) => {
                let $slope = $slopes[0];
                for_rows!(MR, R, {
                    let $sum = sums[R][0];
                    $value.store(out.add(R * pass.columns + pass.starts[0]));
                });
                if NV == 2 {
                    let $slope = $slopes[1];
                    for_rows!(MR, R, {
                        let $sum = sums[R][1];
                        $value.store(out.add(R * pass.columns + pass.starts[1]));
                    });
                }
            };
        }
        let kind = if FINISH == ANY { pass.kind } else { FINISH };
        match kind {
            NONE => {
                let slopes = [(); 2];
                store!(slopes, sum, _slope => sum);
            }
            CLAMP => {
                let slopes = [(V::splat(pass.range.0), V::splat(pass.range.1)); 2];
                store!(slopes, sum, range => sum.max(range.0).min(range.1));
            }
            _ => {
                let mut slopes = [V::load(pass.slope); 2];
                if NV == 2 {
                    slopes[1] = V::load(pass.slope.add(V::N));
                }
                if kind == LEAKY {
                    store!(slopes, sum, slope => leaky(sum, slope));
                } else {
                    let zero = zero::<V>();
                    store!(slopes, sum, slope => prelu(sum, slope, zero));
                }
            }
        }
    }
}
