//! From the file's operators to the checked graph: every option, shape and constant is checked here.

mod constants;
mod layout;
mod pointwise;
mod window;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::flatbuffer::Table;
use crate::graph::{Activation, Graph, Node, Op, ValueId};
use crate::schema::{FLOAT32, RawModel, RawOperator, RawTensor};
use crate::{LoadError, limits};

/// Checks all operators of the file and turns them into a graph.
pub(crate) fn lower(raw: &RawModel<'_>) -> Result<Graph, LoadError> {
    let mut lowering = Lowering {
        raw,
        state: raw.tensors.iter().map(|_| State::Unknown).collect(),
        operands: BTreeMap::new(),
        constant_budget: limits::MAX_CONSTANT_ELEMENTS,
        macs: 0,
    };
    for &input in &raw.inputs {
        let tensor = &raw.tensors[input];
        if tensor.kind != FLOAT32 || !tensor.data.is_empty() {
            return Err(LoadError::Unsupported {
                operator: "input".into(),
                reason: "only f32 values",
            });
        }
        if matches!(lowering.state[input], State::Computed) {
            return Err(LoadError::Damaged("one tensor is two inputs"));
        }
        lowering.state[input] = State::Computed;
    }
    let mut nodes = Vec::new();
    for (index, operator) in raw.operators.iter().enumerate() {
        lowering.operator(index, operator, &mut nodes)?;
    }
    for &output in &raw.outputs {
        if !matches!(lowering.state[output], State::Computed) {
            return Err(LoadError::Damaged("output that no operator makes"));
        }
    }
    Ok(Graph {
        nodes,
        shapes: raw.tensors.iter().map(|t| t.shape.clone()).collect(),
        constants: lowering.operands.into_iter().collect(),
        inputs: raw.inputs.clone(),
        outputs: raw.outputs.clone(),
    })
}

/// What is known of a tensor at this point of the file.
enum State {
    /// Not made by an operator so far: a constant of the file, or an error when it is read.
    Unknown,
    /// Known at load: weights that a DEQUANTIZE turns into f32.
    Folded(Arc<[f32]>),
    /// Made at run time.
    Computed,
}

struct Lowering<'a> {
    raw: &'a RawModel<'a>,
    state: Vec<State>,
    /// Constants that stand where a computed value could.
    operands: BTreeMap<ValueId, Arc<[f32]>>,
    constant_budget: usize,
    macs: u64,
}

/// One operator while it is checked; its errors name it.
struct Context<'a> {
    index: usize,
    operator: &'a RawOperator<'a>,
}

