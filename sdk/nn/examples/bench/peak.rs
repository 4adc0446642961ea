//! What one core can do at most: multiply-adds on registers alone, without memory.

use std::hint::black_box;
use std::time::Instant;

/// Sums that are independent of each other: at most five cycles of latency times two units, with room.
const SUMS: usize = 12;
/// Multiply-adds of each sum in one round: 50 to 100 µs.
const STEPS: usize = 15_000;

/// Billions of f32 multiply-adds a second of one core with its widest registers, the best of `rounds`.
pub(crate) fn gmacs_per_s(rounds: usize) -> f64 {
    let (lanes, work) = widest();
    let round = || {
        let start = Instant::now();
        work(black_box(0.5));
        (SUMS * lanes * STEPS) as f64 / start.elapsed().as_secs_f64() / 1e9
    };
    (0..rounds).map(|_| round()).fold(0.0, f64::max)
}

#[cfg(target_arch = "x86_64")]
fn widest() -> (usize, fn(f32)) {
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the feature was just found.
        (16, |factor| unsafe { x86::avx512(factor) })
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the features were just found.
        (8, |factor| unsafe { x86::avx2(factor) })
    } else {
        (4, four_lanes)
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn widest() -> (usize, fn(f32)) {
    (4, four_lanes)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps, _mm512_fmadd_ps, _mm512_set1_ps};
    use std::hint::black_box;

    use super::{STEPS, SUMS};

    #[target_feature(enable = "avx512f")]
    pub(super) fn avx512(factor: f32) {
        let factor = _mm512_set1_ps(factor);
        let mut sums = [factor; SUMS];
        for _ in 0..STEPS {
            sums = sums.map(|sum| _mm512_fmadd_ps(sum, factor, factor));
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2(factor: f32) {
        let factor = _mm256_set1_ps(factor);
        let mut sums = [factor; SUMS];
        for _ in 0..STEPS {
            sums = sums.map(|sum| _mm256_fmadd_ps(sum, factor, factor));
        }
        black_box(sums);
    }
}

/// Multiplication and addition by themselves, in whatever registers the compiler's target has.
fn four_lanes(factor: f32) {
    let mut sums = [[factor; 4]; SUMS];
    for _ in 0..STEPS {
        sums = sums.map(|sum| sum.map(|value| value * factor + factor));
    }
    black_box(sums);
}
