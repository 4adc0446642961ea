//! What a network is made of, for measuring.

use crate::graph::Nhwc;
use crate::model::{Kernel, Model, Step};

/// One step of a run: an operator of the file, or several that were joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Kind, window, stride, and shapes `height x width x channels` of input and output.
    pub description: String,
    /// Multiplications with addition of one run; 0 for everything but convolutions and fully connected layers.
    pub macs: u64,
}

impl Model {
    /// The steps of a run in their order; [`Session::run_layer`](crate::Session::run_layer) runs one of them.
    pub fn layers(&self) -> Vec<Layer> {
        self.steps.iter().map(layer).collect()
    }

    /// Multiplications with addition of one run, of convolutions and fully connected layers; zeros at the edges
    /// count as if they were multiplied.
    pub fn macs(&self) -> u64 {
        self.steps.iter().map(|step| layer(step).macs).sum()
    }
}

fn layer(step: &Step) -> Layer {
    let picture = |[_, height, width, channels]: Nhwc| format!("{height}x{width}x{channels}");
    let (kind, macs) = match &step.kernel {
        Kernel::Conv(kernel) => {
            let (conv, w) = (&kernel.conv, kernel.conv.window);
            let residual = if conv.residual.is_some() {
                " + residual"
            } else {
                ""
            };
            let kind = format!(
                "conv {}x{}/{}{residual} {} -> {}",
                w.height,
                w.width,
                w.stride_y,
                picture(conv.input),
                picture(conv.output)
            );
            (
                kind,
                product(&[&conv.output, &[w.height, w.width, conv.input[3]]]),
            )
        }
        Kernel::Depthwise(kernel) => {
            let (d, w) = (kernel.shape(), kernel.shape().window);
            let kind = format!(
                "depthwise {}x{}/{} {} -> {}",
                w.height,
                w.width,
                w.stride_y,
                picture(d.input),
                picture(d.output)
            );
            (kind, product(&[&d.output, &[w.height, w.width]]))
        }
        Kernel::MaxPool(pool) => (
            format!(
                "max pool {} -> {}",
                picture(pool.input),
                picture(pool.output)
            ),
            0,
        ),
        Kernel::Binary { kind, left, .. } => (format!("{kind:?} {:?}", left.shape), 0),
        Kernel::Unary(kind) => (format!("{kind:?} {}", step.output.len()), 0),
        Kernel::Activate { .. } => (format!("activation {}", step.output.len()), 0),
        Kernel::Reduce { output, .. } => (format!("sum over {:?}", output.shape), 0),
        Kernel::Pad { output } => (format!("pad {:?}", output.shape), 0),
        Kernel::Concat { chunks } => (format!("concatenation {chunks:?}"), 0),
        Kernel::Gather(from) => (format!("transposition or slice {:?}", from.shape), 0),
        Kernel::Resize { input, output, .. } => (
            format!("resize {} -> {}", picture(*input), picture(*output)),
            0,
        ),
    };
    Layer {
        description: kind,
        macs,
    }
}

fn product(sides: &[&[usize]]) -> u64 {
    sides
        .iter()
        .flat_map(|s| s.iter())
        .map(|&n| n as u64)
        .product()
}
