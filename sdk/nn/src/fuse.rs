//! Joins neighbouring operators so that a value is written once: an activation into the operator before it,
//! an addition into the convolution that makes one of its sides, zeros for missing channels into that addition,
//! zeros around a picture into the window that reads them.

use crate::graph::{Activation, Binary, Conv, Graph, Nhwc, Node, Op, ValueId};

/// Applies all rules until none fits any more.
pub(crate) fn fuse(graph: &mut Graph) {
    let mut uses = vec![0_usize; graph.shapes.len()];
    for &value in graph
        .nodes
        .iter()
        .flat_map(|n| &n.inputs)
        .chain(&graph.outputs)
    {
        uses[value] += 1;
    }
    let mut fused: Vec<Node> = Vec::with_capacity(graph.nodes.len());
    // Where the maker of each value stands in `fused`.
    let mut maker: Vec<Option<usize>> = vec![None; graph.shapes.len()];
    for node in std::mem::take(&mut graph.nodes) {
        let node = join_padding(&node, &mut fused, &maker, &uses).unwrap_or(node);
        let node = join_addition(&node, &mut fused, &maker, &uses).unwrap_or(node);
        let output = node.output;
        match join_activation(&node, &mut fused, &maker, &uses) {
            Some(at) => maker[output] = Some(at),
            None => {
                maker[output] = Some(fused.len());
                fused.push(node);
            }
        }
    }
    fused.retain(|node| node.output != REMOVED);
    graph.nodes = fused;
}

/// Marks a node whose work moved elsewhere.
const REMOVED: ValueId = ValueId::MAX;

/// The node that makes `value`, if nothing else reads it.
fn sole_maker(value: ValueId, maker: &[Option<usize>], uses: &[usize]) -> Option<usize> {
    if uses[value] == 1 { maker[value] } else { None }
}

/// Moves an activation into the operator that makes its input.
fn join_activation(
    node: &Node,
    fused: &mut [Node],
    maker: &[Option<usize>],
    uses: &[usize],
) -> Option<usize> {
    let Op::Activate(activation) = &node.op else {
        return None;
    };
    let at = sole_maker(node.inputs[0], maker, uses)?;
    let slot = match &mut fused[at].op {
        Op::Conv(Conv { activation, .. }) => activation,
        Op::Depthwise(depthwise) => &mut depthwise.activation,
        Op::Binary { activation, .. } => activation,
        _ => return None,
    };
    if *slot != Activation::None {
        return None;
    }
    *slot = activation.clone();
    fused[at].output = node.output;
    Some(at)
}

/// Turns `conv(x) + residual` into one convolution, which then stands where the addition stood.
fn join_addition(
    node: &Node,
    fused: &mut [Node],
    maker: &[Option<usize>],
    uses: &[usize],
) -> Option<Node> {
    let Op::Binary {
        kind: Binary::Add,
        left,
        right,
        activation,
    } = &node.op
    else {
        return None;
    };
    let broadcast = left
        .shape
        .iter()
        .zip(&left.strides)
        .any(|(&size, &stride)| size > 1 && stride == 0);
    if left != right || broadcast {
        return None;
    }
    let activation = activation.clone();
    let candidates = [
        (node.inputs[0], node.inputs[1]),
        (node.inputs[1], node.inputs[0]),
    ];
    // Of two convolutions the later one takes the addition.
    let (at, residual) = candidates
        .into_iter()
        .filter_map(|(made, residual)| Some((sole_maker(made, maker, uses)?, residual)))
        .filter(|&(at, residual)| {
            let Op::Conv(conv) = &fused[at].op else {
                return false;
            };
            conv.residual.is_none()
                && conv.activation == Activation::None
                && fused[at].output != residual
        })
        .max_by_key(|&(at, _)| at)?;
    let mut joined = std::mem::replace(&mut fused[at], removed());
    let Op::Conv(conv) = &mut joined.op else {
        return None;
    };
    let mut channels = conv.output[3];
    let mut source = residual;
    if let Some(pad_at) = sole_maker(residual, maker, uses)
        && let Some(real) = padded_channels(&fused[pad_at], conv)
    {
        channels = real;
        source = fused[pad_at].inputs[0];
        fused[pad_at] = removed();
    }
    conv.residual = Some(channels);
    conv.activation = activation;
    joined.inputs.push(source);
    joined.output = node.output;
    Some(joined)
}

/// Lets a convolution read zeros outside of its input instead of from a padded copy.
fn join_padding(
    node: &Node,
    fused: &mut [Node],
    maker: &[Option<usize>],
    uses: &[usize],
) -> Option<Node> {
    let (window, input) = match &node.op {
        Op::Conv(conv) => (conv.window, conv.input),
        Op::Depthwise(depthwise) => (depthwise.window, depthwise.input),
        _ => return None,
    };
    let at = sole_maker(node.inputs[0], maker, uses)?;
    let Op::Pad { output } = &fused[at].op else {
        return None;
    };
    let shape: Nhwc = output.shape.as_slice().try_into().ok()?;
    let line = input[2] * input[3];
    let (top, left) = (output.offset / line, output.offset % line / input[3]);
    // Only zeros around each picture, and a window that has no zeros of its own.
    let around = [shape[0], shape[3]] == [input[0], input[3]] && output.offset % input[3] == 0;
    if !around || top >= input[1] || window.pad_top != 0 || window.pad_left != 0 {
        return None;
    }
    let source = fused[at].inputs[0];
    let mut joined = node.clone();
    let (window, input) = match &mut joined.op {
        Op::Conv(conv) => (&mut conv.window, &mut conv.input),
        Op::Depthwise(depthwise) => (&mut depthwise.window, &mut depthwise.input),
        _ => return None,
    };
    (window.pad_top, window.pad_left, *input) = (top, left, shape);
    joined.inputs[0] = source;
    fused[at] = removed();
    Some(joined)
}

