//! Operators that only move elements.

use super::pointwise::axis_of;
use super::{Context, Lowering};
use crate::LoadError;
use crate::graph::{Activation, Op, Strided, ValueId, strides};

impl Lowering<'_> {
    pub(super) fn reshape(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        // The new shape may stand in the options, in an input or nowhere; the output's own shape is what counts.
        let x = context.input(0)?;
        if self.tensor(x).elements() != self.tensor(output).elements() {
            return Err(context.inconsistent("number of elements changes"));
        }
        Ok((Op::Reshape, vec![x]))
    }

    pub(super) fn concat(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let shape = self.shape(output);
        let axis = axis_of(context, context.option_i32(0, 0)?, shape.len())?;
        if context.fused(1)? != Activation::None {
            return Err(context.unsupported("fused activation"));
        }
        let inner: usize = shape[axis + 1..].iter().product();
        let (mut total, mut chunks, mut inputs) = (0_usize, Vec::new(), Vec::new());
        for i in 0..context.operator.inputs.len() {
            let input = context.input(i)?;
            let from = self.shape(input);
            let fits = from.len() == shape.len()
                && (0..shape.len()).all(|d| d == axis || from[d] == shape[d]);
            if !fits {
                return Err(context.inconsistent("shapes of the parts"));
            }
            total += from[axis];
            chunks.push(from[axis] * inner);
            inputs.push(input);
        }
        if total != shape[axis] {
            return Err(context.inconsistent("sum of the parts"));
        }
        Ok((Op::Concat { chunks }, inputs))
    }

    pub(super) fn pad(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(2)?;
        let x = context.input(0)?;
        let (from, to) = (self.shape(x), self.shape(output));
        let paddings = self.numbers(context, context.input(1)?)?;
        let (pairs, rest) = paddings.as_chunks::<2>();
        if pairs.len() != from.len() || !rest.is_empty() || to.len() != from.len() {
            return Err(context.inconsistent("one pair of paddings a dimension expected"));
        }
        let places = strides(to);
        let mut offset = 0;
        for (d, pair) in pairs.iter().enumerate() {
            let &[before, after] = pair;
            let (Ok(before), Ok(after)) = (usize::try_from(before), usize::try_from(after)) else {
                return Err(context.inconsistent("negative padding"));
            };
            if from[d]
                .checked_add(before)
                .and_then(|n| n.checked_add(after))
                != Some(to[d])
            {
                return Err(context.inconsistent("output's shape"));
            }
            offset += before * places[d];
        }
        let output = Strided {
            offset,
            shape: from.to_vec(),
            strides: places,
        };
        Ok((Op::Pad { output }, vec![x]))
    }

    pub(super) fn transpose(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(2)?;
        let x = context.input(0)?;
        let (from, to) = (self.shape(x), self.shape(output));
        let order = self.numbers(context, context.input(1)?)?;
        if order.len() != from.len() || to.len() != from.len() {
            return Err(context.inconsistent("rank"));
        }
        let own = strides(from);
        let mut seen = vec![false; from.len()];
        let mut places = Vec::new();
        for (d, &axis) in order.iter().enumerate() {
            let axis = axis_of(context, axis, from.len())?;
            if std::mem::replace(&mut seen[axis], true) || to[d] != from[axis] {
                return Err(context.inconsistent("order of the dimensions"));
            }
            places.push(own[axis]);
        }
        Ok((
            Op::Gather(Strided {
                offset: 0,
                shape: to.to_vec(),
                strides: places,
            }),
            vec![x],
        ))
    }

    pub(super) fn strided_slice(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(4)?;
        let x = context.input(0)?;
        let from = self.shape(x);
        let [begin, end, step] = [1, 2, 3].map(|i| {
            context
                .input(i)
                .and_then(|value| self.numbers(context, value))
        });
        let (begin, end, step) = (begin?, end?, step?);
        if [begin.len(), end.len(), step.len()] != [from.len(); 3] {
            return Err(context.unsupported("bounds for some dimensions only"));
        }
        if context.option_i32(2, 0)? != 0
            || context.option_i32(3, 0)? != 0
            || context.option_bool(5)?
        {
            return Err(context.unsupported("ellipsis, new axis and offset"));
        }
        let masks = [0, 1, 4].map(|id| context.option_i32(id, 0));
        let [begin_mask, end_mask, shrink] = masks;
        let (begin_mask, end_mask, shrink) = (begin_mask?, end_mask?, shrink?);
        let own = strides(from);
        let (mut offset, mut shape, mut places) = (0, Vec::new(), Vec::new());
        for d in 0..from.len() {
            let bit = |mask: i32| mask >> d & 1 == 1;
            let start = if bit(begin_mask) {
                0
            } else {
                bound(begin[d], from[d])
            };
            let mut stop = if bit(end_mask) {
                from[d]
            } else {
                bound(end[d], from[d])
            };
            if bit(shrink) {
                stop = start + 1;
            }
            let step = match usize::try_from(step[d]) {
                Ok(step) if step > 0 => step,
                _ => return Err(context.unsupported("steps below one")),
            };
            if start >= stop || stop > from[d] {
                return Err(context.inconsistent("empty slice"));
            }
            offset += start * own[d];
            if !bit(shrink) {
                let count = (stop - start).div_ceil(step);
                shape.push(count);
                // With a single element the step, which may be huge, is never taken.
                places.push(if count == 1 { 0 } else { step * own[d] });
            }
        }
        if shape != self.shape(output) {
            return Err(context.inconsistent("output's shape"));
        }
        Ok((
            Op::Gather(Strided {
                offset,
                shape,
                strides: places,
            }),
            vec![x],
        ))
    }
}

/// A bound of a slice, counted from the end when negative, kept inside of the dimension.
fn bound(value: i32, size: usize) -> usize {
    let from_end = usize::try_from(value.unsigned_abs()).unwrap_or(usize::MAX);
    if value < 0 {
        size.saturating_sub(from_end)
    } else {
        from_end.min(size)
    }
}
