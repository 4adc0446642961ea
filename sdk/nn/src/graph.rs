//! The checked graph: operators with their parameters, between values known by the index of their tensor.
//! Whatever stands here has been checked against the shapes; later stages do not check again.

use std::sync::Arc;

/// Index of a value: the index of its tensor in the file.
pub(crate) type ValueId = usize;

/// What is done to each element last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Activation {
    None,
    /// `min(max(x, low), high)`: ReLU, ReLU6, ReLU -1..1.
    Clamp(f32, f32),
    /// `x > 0 ? x : slope[channel] * x`, one slope a channel.
    Prelu(Arc<[f32]>),
}

/// A sliding window over height and width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) height: usize,
    pub(crate) width: usize,
    pub(crate) stride_y: usize,
    pub(crate) stride_x: usize,
    /// Rows of zeros before the first input row.
    pub(crate) pad_top: usize,
    /// Columns of zeros before the first input column.
    pub(crate) pad_left: usize,
}

/// `[batch, height, width, channels]`.
pub(crate) type Nhwc = [usize; 4];

/// Convolution, also the fully connected layer: weights `[out, height, width, in]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conv {
    pub(crate) window: Window,
    pub(crate) input: Nhwc,
    pub(crate) output: Nhwc,
    pub(crate) weights: Arc<[f32]>,
    pub(crate) bias: Vec<f32>,
    /// Channels of the residual, the operator's second input: added before the activation;
    /// channels that it does not have count as zeros.
    pub(crate) residual: Option<usize>,
    pub(crate) activation: Activation,
}

/// Depthwise convolution, one filter a channel: weights `[height, width, channels]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Depthwise {
    pub(crate) window: Window,
    pub(crate) input: Nhwc,
    pub(crate) output: Nhwc,
    pub(crate) weights: Arc<[f32]>,
    pub(crate) bias: Vec<f32>,
    pub(crate) activation: Activation,
}

/// Maximum over a window; positions outside of the input do not count.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MaxPool {
    pub(crate) window: Window,
    pub(crate) input: Nhwc,
    pub(crate) output: Nhwc,
    pub(crate) activation: Activation,
}

/// Element by element, two inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    SquaredDifference,
}

/// Element by element, one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unary {
    Logistic,
    Neg,
    Sqrt,
    Rsqrt,
}

/// Where an output index reads its input: `offset + Σ index[d] * strides[d]` over the output's dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strided {
    pub(crate) offset: usize,
    pub(crate) shape: Vec<usize>,
    pub(crate) strides: Vec<usize>,
}

/// One operator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    Conv(Conv),
    Depthwise(Depthwise),
    MaxPool(MaxPool),
    /// Both inputs are read through their strides over the output's shape (broadcasting).
    Binary {
        kind: Binary,
        left: Strided,
        right: Strided,
        activation: Activation,
    },
    Unary(Unary),
    /// An activation that stands alone; `channels` is the last dimension.
    Activate(Activation),
    /// Sum over the dimensions where the output stride is 0, times `scale`.
    /// `output` maps an input index to its place in the output.
    Reduce {
        output: Strided,
        scale: f32,
    },
    /// Zeros around the input: `output` is where the input's first element and its strides lie in the output.
    Pad {
        output: Strided,
    },
    /// The same elements in the same order.
    Reshape,
    /// Runs of `chunks[i]` elements of each input, one after another, until the inputs end.
    Concat {
        chunks: Vec<usize>,
    },
    /// Transposition or slice: the output read from the input through strides.
    Gather(Strided),
    /// Bilinear resize, `[batch, height, width, channels]`.
    Resize {
        input: Nhwc,
        output: Nhwc,
        align_corners: bool,
        half_pixel: bool,
    },
}

/// One operator with the values it reads and the one it makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) inputs: Vec<ValueId>,
    pub(crate) output: ValueId,
}

/// All operators in order of execution.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// Shape of each value.
    pub(crate) shapes: Vec<Vec<usize>>,
    /// Constants that operators read as ordinary inputs.
    pub(crate) constants: Vec<(ValueId, Arc<[f32]>)>,
    pub(crate) inputs: Vec<ValueId>,
    pub(crate) outputs: Vec<ValueId>,
}

impl Graph {
    /// Number of elements of a value.
    pub(crate) fn elements(&self, value: ValueId) -> usize {
        self.shapes[value].iter().product()
    }
}

/// Row-major strides of a shape.
pub(crate) fn strides(shape: &[usize]) -> Vec<usize> {
    let mut result = vec![1; shape.len()];
    for d in (0..shape.len().saturating_sub(1)).rev() {
        result[d] = result[d + 1] * shape[d + 1];
    }
    result
}
