//! IEEE 754 half precision to f32, exact.

/// The value of the half-precision number with these bits. Without branches, so that loops over it become vectors.
pub(crate) fn f16_to_f32(bits: u16) -> f32 {
    /// 2^112: moves the exponent's bias from 15 to 127, and makes subnormals normal.
    const REBIAS: f32 = f32::from_bits((112 + 127) << 23);
    let sign = u32::from(bits >> 15) << 31;
    let magnitude = u32::from(bits & 0x7fff) << 13;
    let finite = (f32::from_bits(magnitude) * REBIAS).to_bits();
    let special = magnitude | 0x7f80_0000;
    let is_finite = bits & 0x7c00 != 0x7c00;
    f32::from_bits(sign | if is_finite { finite } else { special })
}

#[cfg(test)]
mod tests {
    use super::f16_to_f32;

    #[test]
    fn known_values() {
        for (bits, value) in [
            (0x0000_u16, 0.0_f32),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x83ff, -6.097_555e-5),
            (0x3555, 0.333_251_95),
        ] {
            assert_eq!(f16_to_f32(bits), value, "{bits:#06x}");
        }
        // Every finite number is fraction * 2^exponent.
        for bits in 0..0x7c00_u16 {
            let (exponent, fraction) = (i32::from(bits >> 10), f64::from(bits & 0x3ff));
            let expected = match exponent {
                0 => fraction * 2.0_f64.powi(-24),
                e => (1024.0 + fraction) * 2.0_f64.powi(e - 25),
            };
            assert_eq!(f64::from(f16_to_f32(bits)), expected, "{bits:#06x}");
            assert_eq!(
                f64::from(f16_to_f32(bits | 0x8000)),
                -expected,
                "{bits:#06x}"
            );
        }
        assert_eq!(f16_to_f32(0xfc00), f32::NEG_INFINITY);
        assert!(f16_to_f32(0x7c00).is_infinite());
        assert!(f16_to_f32(0x7e00).is_nan());
    }
}
