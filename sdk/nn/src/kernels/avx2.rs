//! AVX2 with FMA: 8 lanes. The tiles are inlined into functions compiled for these instructions.

use std::arch::x86_64::{
    __m256, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_min_ps,
    _mm256_mul_ps, _mm256_set1_ps, _mm256_storeu_ps,
};

use super::depthwise::DepthwiseCall;
use super::gemm::GemmCall;
use super::lanes::Lanes;
use super::pool_tiles::{self, Pairs};
use super::{depthwise_tiles, gemm_tiles};

#[derive(Clone, Copy)]
struct F32x8(__m256);

// SAFETY: only used inside of the functions below, which are compiled for AVX2 and FMA.
unsafe impl Lanes for F32x8 {
    const N: usize = 8;
    const ROWS: usize = 6;
    const UNROLL: usize = 4;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        // SAFETY: the caller guarantees AVX2.
        Self(unsafe { _mm256_set1_ps(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller guarantees AVX2 and 8 readable values; the load may be unaligned.
        Self(unsafe { _mm256_loadu_ps(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller guarantees AVX2 and 8 writable values; the store may be unaligned.
        unsafe { _mm256_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self {
        // SAFETY: the caller guarantees FMA.
        Self(unsafe { _mm256_fmadd_ps(self.0, factor.0, sum.0) })
    }

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX2.
        Self(unsafe { _mm256_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn mul(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX2.
        Self(unsafe { _mm256_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn min(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX2.
        Self(unsafe { _mm256_min_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn max(self, other: Self) -> Self {
        // SAFETY: the caller guarantees AVX2.
        Self(unsafe { _mm256_max_ps(self.0, other.0) })
    }
}

/// # Safety
/// AVX2 and FMA must be there; the call's sizes must have been checked.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn gemm(call: &GemmCall<'_>, out: &mut [f32]) {
    // SAFETY: passed on to the caller.
    unsafe { gemm_tiles::gemm::<F32x8>(call, out) }
}

/// # Safety
/// AVX2 and FMA must be there; the call's sizes must have been checked.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn depthwise(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    // SAFETY: passed on to the caller.
    unsafe { depthwise_tiles::depthwise::<F32x8>(call, out) }
}

/// # Safety
/// AVX2 and FMA must exist; `Pairs` must have been checked.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn max_2x2(pairs: &Pairs<'_>, out: &mut [f32]) {
    // SAFETY: passed on to the caller.
    unsafe { pool_tiles::max_2x2::<F32x8>(pairs, out) }
}