impl Context<'_> {
    fn unsupported(&self, reason: &'static str) -> LoadError {
        LoadError::Unsupported {
            operator: name(self.operator),
            reason,
        }
    }

    fn inconsistent(&self, reason: &'static str) -> LoadError {
        LoadError::Inconsistent {
            index: self.index,
            operator: name(self.operator),
            reason,
        }
    }

    /// Tensor index of input number `i`, which must be given.
    fn input(&self, i: usize) -> Result<ValueId, LoadError> {
        self.optional(i)
            .ok_or_else(|| self.inconsistent("input missing"))
    }

    fn optional(&self, i: usize) -> Option<ValueId> {
        self.operator.inputs.get(i).copied().flatten()
    }

    fn expect_inputs(&self, count: usize) -> Result<(), LoadError> {
        if self.operator.inputs.len() != count {
            return Err(self.inconsistent("unexpected number of inputs"));
        }
        Ok(())
    }

    /// The one output.
    fn output(&self) -> Result<ValueId, LoadError> {
        match self.operator.outputs.as_slice() {
            [one] => Ok(*one),
            _ => Err(self.inconsistent("exactly one output expected")),
        }
    }

    fn option_i32(&self, id: usize, default: i32) -> Result<i32, LoadError> {
        self.operator
            .options
            .map_or(Ok(default), |t: Table<'_>| t.i32(id, default))
    }

    fn option_u8(&self, id: usize) -> Result<u8, LoadError> {
        self.operator
            .options
            .map_or(Ok(0), |t: Table<'_>| t.u8(id, 0))
    }

    fn option_bool(&self, id: usize) -> Result<bool, LoadError> {
        self.operator
            .options
            .map_or(Ok(false), |t: Table<'_>| t.bool(id))
    }

    /// The fused activation stored in field `id` (`ActivationFunctionType` of the schema).
    fn fused(&self, id: usize) -> Result<Activation, LoadError> {
        match self.option_u8(id)? {
            0 => Ok(Activation::None),
            1 => Ok(RELU),
            2 => Ok(Activation::Clamp(-1.0, 1.0)),
            3 => Ok(RELU6),
            _ => Err(self.unsupported("this fused activation")),
        }
    }
}

const RELU: Activation = Activation::Clamp(0.0, f32::INFINITY);
const RELU6: Activation = Activation::Clamp(0.0, 6.0);

impl<'a> Lowering<'a> {
    fn tensor(&self, value: ValueId) -> &'a RawTensor<'a> {
        &self.raw.tensors[value]
    }

    fn shape(&self, value: ValueId) -> &'a [usize] {
        &self.tensor(value).shape
    }

    fn operator(
        &mut self,
        index: usize,
        operator: &'a RawOperator<'a>,
        nodes: &mut Vec<Node>,
    ) -> Result<(), LoadError> {
        let context = Context { index, operator };
        let output = context.output()?;
        if !matches!(self.state[output], State::Unknown) || !self.tensor(output).data.is_empty() {
            return Err(context.inconsistent("output is already there"));
        }
        if operator.code == code::DEQUANTIZE {
            self.state[output] = State::Folded(self.dequantize(&context, output)?);
            return Ok(());
        }
        if self.tensor(output).kind != FLOAT32 {
            return Err(context.unsupported("only f32 results"));
        }
        self.spend(&[self.tensor(output).elements()])?;
        let (op, inputs) = self.lower_one(&context, output)?;
        for &input in &inputs {
            self.read_operand(&context, input)?;
        }
        self.state[output] = State::Computed;
        nodes.push(Node { op, inputs, output });
        Ok(())
    }

    fn lower_one(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        match context.operator.code {
            code::CONV_2D => self.conv(context, output),
            code::DEPTHWISE_CONV_2D => self.depthwise(context, output),
            code::FULLY_CONNECTED => self.fully_connected(context, output),
            code::MAX_POOL_2D => self.max_pool(context, output),
            code::RESIZE_BILINEAR => self.resize(context, output),
            code::ADD | code::SUB | code::MUL | code::DIV | code::SQUARED_DIFFERENCE => {
                self.binary(context, output)
            }
            code::LOGISTIC | code::NEG | code::SQRT | code::RSQRT => self.unary(context, output),
            code::RELU | code::RELU6 | code::PRELU => self.activation(context, output),
            code::MEAN | code::SUM => self.reduce(context, output),
            code::PAD => self.pad(context, output),
            code::RESHAPE => self.reshape(context, output),
            code::CONCATENATION => self.concat(context, output),
            code::TRANSPOSE => self.transpose(context, output),
            code::STRIDED_SLICE => self.strided_slice(context, output),
            _ => Err(context.unsupported("operator not known to this runtime")),
        }
    }

    /// A value that is read at run time: computed before, or a constant.
    fn read_operand(&mut self, context: &Context<'_>, value: ValueId) -> Result<(), LoadError> {
        if matches!(self.state[value], State::Computed) || self.operands.contains_key(&value) {
            return Ok(());
        }
        let data = self.constant(context, value)?;
        self.operands.insert(value, data);
        Ok(())
    }

    /// Counts elements that the model will keep against the limit.
    fn keep(&mut self, elements: usize) -> Result<(), LoadError> {
        self.constant_budget = self
            .constant_budget
            .checked_sub(elements)
            .ok_or(LoadError::TooLarge("constants"))?;
        Ok(())
    }

    /// Counts the operator's work against the limit.
    fn spend(&mut self, factors: &[usize]) -> Result<(), LoadError> {
        let work = factors.iter().try_fold(1_u64, |product, &factor| {
            product.checked_mul(u64::try_from(factor).ok()?)
        });
        self.macs = work
            .and_then(|work| self.macs.checked_add(work))
            .filter(|&total| total <= limits::MAX_MACS)
            .ok_or(LoadError::TooLarge("work of one run"))?;
        Ok(())
    }
}

/// `BuiltinOperator` of the schema.
mod code {
    pub(super) const ADD: i32 = 0;
    pub(super) const CONCATENATION: i32 = 2;
    pub(super) const CONV_2D: i32 = 3;
    pub(super) const DEPTHWISE_CONV_2D: i32 = 4;
    pub(super) const DEQUANTIZE: i32 = 6;
    pub(super) const FULLY_CONNECTED: i32 = 9;
    pub(super) const LOGISTIC: i32 = 14;
    pub(super) const MAX_POOL_2D: i32 = 17;
    pub(super) const MUL: i32 = 18;
    pub(super) const RELU: i32 = 19;
    pub(super) const RELU6: i32 = 21;
    pub(super) const RESHAPE: i32 = 22;
    pub(super) const RESIZE_BILINEAR: i32 = 23;
    pub(super) const CUSTOM: i32 = 32;
    pub(super) const PAD: i32 = 34;
    pub(super) const TRANSPOSE: i32 = 39;
    pub(super) const MEAN: i32 = 40;
    pub(super) const SUB: i32 = 41;
    pub(super) const DIV: i32 = 42;
    pub(super) const STRIDED_SLICE: i32 = 45;
    pub(super) const PRELU: i32 = 54;
    pub(super) const NEG: i32 = 59;
    pub(super) const SUM: i32 = 74;
    pub(super) const SQRT: i32 = 75;
    pub(super) const RSQRT: i32 = 76;
    pub(super) const SQUARED_DIFFERENCE: i32 = 99;
}

/// The operator's name for messages.
fn name(operator: &RawOperator<'_>) -> String {
    let known = match operator.code {
        code::ADD => "ADD",
        code::CONCATENATION => "CONCATENATION",
        code::CONV_2D => "CONV_2D",
        code::DEPTHWISE_CONV_2D => "DEPTHWISE_CONV_2D",
        code::DEQUANTIZE => "DEQUANTIZE",
        code::FULLY_CONNECTED => "FULLY_CONNECTED",
        code::LOGISTIC => "LOGISTIC",
        code::MAX_POOL_2D => "MAX_POOL_2D",
        code::MUL => "MUL",
        code::RELU => "RELU",
        code::RELU6 => "RELU6",
        code::RESHAPE => "RESHAPE",
        code::RESIZE_BILINEAR => "RESIZE_BILINEAR",
        code::CUSTOM => return format!("CUSTOM {}", operator.custom),
        code::PAD => "PAD",
        code::TRANSPOSE => "TRANSPOSE",
        code::MEAN => "MEAN",
        code::SUB => "SUB",
        code::DIV => "DIV",
        code::STRIDED_SLICE => "STRIDED_SLICE",
        code::PRELU => "PRELU",
        code::NEG => "NEG",
        code::SUM => "SUM",
        code::SQRT => "SQRT",
        code::RSQRT => "RSQRT",
        code::SQUARED_DIFFERENCE => "SQUARED_DIFFERENCE",
        other => return format!("BUILTIN_{other}"),
    };
    known.to_owned()
}
