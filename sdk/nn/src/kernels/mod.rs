//! The arithmetic. Each kernel checks that its slices are long enough once, then runs for the chosen
//! instruction set; `scalar` is plain Rust, always there, and what the others are tested against.

pub(crate) mod aligned;
#[cfg(target_arch = "x86_64")]
mod avx2;
pub(crate) mod depthwise;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod depthwise_tiles;
pub(crate) mod elementwise;
pub(crate) mod gemm;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod gemm_tiles;
mod lanes;
pub(crate) mod layout;
pub(crate) mod pack;
pub(crate) mod resize;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

/// An instruction set that the kernels are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isa {
    /// Plain Rust, available everywhere; slow, the reference of the others.
    Scalar,
    /// x86-64 with AVX2 and FMA, 8 lanes.
    Avx2,
    /// WebAssembly simd128, 4 lanes.
    Simd128,
}

impl Isa {
    /// The fastest one available here.
    pub fn best() -> Isa {
        [Isa::Avx2, Isa::Simd128]
            .into_iter()
            .find(|isa| isa.available())
            .unwrap_or(Isa::Scalar)
    }

    /// Whether this machine has it.
    pub fn available(self) -> bool {
        match self {
            Isa::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Isa::Avx2 => false,
            Isa::Simd128 => cfg!(all(target_arch = "wasm32", target_feature = "simd128")),
        }
    }

    /// f32 in one register.
    pub(crate) fn lanes(self) -> usize {
        match self {
            Isa::Scalar | Isa::Simd128 => 4,
            Isa::Avx2 => 8,
        }
    }
}
