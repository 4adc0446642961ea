//! Element by element operators, sums and pooling. Plain loops over rows that the compiler vectorises.

use crate::graph::{Activation, Binary, MaxPool, Strided, Unary};
use crate::kernels::Isa;
use crate::kernels::depthwise::DepthwiseCall;
use crate::kernels::layout::for_each_row;
use crate::kernels::pool_tiles::Pairs;

/// `kind(left, right)`, then the activation.
pub(crate) fn binary(
    kind: Binary,
    (left, left_at): (&[f32], &Strided),
    (right, right_at): (&[f32], &Strided),
    activation: &Activation,
    out: &mut [f32],
) {
    match kind {
        Binary::Add => zip(left, left_at, right, right_at, out, |a, b| a + b),
        Binary::Sub => zip(left, left_at, right, right_at, out, |a, b| a - b),
        Binary::Mul => zip(left, left_at, right, right_at, out, |a, b| a * b),
        Binary::Div => zip(left, left_at, right, right_at, out, |a, b| a / b),
        Binary::SquaredDifference => {
            zip(left, left_at, right, right_at, out, |a, b| {
                (a - b) * (a - b)
            });
        }
    }
    let channels = left_at.shape.last().copied().unwrap_or(1);
    activate(activation, channels, out);
}

fn zip(
    left: &[f32],
    left_at: &Strided,
    right: &[f32],
    right_at: &Strided,
    out: &mut [f32],
    f: impl Fn(f32, f32) -> f32,
) {
    let inner = |s: &Strided| s.strides.last().copied().unwrap_or(0);
    let steps = (inner(left_at), inner(right_at));
    for_each_row([left_at, right_at], |row, len, [a, b]| {
        let out = &mut out[row * len..][..len];
        match steps {
            (1, 1) => {
                let sides = left[a..a + len].iter().zip(&right[b..b + len]);
                out.iter_mut()
                    .zip(sides)
                    .for_each(|(out, (&a, &b))| *out = f(a, b));
            }
            (1, 0) => {
                let b = right[b];
                out.iter_mut()
                    .zip(&left[a..a + len])
                    .for_each(|(out, &a)| *out = f(a, b));
            }
            (0, 1) => {
                let a = left[a];
                out.iter_mut()
                    .zip(&right[b..b + len])
                    .for_each(|(out, &b)| *out = f(a, b));
            }
            (step_a, step_b) => {
                for (i, out) in out.iter_mut().enumerate() {
                    *out = f(left[a + i * step_a], right[b + i * step_b]);
                }
            }
        }
    });
}

/// Applies an activation in place; `channels` is the last dimension.
pub(crate) fn activate(activation: &Activation, channels: usize, values: &mut [f32]) {
    match activation {
        Activation::None => {}
        Activation::Clamp(low, high) => {
            values.iter_mut().for_each(|v| *v = v.max(*low).min(*high));
        }
        Activation::Prelu(slope) => {
            for row in values.chunks_exact_mut(channels) {
                for (v, slope) in row.iter_mut().zip(slope.iter()) {
                    *v = v.max(0.0) + v.min(0.0) * slope;
                }
            }
        }
    }
}

/// One input, element by element.
pub(crate) fn unary(kind: Unary, x: &[f32], out: &mut [f32]) {
    let pairs = out.iter_mut().zip(x);
    match kind {
        Unary::Logistic => pairs.for_each(|(out, &x)| *out = 1.0 / (1.0 + (-x).exp())),
        Unary::Neg => pairs.for_each(|(out, &x)| *out = -x),
        Unary::Sqrt => pairs.for_each(|(out, &x)| *out = x.sqrt()),
        Unary::Rsqrt => pairs.for_each(|(out, &x)| *out = 1.0 / x.sqrt()),
    }
}

/// Sums the input into the places given by `at`, then scales.
pub(crate) fn reduce(at: &Strided, scale: f32, x: &[f32], out: &mut [f32]) {
    out.fill(0.0);
    let step = at.strides.last().copied().unwrap_or(0);
    for_each_row([at], |row, len, [place]| {
        let x = &x[row * len..][..len];
        if step == 0 {
            out[place] += x.iter().sum::<f32>();
        } else {
            for (i, x) in x.iter().enumerate() {
                out[place + i * step] += x;
            }
        }
    });
    out.iter_mut().for_each(|v| *v *= scale);
}

