//! WebAssembly simd128: 4 lanes, no fused multiply-add.

use std::arch::wasm32::{
    f32x4_add, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat, v128, v128_load, v128_store,
};

use super::depthwise::DepthwiseCall;
use super::gemm::GemmCall;
use super::lanes::Lanes;
use super::pool_tiles::{self, Pairs};
use super::{depthwise_tiles, gemm_tiles};

#[derive(Clone, Copy)]
struct F32x4(v128);

// SAFETY: this file is only compiled where simd128 is enabled for the whole module.
unsafe impl Lanes for F32x4 {
    const N: usize = 4;
    // Measured in Chromium: 6 rows, or more than one step at once, cost 20 to 40 % for registers saved to memory.
    const ROWS: usize = 4;
    const UNROLL: usize = 1;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller guarantees 4 readable values; the load may be unaligned.
        Self(unsafe { v128_load(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller guarantees 4 writable values; the store may be unaligned.
        unsafe { v128_store(to.cast(), self.0) }
    }

    #[inline(always)]
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(std::arch::wasm32::f32x4_relaxed_madd(
            self.0, factor.0, sum.0,
        ));
        #[cfg(not(target_feature = "relaxed-simd"))]
        Self(f32x4_add(f32x4_mul(self.0, factor.0), sum.0))
    }

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    unsafe fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    // The pseudo-minimum is one x86 instruction, the IEEE one is several; they differ for NaN and -0 only.
    #[inline(always)]
    unsafe fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }

    #[inline(always)]
    unsafe fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }
}

pub(super) fn gemm(call: &GemmCall<'_>, out: &mut [f32]) {
    // SAFETY: simd128 is enabled for the whole module; `GemmCall` was checked by its caller.
    unsafe { gemm_tiles::gemm::<F32x4>(call, out) }
}

pub(super) fn depthwise(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    // SAFETY: simd128 is enabled for the whole module; `DepthwiseCall` was checked by its caller.
    unsafe { depthwise_tiles::depthwise::<F32x4>(call, out) }
}

pub(super) fn max_2x2(pairs: &Pairs<'_>, out: &mut [f32]) {
    // SAFETY: simd128 is enabled for the whole module; `Pairs` was checked by its caller.
    unsafe { pool_tiles::max_2x2::<F32x4>(pairs, out) }
}
