//! AVX-512F: 16 lanes. The tiles are inlined into functions compiled for these instructions.

use std::arch::x86_64::{
    __m512, _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_max_ps, _mm512_min_ps,
    _mm512_mul_ps, _mm512_set1_ps, _mm512_storeu_ps,
};

use super::depthwise::DepthwiseCall;
use super::gemm::GemmCall;
use super::lanes::Lanes;
use super::{depthwise_tiles, gemm_tiles};

#[derive(Clone, Copy)]
struct F32x16(__m512);

// SAFETY: only used inside of the functions below, which are compiled for AVX-512F.
unsafe impl Lanes for F32x16 {
    const N: usize = 16;
    const ROWS: usize = 6;
    const UNROLL: usize = 4;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_set1_ps(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller guarantees AVX-512F and 16 readable values; the load may be unaligned.
        Self(unsafe { _mm512_loadu_ps(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller guarantees AVX-512F and 16 writable values; the store may be unaligned.
        unsafe { _mm512_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, sum.0) })
    }

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn mul(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn min(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_min_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn max(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX-512F.
        Self(unsafe { _mm512_max_ps(self.0, other.0) })
    }
}

/// # Safety
/// AVX-512F must be there; the call's sizes must have been checked.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn gemm(call: &GemmCall<'_>, out: &mut [f32]) {
    // SAFETY: passed on to the caller.
    unsafe { gemm_tiles::gemm::<F32x16>(call, out) }
}

/// # Safety
/// AVX-512F must be there; the call's sizes must have been checked.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn depthwise(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    // SAFETY: passed on to the caller.
    unsafe { depthwise_tiles::depthwise::<F32x16>(call, out) }
}