fn removed() -> Node {
    Node {
        op: Op::Reshape,
        inputs: Vec::new(),
        output: REMOVED,
    }
}

/// Channels of the input of a node that only adds channels of zeros at the end.
fn padded_channels(node: &Node, conv: &Conv) -> Option<usize> {
    let Op::Pad { output } = &node.op else {
        return None;
    };
    let [batch, height, width, channels] = output.shape.as_slice() else {
        return None;
    };
    let same = [*batch, *height, *width] == [conv.output[0], conv.output[1], conv.output[2]];
    (same && output.offset == 0).then_some(*channels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Strided, Window, strides};
    use std::sync::Arc;

    fn conv(input: ValueId, output: ValueId) -> Node {
        let op = Op::Conv(Conv {
            window: Window {
                height: 1,
                width: 1,
                stride_y: 1,
                stride_x: 1,
                pad_top: 0,
                pad_left: 0,
            },
            input: [1, 2, 2, 4],
            output: [1, 2, 2, 4],
            weights: Arc::from(vec![0.0; 16]),
            bias: vec![0.0; 4],
            residual: None,
            activation: Activation::None,
        });
        Node {
            op,
            inputs: vec![input],
            output,
        }
    }

    fn add(a: ValueId, b: ValueId, output: ValueId) -> Node {
        let side = Strided {
            offset: 0,
            shape: vec![1, 2, 2, 4],
            strides: strides(&[1, 2, 2, 4]),
        };
        let op = Op::Binary {
            kind: Binary::Add,
            left: side.clone(),
            right: side,
            activation: Activation::None,
        };
        Node {
            op,
            inputs: vec![a, b],
            output,
        }
    }

    fn relu(input: ValueId, output: ValueId) -> Node {
        Node {
            op: Op::Activate(Activation::Clamp(0.0, 6.0)),
            inputs: vec![input],
            output,
        }
    }

    fn graph(nodes: Vec<Node>, outputs: Vec<ValueId>) -> Graph {
        Graph {
            nodes,
            shapes: vec![vec![1, 2, 2, 4]; 8],
            constants: vec![],
            inputs: vec![0],
            outputs,
        }
    }

    #[test]
    fn convolution_addition_activation_become_one() {
        let mut g = graph(vec![conv(0, 1), add(0, 1, 2), relu(2, 3)], vec![3]);
        fuse(&mut g);
        assert_eq!(g.nodes.len(), 1);
        assert_eq!(
            (g.nodes[0].inputs.as_slice(), g.nodes[0].output),
            ([0, 0].as_slice(), 3)
        );
    }

    #[test]
    fn pad_of_channels_becomes_a_shorter_residual() {
        let pad = Strided {
            offset: 0,
            shape: vec![1, 2, 2, 3],
            strides: strides(&[1, 2, 2, 4]),
        };
        let pad = Node {
            op: Op::Pad { output: pad },
            inputs: vec![0],
            output: 4,
        };
        let mut g = graph(vec![conv(5, 1), pad, add(4, 1, 2)], vec![2]);
        fuse(&mut g);
        let [
            Node {
                op: Op::Conv(conv),
                inputs,
                ..
            },
        ] = g.nodes.as_slice()
        else {
            panic!()
        };
        assert_eq!(
            (conv.residual, inputs.as_slice()),
            (Some(3), [5, 0].as_slice())
        );
    }

    #[test]
    fn zeros_around_a_picture_become_part_of_the_window() {
        let pad = Strided {
            offset: 8 + 4,
            shape: vec![1, 1, 1, 4],
            strides: strides(&[1, 2, 2, 4]),
        };
        let pad = Node {
            op: Op::Pad { output: pad },
            inputs: vec![0],
            output: 4,
        };
        let mut g = graph(vec![pad, conv(4, 1)], vec![1]);
        fuse(&mut g);
        let [
            Node {
                op: Op::Conv(conv),
                inputs,
                ..
            },
        ] = g.nodes.as_slice()
        else {
            panic!()
        };
        assert_eq!((conv.window.pad_top, conv.window.pad_left), (1, 1));
        assert_eq!(
            (conv.input, inputs.as_slice()),
            ([1, 1, 1, 4], [0].as_slice())
        );
    }

    #[test]
    fn a_value_that_others_read_stays() {
        let mut g = graph(vec![conv(0, 1), relu(1, 2)], vec![1, 2]);
        fuse(&mut g);
        assert_eq!(g.nodes.len(), 2);
    }

    #[test]
    fn the_later_of_two_convolutions_takes_the_addition() {
        let mut g = graph(vec![conv(0, 1), conv(0, 2), add(2, 1, 3)], vec![3]);
        fuse(&mut g);
        assert_eq!(g.nodes[0].output, 1);
        assert_eq!(
            (g.nodes[1].output, g.nodes[1].inputs.as_slice()),
            (3, [0, 1].as_slice())
        );
    }
}
