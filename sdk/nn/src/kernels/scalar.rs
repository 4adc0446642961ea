//! Plain Rust, written to be read: the reference of the vector kernels and the way for machines without them.

use super::depthwise::DepthwiseCall;
use super::gemm::{Finish, GemmCall};

fn finish(how: Finish, value: f32, slope: f32) -> f32 {
    match how {
        Finish::None => value,
        Finish::Clamp(low, high) => value.max(low).min(high),
        Finish::Leaky => {
            if value > 0.0 {
                value
            } else {
                value * slope
            }
        }
        Finish::Prelu => value + slope * value.min(0.0),
    }
}

pub(super) fn gemm(call: &GemmCall<'_>, out: &mut [f32]) {
    let packed = call.packed;
    let (lanes, columns, depth) = (packed.lanes, packed.columns, packed.depth);
    let (weights, slopes) = (packed.weights.as_slice(), packed.slope.as_slice());
    for (row, out) in out.chunks_exact_mut(columns).enumerate() {
        for (panel, vector) in packed
            .panels
            .iter()
            .flat_map(|p| (0..p.vectors).map(move |v| (p, v)))
        {
            let first_lane = panel.lane + vector * lanes;
            for lane in 0..lanes.min(columns) {
                let mut sum = packed.bias.as_slice()[first_lane + lane];
                for segment in 0..call.segments {
                    let from = row * call.row_stride + segment * call.segment_stride;
                    for (i, x) in call.x[from..from + call.segment_len].iter().enumerate() {
                        let k = segment * call.segment_len + i;
                        let w = panel.lane * depth + (k * panel.vectors + vector) * lanes + lane;
                        sum += x * weights[w];
                    }
                }
                let column = panel.starts[vector] + lane;
                if let Some(residual) = call.residual
                    && panel.residual
                    && column < residual.channels
                {
                    sum += residual.values[row * residual.channels + column];
                }
                let slope = slopes.get(first_lane + lane).copied().unwrap_or(0.0);
                out[column] = finish(call.finish, sum, slope);
            }
        }
    }
}

pub(super) fn depthwise(call: &DepthwiseCall<'_>, out: &mut [f32]) {
    let [_, in_height, in_width, channels] = call.input;
    let [_, out_height, out_width, _] = call.output;
    let w = call.window;
    for y in 0..out_height {
        let rows = DepthwiseCall::inside(y, w.stride_y, w.pad_top, w.height, in_height);
        for x in 0..out_width {
            let cols = DepthwiseCall::inside(x, w.stride_x, w.pad_left, w.width, in_width);
            let out = &mut out[(y * out_width + x) * channels..][..channels];
            out.copy_from_slice(call.bias);
            for ky in rows.clone() {
                for kx in cols.clone() {
                    let at_y = y * w.stride_y + ky - w.pad_top;
                    let at_x = x * w.stride_x + kx - w.pad_left;
                    let from = &call.x[(at_y * in_width + at_x) * channels..][..channels];
                    let weights = &call.weights[(ky * w.width + kx) * channels..][..channels];
                    for ((sum, x), weight) in out.iter_mut().zip(from).zip(weights) {
                        *sum += x * weight;
                    }
                }
            }
            for (channel, value) in out.iter_mut().enumerate() {
                let slope = call.slope.get(channel).copied().unwrap_or(0.0);
                *value = finish(call.finish, *value, slope);
            }
        }
    }
}
