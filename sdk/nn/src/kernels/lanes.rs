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

/// `x > 0 ? x : slope * x` as `x + less * min(x, 0)`, where `less` is the slope minus 1 and `zero` is [`zero`].
///
/// # Safety
/// The instructions of `V` must exist.
#[inline(always)]
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "simd128")),
    allow(dead_code)
)]
pub(super) unsafe fn prelu<V: Lanes>(value: V, less: V, zero: V) -> V {
    // SAFETY: passed on to the caller.
    unsafe { value.min(zero).mul_add(less, value) }
}

/// 0 in all lanes, without the compiler's knowing: of a minimum with a known zero it makes a comparison and a mask in
/// wasm, two instructions instead of one.
///
/// # Safety
/// The instructions of `V` must exist.
#[inline(always)]
#[cfg_attr(
    not(any(target_arch = "x86_64", target_feature = "simd128")),
    allow(dead_code)
)]
pub(super) unsafe fn zero<V: Lanes>() -> V {
    static ZERO: f32 = 0.0;
    // SAFETY: a static may be read; the rest is passed on to the caller.
    unsafe { V::splat(std::ptr::read_volatile(&ZERO)) }
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
