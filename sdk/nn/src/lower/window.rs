//! Operators that slide a window over height and width: convolutions, pooling, resize.

use std::sync::Arc;

use super::{Context, Lowering};
use crate::LoadError;
use crate::graph::{Conv, Depthwise, MaxPool, Nhwc, Op, ValueId, Window};

/// Largest window side and stride; real networks stay far below.
const MAX_WINDOW: i32 = 64;

impl Lowering<'_> {
    fn nhwc(&self, context: &Context<'_>, value: ValueId) -> Result<Nhwc, LoadError> {
        self.shape(value)
            .try_into()
            .map_err(|_| context.unsupported("only values of four dimensions"))
    }

    /// Reads padding and strides, and checks the output's height and width against them.
    fn window(
        &self,
        context: &Context<'_>,
        fields: Fields,
        (height, width): (usize, usize),
        (input, output): (&Nhwc, &Nhwc),
    ) -> Result<Window, LoadError> {
        let stride = |id| -> Result<usize, LoadError> {
            match context.option_i32(id, 0)? {
                s @ 1..=MAX_WINDOW => Ok(s.unsigned_abs() as usize),
                _ => Err(context.inconsistent("stride")),
            }
        };
        let (stride_x, stride_y) = (stride(fields.stride_x)?, stride(fields.stride_x + 1)?);
        let limit = MAX_WINDOW.unsigned_abs() as usize;
        if height > limit || width > limit {
            return Err(context.unsupported("window of this size"));
        }
        let same = match context.option_u8(0)? {
            0 => true,
            1 => false,
            _ => return Err(context.inconsistent("padding")),
        };
        let (out_y, pad_top) = extent(input[1], height, stride_y, same)
            .ok_or_else(|| context.inconsistent("window larger than its input"))?;
        let (out_x, pad_left) = extent(input[2], width, stride_x, same)
            .ok_or_else(|| context.inconsistent("window larger than its input"))?;
        if [output[0], output[1], output[2]] != [input[0], out_y, out_x] {
            return Err(context.inconsistent("output's size does not follow from the window"));
        }
        Ok(Window {
            height,
            width,
            stride_y,
            stride_x,
            pad_top,
            pad_left,
        })
    }

    /// Bias (optional input 2) of `channels` elements; zeros when absent.
    fn bias(&mut self, context: &Context<'_>, channels: usize) -> Result<Vec<f32>, LoadError> {
        match context.optional(2) {
            None => Ok(vec![0.0; channels]),
            Some(value) => {
                let bias = self.constant(context, value)?;
                if bias.len() != channels {
                    return Err(context.inconsistent("one bias a channel expected"));
                }
                Ok(bias.to_vec())
            }
        }
    }

    fn no_dilation(context: &Context<'_>, first: usize) -> Result<(), LoadError> {
        if context.option_i32(first, 1)? != 1 || context.option_i32(first + 1, 1)? != 1 {
            return Err(context.unsupported("dilation"));
        }
        Ok(())
    }

    pub(super) fn conv(
        &mut self,
        context: &Context<'_>,
        output_id: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let (x, filter) = (context.input(0)?, context.input(1)?);
        let (input, output) = (self.nhwc(context, x)?, self.nhwc(context, output_id)?);
        let [out, height, width, depth] = self.nhwc(context, filter)?;
        if depth != input[3] {
            return Err(context.unsupported("grouped convolution"));
        }
        if out != output[3] {
            return Err(context.inconsistent("output's channels differ from the filter's"));
        }
        Self::no_dilation(context, 4)?;
        let window = self.window(
            context,
            Fields { stride_x: 1 },
            (height, width),
            (&input, &output),
        )?;
        self.spend(&[output[0] * output[1], output[2], out, height * width, depth])?;
        self.keep(packed_elements(out, height * width * depth))?;
        let conv = Conv {
            window,
            input,
            output,
            weights: self.constant(context, filter)?,
            bias: self.bias(context, out)?,
            residual: None,
            activation: context.fused(3)?,
        };
        Ok((Op::Conv(conv), vec![x]))
    }

    pub(super) fn depthwise(
        &mut self,
        context: &Context<'_>,
        output_id: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let (x, filter) = (context.input(0)?, context.input(1)?);
        let (input, output) = (self.nhwc(context, x)?, self.nhwc(context, output_id)?);
        let [one, height, width, channels] = self.nhwc(context, filter)?;
        // The multiplier follows from the shapes; field 3 only repeats it.
        if one != 1 || channels != input[3] || channels != output[3] {
            return Err(context.unsupported("more or fewer than one filter a channel"));
        }
        Self::no_dilation(context, 5)?;
        let window = self.window(
            context,
            Fields { stride_x: 1 },
            (height, width),
            (&input, &output),
        )?;
        self.spend(&[output[0] * output[1], output[2], channels, height * width])?;
        // Bias and slopes are copied for each operator, weights are shared.
        self.keep(2 * channels)?;
        let depthwise = Depthwise {
            window,
            input,
            output,
            weights: self.constant(context, filter)?,
            bias: self.bias(context, channels)?,
            activation: context.fused(4)?,
        };
        Ok((Op::Depthwise(depthwise), vec![x]))
    }

    pub(super) fn fully_connected(
        &mut self,
        context: &Context<'_>,
        output_id: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let (x, filter) = (context.input(0)?, context.input(1)?);
        let &[out, depth] = self.shape(filter) else {
            return Err(context.inconsistent("weights of two dimensions expected"));
        };
        if context.option_u8(1)? != 0 {
            return Err(context.unsupported("shuffled weights"));
        }
        let rows = self.tensor(x).elements() / depth;
        if rows * depth != self.tensor(x).elements()
            || rows * out != self.tensor(output_id).elements()
            || self.shape(output_id).last() != Some(&out)
        {
            return Err(context.inconsistent("sizes of input, weights and output"));
        }
        self.spend(&[rows, out, depth])?;
        let window = Window {
            height: 1,
            width: 1,
            stride_y: 1,
            stride_x: 1,
            pad_top: 0,
            pad_left: 0,
        };
        self.keep(packed_elements(out, depth))?;
        let weights: Arc<[f32]> = self.constant(context, filter)?;
        let conv = Conv {
            window,
            input: [1, 1, rows, depth],
            output: [1, 1, rows, out],
            weights,
            bias: self.bias(context, out)?,
            residual: None,
            activation: context.fused(0)?,
        };
        Ok((Op::Conv(conv), vec![x]))
    }

    pub(super) fn max_pool(
        &mut self,
        context: &Context<'_>,
        output_id: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        let x = context.input(0)?;
        let (input, output) = (self.nhwc(context, x)?, self.nhwc(context, output_id)?);
        let side = |id| -> Result<usize, LoadError> {
            match context.option_i32(id, 0)? {
                s @ 1..=MAX_WINDOW => Ok(s.unsigned_abs() as usize),
                _ => Err(context.inconsistent("window")),
            }
        };
        let (width, height) = (side(3)?, side(4)?);
        if input[3] != output[3] {
            return Err(context.inconsistent("channels"));
        }
        let window = self.window(
            context,
            Fields { stride_x: 1 },
            (height, width),
            (&input, &output),
        )?;
        self.spend(&[output[0] * output[1], output[2], output[3], height * width])?;
        let activation = context.fused(5)?;
        Ok((
            Op::MaxPool(MaxPool {
                window,
                input,
                output,
                activation,
            }),
            vec![x],
        ))
    }

    pub(super) fn resize(
        &mut self,
        context: &Context<'_>,
        output_id: ValueId,
    ) -> Result<(Op, Vec<ValueId>), LoadError> {
        context.expect_inputs(2)?;
        let x = context.input(0)?;
        let (input, output) = (self.nhwc(context, x)?, self.nhwc(context, output_id)?);
        let size = self.numbers(context, context.input(1)?)?;
        let wanted: Vec<Option<usize>> = size.iter().map(|&s| usize::try_from(s).ok()).collect();
        if wanted != [Some(output[1]), Some(output[2])]
            || input[0] != output[0]
            || input[3] != output[3]
        {
            return Err(context.inconsistent("output's size differs from the one asked for"));
        }
        let (align_corners, half_pixel) = (context.option_bool(2)?, context.option_bool(3)?);
        if align_corners && half_pixel {
            return Err(context.inconsistent("corners aligned and half pixels at once"));
        }
        self.spend(&[output[0] * output[1], output[2], output[3], 4])?;
        Ok((
            Op::Resize {
                input,
                output,
                align_corners,
                half_pixel,
            },
            vec![x],
        ))
    }
}

/// At least what the packed weights of a convolution take, bias and slopes included.
fn packed_elements(columns: usize, depth: usize) -> usize {
    const WIDEST: usize = 16;
    columns
        .next_multiple_of(WIDEST)
        .saturating_mul(depth.saturating_add(2))
}

/// Number of the option field with the horizontal stride; the vertical one follows it.
struct Fields {
    stride_x: usize,
}

/// Size of the output along one side and the zeros before its input, as TensorFlow pads.
fn extent(input: usize, window: usize, stride: usize, same: bool) -> Option<(usize, usize)> {
    if same {
        let output = input.div_ceil(stride);
        let needed = (output - 1) * stride + window;
        Some((output, needed.saturating_sub(input) / 2))
    } else {
        Some((input.checked_sub(window)? / stride + 1, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::extent;

    #[test]
    fn same_padding_puts_the_odd_row_last() {
        assert_eq!(extent(128, 5, 2, true), Some((64, 1)));
        assert_eq!(extent(256, 3, 2, true), Some((128, 0)));
        assert_eq!(extent(64, 3, 1, true), Some((64, 1)));
        assert_eq!(extent(7, 7, 1, false), Some((1, 0)));
        assert_eq!(extent(6, 7, 1, false), None);
    }
}
