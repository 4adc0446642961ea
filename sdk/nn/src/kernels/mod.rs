//! The arithmetic. Each kernel checks that its slices are long enough once, then runs for the chosen
//! instruction set; `scalar` is plain Rust, always there, and what the others are tested against.
//!
//! In wasm a build with `+relaxed-simd` multiplies and adds in one instruction. Measured in Chromium 148 on a Zen 4,
//! builds taking turns run by run (`node tests/wasm/browser.mjs PLAIN.wasm RELAXED.wasm MODEL.tflite...`, least ms):
//! landmarks 6.9 plain and 5.6 relaxed, blendshapes 1.8 and 1.5, detector 1.8 and 1.4: 18 % of a tracked face frame.

pub(crate) mod aligned;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
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
mod pool_tiles;
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
    /// x86-64 with AVX-512F, 16 lanes; layers of few channels use AVX2.
    Avx512,
    /// WebAssembly simd128, 4 lanes.
    Simd128,
}

impl Isa {
    /// The fastest one available here.
    pub fn best() -> Isa {
        [Isa::Avx512, Isa::Avx2, Isa::Simd128]
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
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => is_x86_feature_detected!("avx512f") && Isa::Avx2.available(),
            #[cfg(not(target_arch = "x86_64"))]
            Isa::Avx2 | Isa::Avx512 => false,
            Isa::Simd128 => cfg!(all(target_arch = "wasm32", target_feature = "simd128")),
        }
    }

    /// The instruction set for a layer of this many channels. Where registers of 16 lanes would compute a tenth more
    /// columns than registers of 8, the narrow ones are faster: measured on a Zen 4 with
    /// `--example profile face_detector.tflite 2 avx2` and `avx512` at 24, 36, 56 and 72 channels (2 to 13 %).
    pub(crate) fn for_channels(self, channels: usize) -> Isa {
        let (narrow, wide) = (channels.next_multiple_of(8), channels.next_multiple_of(16));
        match self {
            Isa::Avx512 if channels < 16 || 10 * wide > 11 * narrow => Isa::Avx2,
            other => other,
        }
    }

    /// f32 in one register.
    pub(crate) fn lanes(self) -> usize {
        match self {
            Isa::Scalar | Isa::Simd128 => 4,
            Isa::Avx2 => 8,
            Isa::Avx512 => 16,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Isa;

    #[test]
    fn wide_registers_are_not_used_mostly_empty() {
        for (channels, isa) in [
            (8, Isa::Avx2),
            (13, Isa::Avx2),
            (16, Isa::Avx512),
            (24, Isa::Avx2),
            (28, Isa::Avx512),
            (103, Isa::Avx512),
        ] {
            assert_eq!(Isa::Avx512.for_channels(channels), isa, "{channels}");
            assert_eq!(Isa::Avx2.for_channels(channels), Isa::Avx2);
        }
    }
}
