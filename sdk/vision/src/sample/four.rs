//! Four numbers in one register. The compiler finds this by itself natively; in WebAssembly it has to be told.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd {
    use core::arch::wasm32::{
        f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_splat, f32x4_sub,
        i16x8_extend_low_u8x16, i32x4_extend_low_u16x8, u32x4_splat, v128,
    };

    #[derive(Clone, Copy)]
    pub(crate) struct Four(v128);

    impl Four {
        #[inline(always)]
        pub(crate) fn of_bytes(bytes: u32) -> Four {
            let bytes = u32x4_splat(bytes);
            let words = i32x4_extend_low_u16x8(i16x8_extend_low_u8x16(bytes));
            Four(f32x4_convert_i32x4(words))
        }

        #[inline(always)]
        pub(crate) fn splat(value: f32) -> Four {
            Four(f32x4_splat(value))
        }

        #[inline(always)]
        pub(crate) fn plus(self, other: Four) -> Four {
            Four(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn minus(self, other: Four) -> Four {
            Four(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn times(self, other: Four) -> Four {
            Four(f32x4_mul(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn array(self) -> [f32; 4] {
            [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod plain {
    #[derive(Clone, Copy)]
    pub(crate) struct Four([f32; 4]);

    impl Four {
        #[inline(always)]
        fn each(self, other: Four, of: impl Fn(f32, f32) -> f32) -> Four {
            let ([a, b, c, d], [p, q, r, s]) = (self.0, other.0);
            Four([of(a, p), of(b, q), of(c, r), of(d, s)])
        }

        #[inline(always)]
        pub(crate) fn of_bytes(bytes: u32) -> Four {
            Four(bytes.to_le_bytes().map(f32::from))
        }

        #[inline(always)]
        pub(crate) fn splat(value: f32) -> Four {
            Four([value; 4])
        }

        #[inline(always)]
        pub(crate) fn plus(self, other: Four) -> Four {
            self.each(other, |a, b| a + b)
        }

        #[inline(always)]
        pub(crate) fn minus(self, other: Four) -> Four {
            self.each(other, |a, b| a - b)
        }

        #[inline(always)]
        pub(crate) fn times(self, other: Four) -> Four {
            self.each(other, |a, b| a * b)
        }

        #[inline(always)]
        pub(crate) fn array(self) -> [f32; 4] {
            self.0
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use plain::Four;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use simd::Four;

impl Four {
    /// `share` of the way from here to another.
    #[inline(always)]
    pub(crate) fn towards(self, other: Four, share: Four) -> Four {
        self.plus(other.minus(self).times(share))
    }
}
