//! One vector register, so that the tiles are written once for all instruction sets.

/// A register of `N` f32.
///
/// # Safety
/// An implementation may only be used where its instructions exist.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "simd128")),
    allow(dead_code)
)]
pub(super) unsafe trait Lanes: Copy {
    const N: usize;
    /// Rows of the largest GEMM tile, 4 or 6: as many as leave no sum without a register.
    const ROWS: usize;
    /// Steps of the inner loop that are written out, 1 or 4.
    const UNROLL: usize;

    /// # Safety
    /// The instructions must exist.
    unsafe fn splat(value: f32) -> Self;
    /// # Safety
    /// The instructions must exist, and `N` values must be readable.
    unsafe fn load(from: *const f32) -> Self;
    /// # Safety
    /// The instructions must exist, and `N` values must be writable.
    unsafe fn store(self, to: *mut f32);
    /// `self * factor + sum`, rounded once or twice as the instruction set does it.
    /// # Safety
    /// The instructions must exist.
    unsafe fn mul_add(self, factor: Self, sum: Self) -> Self;
    /// # Safety
    /// The instructions must exist.
    unsafe fn add(self, other: Self) -> Self;
    /// # Safety
    /// The instructions must exist.
    unsafe fn mul(self, other: Self) -> Self;
    /// # Safety
    /// The instructions must exist.
    unsafe fn min(self, other: Self) -> Self;
    /// # Safety
    /// The instructions must exist.
    unsafe fn max(self, other: Self) -> Self;
}

/// `max(x, 0) + slope * min(x, 0)`.
///
/// # Safety
/// The instructions of `V` must exist.
#[inline(always)]
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "simd128")),
    allow(dead_code)
)]
pub(super) unsafe fn prelu<V: Lanes>(value: V, slope: V) -> V {
    // SAFETY: passed on to the caller.
    unsafe {
        let zero = V::splat(0.0);
        value.min(zero).mul_add(slope, value.max(zero))
    }
}

/// `x > 0 ? x : slope * x` for slopes up to 1: `max(x, slope * x)`.
///
/// # Safety
/// The instructions of `V` must exist.
#[inline(always)]
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "simd128")),
    allow(dead_code)
)]
pub(super) unsafe fn leaky<V: Lanes>(value: V, slope: V) -> V {
    // SAFETY: passed on to the caller.
    unsafe { value.mul(slope).max(value) }
}
