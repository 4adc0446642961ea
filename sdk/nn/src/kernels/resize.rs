//! Bilinear resize, as TensorFlow's reference does it.

use crate::graph::Nhwc;

/// Where output position `at` reads: two neighbours and the share of the second one.
fn sample(at: usize, input: usize, output: usize, align: bool, half: bool) -> (usize, usize, f32) {
    let scale = if align && output > 1 {
        (input - 1) as f32 / (output - 1) as f32
    } else {
        input as f32 / output as f32
    };
    let position = if half {
        (at as f32 + 0.5) * scale - 0.5
    } else {
        at as f32 * scale
    };
    let floor = position.floor();
    // The cast saturates at 0 for the half pixel before the first one.
    let low = (floor.max(0.0) as usize).min(input - 1);
    let high = (position.ceil().max(0.0) as usize).min(input - 1);
    (low, high, position - floor)
}

/// Resizes height and width.
pub(crate) fn bilinear(
    input: Nhwc,
    output: Nhwc,
    (align, half): (bool, bool),
    x: &[f32],
    out: &mut [f32],
) {
    let [_, in_height, in_width, channels] = input;
    let [_, out_height, out_width, _] = output;
    let images = x.chunks_exact(in_height * in_width * channels);
    for (x, out) in images.zip(out.chunks_exact_mut(out_height * out_width * channels)) {
        let pixel = |y: usize, at: usize| &x[(y * in_width + at) * channels..][..channels];
        for y in 0..out_height {
            let (top, bottom, dy) = sample(y, in_height, out_height, align, half);
            for at in 0..out_width {
                let (left, right, dx) = sample(at, in_width, out_width, align, half);
                let corners = [
                    pixel(top, left),
                    pixel(top, right),
                    pixel(bottom, left),
                    pixel(bottom, right),
                ];
                let shares = [
                    (1.0 - dy) * (1.0 - dx),
                    (1.0 - dy) * dx,
                    dy * (1.0 - dx),
                    dy * dx,
                ];
                let out = &mut out[(y * out_width + at) * channels..][..channels];
                for (c, out) in out.iter_mut().enumerate() {
                    *out = corners[0][c] * shares[0]
                        + corners[1][c] * shares[1]
                        + corners[2][c] * shares[2]
                        + corners[3][c] * shares[3];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bilinear;

    #[test]
    fn doubles_with_half_pixels() {
        let mut out = [0.0; 4];
        bilinear(
            [1, 1, 2, 1],
            [1, 1, 4, 1],
            (false, true),
            &[0.0, 4.0],
            &mut out,
        );
        assert_eq!(out, [0.0, 1.0, 3.0, 4.0]);
    }
}
