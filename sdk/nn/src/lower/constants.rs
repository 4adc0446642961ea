//! Numbers that stand in the file: weights as f32, whatever they are stored as, and parameters.

use std::sync::Arc;

use super::{Context, Lowering, State};
use crate::LoadError;
use crate::graph::ValueId;
use crate::half::f16_to_f32;
use crate::schema::{FLOAT16, FLOAT32, INT8, INT32, RawTensor};

impl<'a> Lowering<'a> {
    /// Weights of float16 or int8 become f32 once, at load.
    pub(super) fn dequantize(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<Arc<[f32]>, LoadError> {
        let input = context.input(0)?;
        let (from, to) = (self.tensor(input), self.tensor(output));
        if from.data.is_empty() || !matches!(from.kind, FLOAT16 | INT8) {
            return Err(context.unsupported("only constants of float16 and int8"));
        }
        if from.shape != to.shape || to.kind != FLOAT32 {
            return Err(context.inconsistent("result differs from its source"));
        }
        if from.kind == FLOAT16 {
            return self.constant(context, input);
        }
        if from.data.len() != from.elements() {
            return Err(context.inconsistent("constant's bytes do not fit its shape"));
        }
        self.keep(from.elements())?;
        int8_to_f32(context, from)
    }

    /// A constant of f32 or float16 as f32.
    pub(super) fn constant(
        &mut self,
        context: &Context<'_>,
        value: ValueId,
    ) -> Result<Arc<[f32]>, LoadError> {
        if let State::Folded(data) = &self.state[value] {
            return Ok(Arc::clone(data));
        }
        let tensor = self.tensor(value);
        if matches!(self.state[value], State::Computed) || tensor.data.is_empty() {
            return Err(context.inconsistent("reads a value that is not there yet or not constant"));
        }
        let elements = tensor.elements();
        self.keep(elements)?;
        let (words, rest) = match tensor.kind {
            FLOAT32 => (tensor.data.len() / 4, tensor.data.len() % 4),
            FLOAT16 => (tensor.data.len() / 2, tensor.data.len() % 2),
            _ => return Err(context.unsupported("only constants of f32 and float16")),
        };
        if words != elements || rest != 0 {
            return Err(context.inconsistent("constant's bytes do not fit its shape"));
        }
        Ok(match tensor.kind {
            FLOAT32 => tensor
                .data
                .as_chunks()
                .0
                .iter()
                .map(|&b| f32::from_le_bytes(b))
                .collect(),
            _ => {
                let halves = tensor.data.as_chunks().0.iter();
                halves.map(|&b| f16_to_f32(u16::from_le_bytes(b))).collect()
            }
        })
    }

    /// A short constant of i32 (axes, sizes, paddings).
    pub(super) fn numbers(
        &self,
        context: &Context<'_>,
        value: ValueId,
    ) -> Result<Vec<i32>, LoadError> {
        const MOST: usize = 16;
        let tensor = self.tensor(value);
        if tensor.kind != INT32 || tensor.data.is_empty() {
            return Err(context.unsupported("parameters that are not constants of i32"));
        }
        let (numbers, rest) = tensor.data.as_chunks::<4>();
        if numbers.len() != tensor.elements() || numbers.len() > MOST || !rest.is_empty() {
            return Err(context.inconsistent("parameter's bytes do not fit its shape"));
        }
        Ok(numbers.iter().map(|&b| i32::from_le_bytes(b)).collect())
    }
}

/// `scale * integer`, one scale for the whole tensor or for each index of one dimension; no zero points. The number of
/// bytes is the number of elements.
fn int8_to_f32(context: &Context<'_>, tensor: &RawTensor<'_>) -> Result<Arc<[f32]>, LoadError> {
    let how = tensor
        .quantization
        .ok_or_else(|| context.inconsistent("integers without a scale"))?;
    // Fields of `QuantizationParameters`: 2 scales, 3 zero points, 4 kind of details, 6 the scales' dimension.
    if how.u8(4, 0)? != 0 {
        return Err(context.unsupported("custom quantization"));
    }
    let axis = usize::try_from(how.i32(6, 0)?)
        .ok()
        .filter(|&axis| axis < tensor.shape.len().max(1))
        .ok_or_else(|| context.inconsistent("dimension of the scales"))?;
    let count = tensor.shape.get(axis).copied().unwrap_or(1);
    let scales = how.f32_vector(2, count)?;
    if how.i64_vector(3, count)?.iter().any(|&zero| zero != 0) {
        return Err(context.unsupported("zero points"));
    }
    if scales.iter().any(|scale| !scale.is_finite()) {
        return Err(context.inconsistent("scale that is no number"));
    }
    // How many elements in a row have one scale.
    let run: usize = match scales.len() {
        1 => tensor.elements(),
        n if n == count => tensor.shape[axis + 1..].iter().product(),
        _ => return Err(context.inconsistent("one scale, or one an index, expected")),
    };
    let chunks = tensor.data.chunks_exact(run).zip(scales.iter().cycle());
    Ok(chunks
        .flat_map(|(bytes, &scale)| {
            bytes
                .iter()
                .map(move |&byte| scale * f32::from(byte.cast_signed()))
        })
        .collect())
}
