//! Operators that work element by element, and sums.

use super::{Context, Lowering, RELU, RELU6, code};
use crate::LoadError;
use crate::graph::{Activation, Binary, Op, Strided, Unary, ValueId, strides};

impl Lowering<'_> {
    pub(super) fn binary(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(2)?;
        let (a, b) = (context.input(0)?, context.input(1)?);
        let shape = self.shape(output);
        let broadcast = |from| {
            broadcast(self.shape(from), shape)
                .ok_or_else(|| context.inconsistent("shapes do not broadcast to the output"))
        };
        let (left, right) = (broadcast(a)?, broadcast(b)?);
        // Neither operand may be smaller than the output in the same dimension.
        let covered = (0..shape.len())
            .all(|d| shape[d] == 1 || left.strides[d] != 0 || right.strides[d] != 0);
        if !covered {
            return Err(context.inconsistent("output larger than both operands"));
        }
        let (kind, activation) = match context.operator.code {
            code::ADD => (Binary::Add, context.fused(0)?),
            code::SUB => (Binary::Sub, context.fused(0)?),
            code::MUL => (Binary::Mul, context.fused(0)?),
            code::DIV => (Binary::Div, context.fused(0)?),
            _ => (Binary::SquaredDifference, Activation::None),
        };
        self.spend(&[self.tensor(output).elements()])?;
        Ok((
            Op::Binary {
                kind,
                left,
                right,
                activation,
            },
            vec![a, b],
        ))
    }

    pub(super) fn unary(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let x = self.same_shape(context, output)?;
        let kind = match context.operator.code {
            code::LOGISTIC => Unary::Logistic,
            code::NEG => Unary::Neg,
            code::SQRT => Unary::Sqrt,
            _ => Unary::Rsqrt,
        };
        Ok((Op::Unary(kind), vec![x]))
    }

    pub(super) fn activation(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let x = self.same_shape(context, output)?;
        let activation = match context.operator.code {
            code::RELU => RELU,
            code::RELU6 => RELU6,
            _ => {
                let slope = self.constant(context, context.input(1)?)?;
                if self.shape(x).last() != Some(&slope.len()) {
                    return Err(context.unsupported("anything but one slope a channel"));
                }
                Activation::Prelu(slope)
            }
        };
        Ok((Op::Activate(activation), vec![x]))
    }

    fn same_shape(&mut self, context: &Context<'_>, output: ValueId) -> Result<ValueId, LoadError> {
        let x = context.input(0)?;
        if self.shape(x) != self.shape(output) {
            return Err(context.inconsistent("output's shape differs from the input's"));
        }
        self.spend(&[self.tensor(output).elements()])?;
        Ok(x)
    }

    pub(super) fn reduce(
        &mut self,
        context: &Context<'_>,
        output: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(2)?;
        let x = context.input(0)?;
        let shape = self.shape(x);
        let mut reduced = vec![false; shape.len()];
        for axis in self.numbers(context, context.input(1)?)? {
            reduced[axis_of(context, axis, shape.len())?] = true;
        }
        let keep = context.option_bool(0)?;
        let wanted: Vec<usize> = (0..shape.len())
            .filter(|&d| keep || !reduced[d])
            .map(|d| if reduced[d] { 1 } else { shape[d] })
            .collect();
        if wanted != self.shape(output) {
            return Err(context.inconsistent("output's shape"));
        }
        let kept: Vec<usize> = (0..shape.len())
            .map(|d| if reduced[d] { 1 } else { shape[d] })
            .collect();
        let mut places = strides(&kept);
        let mut count = 1_usize;
        for d in 0..shape.len() {
            if reduced[d] {
                places[d] = 0;
                count *= shape[d];
            }
        }
        let scale = if context.operator.code == code::MEAN {
            1.0 / count as f32
        } else {
            1.0
        };
        self.spend(&[self.tensor(x).elements()])?;
        let output = Strided {
            offset: 0,
            shape: shape.to_vec(),
            strides: places,
        };
        Ok((Op::Reduce { output, scale }, vec![x]))
    }
}

/// Strides that read `from` as if it had shape `to` (NumPy's rules), or `None`.
fn broadcast(from: &[usize], to: &[usize]) -> Option<Strided> {
    let missing = to.len().checked_sub(from.len())?;
    let own = strides(from);
    let mut result = vec![0; to.len()];
    for d in 0..from.len() {
        if from[d] == to[missing + d] {
            result[missing + d] = if from[d] == 1 { 0 } else { own[d] };
        } else if from[d] != 1 {
            return None;
        }
    }
    Some(Strided {
        offset: 0,
        shape: to.to_vec(),
        strides: result,
    })
}

/// A dimension counted from the end when negative.
pub(super) fn axis_of(context: &Context<'_>, axis: i32, rank: usize) -> Result<usize, LoadError> {
    let rank = i32::try_from(rank).map_err(|_| context.inconsistent("axis"))?;
    let axis = if axis < 0 {
        axis.checked_add(rank)
    } else {
        Some(axis)
    };
    axis.filter(|&a| (0..rank).contains(&a))
        .and_then(|a| usize::try_from(a).ok())
        .ok_or_else(|| context.inconsistent("axis out of range"))
}

#[cfg(test)]
mod tests {
    use super::broadcast;

    #[test]
    fn broadcasts_like_numpy() {
        assert_eq!(
            broadcast(&[97, 1], &[2, 97, 64]).unwrap().strides,
            [0, 1, 0]
        );
        assert_eq!(broadcast(&[], &[3, 4]).unwrap().strides, [0, 0]);
        assert_eq!(broadcast(&[3, 4], &[3, 4]).unwrap().strides, [4, 1]);
        assert!(broadcast(&[2], &[3]).is_none());
        assert!(broadcast(&[1, 3], &[3]).is_none());
    }
}
