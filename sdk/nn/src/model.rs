//! From the file to operators that are ready to run.

use std::ops::Range;
use std::sync::Arc;

use crate::graph::{Activation, Binary, Graph, MaxPool, Nhwc, Op, Strided, Unary, ValueId};
use crate::kernels::depthwise::DepthwiseKernel;
use crate::kernels::gemm::{self, ConvKernel};
use crate::plan::Plan;
use crate::{Isa, LoadError, fuse, lower, plan, schema};

/// Name and shape of an input or output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// As the file names it; not necessarily unique.
    pub name: String,
    /// Row-major; pictures are `[batch, height, width, channels]`.
    pub shape: Vec<usize>,
}

/// A network: parsed, checked, weights packed for this machine. Share it through an [`Arc`].
#[derive(Debug)]
pub struct Model {
    pub(crate) isa: Isa,
    pub(crate) steps: Vec<Step>,
    pub(crate) arena: usize,
    pub(crate) constants: Vec<(Range<usize>, Arc<[f32]>)>,
    pub(crate) input_places: Vec<Range<usize>>,
    pub(crate) output_places: Vec<Range<usize>>,
    inputs: Vec<TensorInfo>,
    outputs: Vec<TensorInfo>,
}

/// One operator with the places it reads and writes.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) kernel: Kernel,
    pub(crate) inputs: Vec<Range<usize>>,
    pub(crate) output: Range<usize>,
    pub(crate) scratch: Range<usize>,
}

/// An operator ready to run.
#[derive(Debug)]
pub(crate) enum Kernel {
    Conv(ConvKernel),
    Depthwise(DepthwiseKernel),
    MaxPool(MaxPool),
    Binary {
        kind: Binary,
        left: Strided,
        right: Strided,
        activation: Activation,
    },
    Unary(Unary),
    Activate {
        activation: Activation,
        channels: usize,
    },
    Reduce {
        output: Strided,
        scale: f32,
    },
    Pad {
        output: Strided,
    },
    Concat {
        chunks: Vec<usize>,
    },
    Gather(Strided),
    Resize {
        input: Nhwc,
        output: Nhwc,
        align_corners: bool,
        half_pixel: bool,
    },
}

impl Model {
    /// Parses and checks a TFLite file, turns float16 and int8 weights into f32, packs them and plans the arena.
    ///
    /// The bytes may come from anywhere: offsets, indexes, shapes and sizes are checked, and what a file may
    /// cost is limited by [`limits`](crate::limits).
    ///
    /// # Errors
    /// [`LoadError`] says what is wrong, or names the operator that is not supported.
    pub fn from_tflite(bytes: &[u8]) -> Result<Model, LoadError> {
        Model::for_isa(bytes, Isa::best())
    }

    /// The same for a given instruction set, to compare the kernels with each other.
    ///
    /// # Errors
    /// As [`Model::from_tflite`], and [`LoadError::IsaUnavailable`].
    pub fn for_isa(bytes: &[u8], isa: Isa) -> Result<Model, LoadError> {
        if !isa.available() {
            return Err(LoadError::IsaUnavailable);
        }
        let raw = schema::read(bytes)?;
        let info = |ids: &[ValueId]| -> Vec<TensorInfo> {
            ids.iter()
                .map(|&id| TensorInfo {
                    name: raw.tensors[id].name.clone(),
                    shape: raw.tensors[id].shape.clone(),
                })
                .collect()
        };
        let (inputs, outputs) = (info(&raw.inputs), info(&raw.outputs));
        let mut graph = lower::lower(&raw)?;
        fuse::fuse(&mut graph);
        let scratch: Vec<usize> = graph.nodes.iter().map(|node| scratch(&node.op)).collect();
        let plan = plan::plan(&graph, &scratch)?;
        let places = |ids: &[ValueId]| ids.iter().map(|&id| plan.place(id)).collect();
        let (input_places, output_places) = (places(&graph.inputs), places(&graph.outputs));
        Ok(Model {
            isa,
            arena: plan.elements,
            constants: graph
                .constants
                .iter()
                .map(|(id, c)| (plan.place(*id), Arc::clone(c)))
                .collect(),
            input_places,
            output_places,
            steps: steps(graph, &plan, isa),
            inputs,
            outputs,
        })
    }

    /// Inputs in the file's order.
    pub fn inputs(&self) -> &[TensorInfo] {
        &self.inputs
    }

    /// Outputs in the file's order.
    pub fn outputs(&self) -> &[TensorInfo] {
        &self.outputs
    }
}

/// Elements of scratch space that an operator needs.
fn scratch(op: &Op) -> usize {
    match op {
        Op::Conv(conv) => gemm::scratch(conv),
        _ => 0,
    }
}

/// Packs the operators in order; reshapes vanish, since their output is their input's memory.
fn steps(graph: Graph, plan: &Plan, isa: Isa) -> Vec<Step> {
    let mut steps = Vec::with_capacity(graph.nodes.len());
    for (at, node) in graph.nodes.into_iter().enumerate() {
        let channels = graph.shapes[node.output].last().copied().unwrap_or(1);
        let kernel = match node.op {
            Op::Reshape => continue,
            Op::Conv(conv) => Kernel::Conv(ConvKernel::new(conv, isa)),
            Op::Depthwise(depthwise) => Kernel::Depthwise(DepthwiseKernel::new(depthwise)),
            Op::MaxPool(pool) => Kernel::MaxPool(pool),
            Op::Binary {
                kind,
                left,
                right,
                activation,
            } => Kernel::Binary {
                kind,
                left,
                right,
                activation,
            },
            Op::Unary(kind) => Kernel::Unary(kind),
            Op::Activate(activation) => Kernel::Activate {
                activation,
                channels,
            },
            Op::Reduce { output, scale } => Kernel::Reduce { output, scale },
            Op::Pad { output } => Kernel::Pad { output },
            Op::Concat { chunks } => Kernel::Concat { chunks },
            Op::Gather(from) => Kernel::Gather(from),
            Op::Resize {
                input,
                output,
                align_corners,
                half_pixel,
            } => Kernel::Resize {
                input,
                output,
                align_corners,
                half_pixel,
            },
        };
        steps.push(Step {
            kernel,
            inputs: node.inputs.iter().map(|&id| plan.place(id)).collect(),
            output: plan.place(node.output),
            scratch: plan.scratch(at),
        });
    }
    steps
}