/// The larger number; NaN counts as nothing.
fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// One output row of windows of 2x2 that stand side by side.
///
/// # Panics
/// When a row is not as long as the windows: a bug in this crate, never a file's doing.
fn max_pool_2x2(isa: Isa, pairs: &Pairs<'_>, out: &mut [f32]) {
    let channels = pairs.channels;
    assert!(channels > 0 && out.len().is_multiple_of(channels));
    assert!(pairs.top.len() == 2 * out.len() && pairs.bottom.len() == 2 * out.len());
    match isa {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a model is only made for an instruction set that is there; sizes were checked above.
        Isa::Avx512 | Isa::Avx2 if channels >= Isa::Avx2.lanes() => unsafe {
            super::avx2::max_2x2(pairs, out);
        },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Isa::Simd128 if channels >= isa.lanes() => super::simd128::max_2x2(pairs, out),
        _ => {
            let windows = pairs.top.chunks_exact(2 * channels);
            let windows = windows.zip(pairs.bottom.chunks_exact(2 * channels));
            for ((top, bottom), out) in windows.zip(out.chunks_exact_mut(channels)) {
                for (i, out) in out.iter_mut().enumerate() {
                    let above = larger(top[i], top[channels + i]);
                    *out = larger(above, larger(bottom[i], bottom[channels + i]));
                }
            }
        }
    }
}

/// Maximum over a window.
pub(crate) fn max_pool(isa: Isa, pool: &MaxPool, x: &[f32], out: &mut [f32]) {
    let [_, in_height, in_width, channels] = pool.input;
    let [_, out_height, out_width, _] = pool.output;
    let w = pool.window;
    let images = x.chunks_exact(in_height * in_width * channels);
    for (x, out) in images.zip(out.chunks_exact_mut(out_height * out_width * channels)) {
        for y in 0..out_height {
            let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, in_height);
            let side_by_side = [w.width, w.stride_x, w.pad_left] == [2, 2, 0] && w.height == 2;
            if side_by_side && rows == (0..2) && 2 * out_width <= in_width {
                let line = in_width * channels;
                let (top, bottom) = x[(y * w.stride_y - w.pad_top) * line..].split_at(line);
                let seen = 2 * out_width * channels;
                let out = &mut out[y * out_width * channels..][..out_width * channels];
                let pairs = Pairs {
                    channels,
                    top: &top[..seen],
                    bottom: &bottom[..seen],
                };
                max_pool_2x2(isa, &pairs, out);
                continue;
            }
            for at in 0..out_width {
                let cols = DepthwiseCall::inside(at, w.stride_x, w.pad_left, w.width, in_width);
                let out = &mut out[(y * out_width + at) * channels..][..channels];
                out.fill(f32::NEG_INFINITY);
                for ky in rows.clone() {
                    for kx in cols.clone() {
                        let from_y = y * w.stride_y + ky - w.pad_top;
                        let from_x = at * w.stride_x + kx - w.pad_left;
                        let x = &x[(from_y * in_width + from_x) * channels..][..channels];
                        for (out, &x) in out.iter_mut().zip(x) {
                            *out = if x > *out { x } else { *out };
                        }
                    }
                }
            }
        }
        activate(&pool.activation, channels, out);
    }
}

#[cfg(test)]
mod tests {
    use super::max_pool;
    use crate::graph::{Activation, MaxPool, Window};
    use crate::kernels::Isa;

    #[test]
    fn windows_of_2x2_side_by_side_give_the_largest_of_four() {
        let (channels, side) = (13, 5);
        let window = Window {
            height: 2,
            width: 2,
            stride_y: 2,
            stride_x: 2,
            pad_top: 0,
            pad_left: 0,
        };
        let pool = MaxPool {
            window,
            input: [1, side, side, channels],
            output: [1, 3, 3, channels],
            activation: Activation::None,
        };
        // The fifth row and column stand alone in their windows, so the last windows take the general way.
        let x: Vec<f32> = (0..side * side * channels)
            .map(|i| (i * 37 % 101) as f32 - 50.0)
            .collect();
        let mut out = vec![0.0; 3 * 3 * channels];
        max_pool(Isa::best(), &pool, &x, &mut out);
        for (i, &got) in out.iter().enumerate() {
            let (channel, column, row) = (i % channels, i / channels % 3, i / channels / 3);
            let places =
                [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(dy, dx)| (2 * row + dy, 2 * column + dx));
            let inside = places.into_iter().filter(|&(y, x)| y < side && x < side);
            let values = inside.map(|(y, at)| x[(y * side + at) * channels + channel]);
            assert_eq!(
                got,
                values.fold(f32::NEG_INFINITY, f32::max),
                "{row} {column} {channel}"
            );
        }
        let whole = MaxPool {
            input: [1, 4, 4, channels],
            output: [1, 2, 2, channels],
            ..pool
        };
        let mut out = vec![0.0; 2 * 2 * channels];
        max_pool(Isa::best(), &whole, &x[..4 * 4 * channels], &mut out);
        let mut plain = out.clone();
        max_pool(Isa::Scalar, &whole, &x[..4 * 4 * channels], &mut plain);
        assert_eq!(out, plain);
        let first = [0, channels, 4 * channels, 5 * channels].map(|at| x[at]);
        assert_eq!(out[0], first.into_iter().fold(f32::NEG_INFINITY, f32::max));
    }
}
