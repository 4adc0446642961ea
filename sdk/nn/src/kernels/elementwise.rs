//! Element by element operators, sums and pooling. Plain loops over rows that the compiler vectorises.

use crate::graph::{Activation, Binary, MaxPool, Strided, Unary};
use crate::kernels::depthwise::DepthwiseCall;
use crate::kernels::layout::for_each_row;

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

/// Maximum over a window.
pub(crate) fn max_pool(pool: &MaxPool, x: &[f32], out: &mut [f32]) {
    let [_, in_height, in_width, channels] = pool.input;
    let [_, out_height, out_width, _] = pool.output;
    let w = pool.window;
    let images = x.chunks_exact(in_height * in_width * channels);
    for (x, out) in images.zip(out.chunks_exact_mut(out_height * out_width * channels)) {
        for y in 0..out_height {
            let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, in_height);
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
