"""Converts a TFLite network to ONNX the way ONNX Runtime likes it: NCHW from end to end.

    tflite_to_onnx.py NETWORK.tflite NETWORK.onnx

So that ONNX Runtime is a fair peer: pictures stay NCHW between convolutions (the input is NCHW too), float16 weights
become float32, zero padding goes into the convolution behind it, activations stand where its own fusions look for
them, a PReLU with one slope is a LeakyRelu. Only what the networks of `sdk/models` need; anything else is an error.
"""

import sys

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

from tflite_reader import NCHW, Reader, options

BACK = [0, 2, 3, 1]  # NCHW -> NHWC
ACTIVATIONS = {0: None, 1: "Relu", 3: "Relu6"}


def same_padding(size, kernel, stride, dilation):
    """Zeros before and after one axis (TensorFlow's rule), and the size of the result."""
    out = -(-size // stride)
    total = max((out - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


class Converter:
    def __init__(self, reader):
        self.reader = reader
        self.nodes, self.initializers, self.count = [], [], 0
        self.values = {}  # (tensor, is NCHW) -> name
        self.padded = {}  # tensor behind a PAD that its convolutions take over -> (tensor before it, zeros)

    def constant(self, array, hint="c"):
        self.count += 1
        name = f"{hint}{self.count}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind, inputs, **attributes):
        self.count += 1
        name = f"v{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=f"n{self.count}", **attributes))
        return name

    def is_picture(self, tensor):
        return (tensor, True) in self.values

    def set(self, tensor, name, picture):
        self.values[tensor, picture] = name

    def get(self, tensor, picture):
        """The name of a tensor as NCHW or as TFLite has it; constants of any rank are broadcast as TFLite does."""
        if (tensor, picture) not in self.values:
            data = self.reader.constant(tensor)
            if data is not None:
                if picture:
                    data = data.reshape([1] * (4 - data.ndim) + list(data.shape)).transpose(NCHW)
                self.values[tensor, picture] = self.constant(data)
            else:
                other = self.values[tensor, not picture]
                if picture and len(self.reader.shape(tensor)) != 4:
                    raise SystemExit("only tensors of four axes can be pictures")
                self.values[tensor, picture] = self.node("Transpose", [other], perm=NCHW if picture else BACK)
        return self.values[tensor, picture]

    def activated(self, name, activation):
        kind = ACTIVATIONS[activation]
        if kind == "Relu6":
            return self.node("Clip", [name, self.constant(np.float32(0)), self.constant(np.float32(6))])
        return self.node(kind, [name]) if kind else name

    def window(self, tensor, o, kernel, dilation=(1, 1)):
        """The picture that a window slides over, and its zeros as ONNX wants them: top, left, bottom, right."""
        strides = (o.StrideH(), o.StrideW())
        zeros = ((0, 0), (0, 0))
        if tensor in self.padded and o.Padding() == tflite.Padding.VALID:
            tensor, zeros = self.padded[tensor]
        elif o.Padding() == tflite.Padding.SAME:
            _, height, width, _ = self.reader.shape(tensor)
            zeros = tuple(same_padding(*axis) for axis in zip((height, width), kernel, strides, dilation))
        (top, bottom), (left, right) = zeros
        return self.get(tensor, True), dict(strides=strides, pads=[top, left, bottom, right])

    def convolution(self, op, layout):
        o = options(op)
        weights = self.reader.constant(op.Inputs(1)).transpose(layout)
        dilation = (o.DilationHFactor(), o.DilationWFactor())
        x, where = self.window(op.Inputs(0), o, weights.shape[2:], dilation)
        inputs = [x, self.constant(weights, "w")]
        if op.InputsLength() > 2 and op.Inputs(2) >= 0:
            inputs.append(self.constant(self.reader.constant(op.Inputs(2)), "b"))
        group = self.reader.shape(op.Inputs(0))[3] // weights.shape[1]
        y = self.node("Conv", inputs, kernel_shape=weights.shape[2:], dilations=dilation, group=group, **where)
        self.set(op.Outputs(0), self.activated(y, o.FusedActivationFunction()), True)

    def do_CONV_2D(self, op):
        self.convolution(op, [0, 3, 1, 2])

    def do_DEPTHWISE_CONV_2D(self, op):
        self.convolution(op, [3, 0, 1, 2])

    def do_PAD(self, op):
        x, y = op.Inputs(0), op.Outputs(0)
        amounts = self.reader.constant(op.Inputs(1))
        spatial = not amounts[[0, 3]].any()
        if spatial and all(kind in ("CONV_2D", "DEPTHWISE_CONV_2D") for kind in self.reader.users(y)):
            self.padded[y] = (x, (tuple(map(int, amounts[1])), tuple(map(int, amounts[2]))))
            return
        pads = amounts[NCHW].T.reshape(-1).astype(np.int64)
        self.set(y, self.node("Pad", [self.get(x, True), self.constant(pads)]), True)

    def do_MAX_POOL_2D(self, op):
        o = options(op)
        kernel = (o.FilterHeight(), o.FilterWidth())
        x, where = self.window(op.Inputs(0), o, kernel)
        y = self.node("MaxPool", [x], kernel_shape=kernel, **where)
        self.set(op.Outputs(0), self.activated(y, o.FusedActivationFunction()), True)

    def do_PRELU(self, op):
        alpha = self.reader.constant(op.Inputs(1))
        picture = self.is_picture(op.Inputs(0))
        x = self.get(op.Inputs(0), picture)
        if np.all(alpha == alpha.flat[0]):
            y = self.node("LeakyRelu", [x], alpha=float(alpha.flat[0]))
        else:
            y = self.node("PRelu", [x, self.constant(alpha.transpose(2, 0, 1) if picture else alpha)])
        self.set(op.Outputs(0), y, picture)

    def elementwise(self, op, kind, activation=0):
        picture = any(self.is_picture(op.Inputs(i)) for i in range(op.InputsLength()))
        y = self.node(kind, [self.get(op.Inputs(i), picture) for i in range(op.InputsLength())])
        y = self.activated(y, activation)
        self.set(op.Outputs(0), y, picture)
        return y, picture

    def do_SQUARED_DIFFERENCE(self, op):
        y, picture = self.elementwise(op, "Sub")
        self.set(op.Outputs(0), self.node("Mul", [y, y]), picture)

    def do_RSQRT(self, op):
        y, picture = self.elementwise(op, "Sqrt")
        self.set(op.Outputs(0), self.node("Reciprocal", [y]), picture)

    def do_CONCATENATION(self, op):
        tensors = [op.Inputs(i) for i in range(op.InputsLength())]
        axis = options(op).Axis() % len(self.reader.shape(op.Outputs(0)))
        picture = any(map(self.is_picture, tensors))
        y = self.node("Concat", [self.get(t, picture) for t in tensors], axis=NCHW.index(axis) if picture else axis)
        self.set(op.Outputs(0), y, picture)

    def do_RESIZE_BILINEAR(self, op):
        o = options(op)
        mode = "align_corners" if o.AlignCorners() else "half_pixel" if o.HalfPixelCenters() else "asymmetric"
        _, height, width, channels = self.reader.shape(op.Outputs(0))
        sizes = self.constant(np.array([1, channels, height, width], np.int64))
        inputs = [self.get(op.Inputs(0), True), "", "", sizes]
        y = self.node("Resize", inputs, mode="linear", coordinate_transformation_mode=mode)
        self.set(op.Outputs(0), y, True)

    def reduce(self, op, kind):
        x, keep = op.Inputs(0), bool(options(op).KeepDims())
        rank = len(self.reader.shape(x))
        axes = [int(axis) % rank for axis in np.atleast_1d(self.reader.constant(op.Inputs(1)))]
        picture = self.is_picture(x) and (keep or sorted(axes) == [1, 2])
        where = [NCHW.index(axis) for axis in axes] if picture else axes
        inputs = [self.get(x, picture), self.constant(np.array(sorted(where), np.int64))]
        self.set(op.Outputs(0), self.node(kind, inputs, keepdims=int(keep)), picture and keep)

    def do_FULLY_CONNECTED(self, op):
        weights = self.reader.constant(op.Inputs(1))
        x = self.get(op.Inputs(0), False)
        if len(self.reader.shape(op.Inputs(0))) != 2:
            x = self.node("Reshape", [x, self.constant(np.array([-1, weights.shape[1]], np.int64))])
        inputs = [x, self.constant(weights, "w")]
        if op.InputsLength() > 2 and op.Inputs(2) >= 0:
            inputs.append(self.constant(self.reader.constant(op.Inputs(2)), "b"))
        y = self.activated(self.node("Gemm", inputs, transB=1), options(op).FusedActivationFunction())
        self.set(op.Outputs(0), y, False)

    def do_RESHAPE(self, op):
        shape = self.constant(np.array(self.reader.shape(op.Outputs(0)), np.int64))
        self.set(op.Outputs(0), self.node("Reshape", [self.get(op.Inputs(0), False), shape]), False)

    def do_TRANSPOSE(self, op):
        permutation = [int(axis) for axis in self.reader.constant(op.Inputs(1))]
        picture = self.is_picture(op.Inputs(0))
        if picture:
            permutation = [NCHW.index(permutation[axis]) for axis in NCHW]
        y = self.node("Transpose", [self.get(op.Inputs(0), picture)], perm=permutation)
        self.set(op.Outputs(0), y, picture)

    def do_STRIDED_SLICE(self, op):
        x, o = op.Inputs(0), options(op)
        begin, end, step = (self.reader.constant(op.Inputs(i)).astype(np.int64) for i in (1, 2, 3))
        if o.EllipsisMask() or o.NewAxisMask() or (step < 1).any():
            raise SystemExit("STRIDED_SLICE: only plain slices")
        for axis in range(len(begin)):
            begin[axis] = 0 if o.BeginMask() >> axis & 1 else begin[axis]
            if o.ShrinkAxisMask() >> axis & 1:
                end[axis] = begin[axis] + 1
            elif o.EndMask() >> axis & 1:
                end[axis] = self.reader.shape(x)[axis]
        axes = np.arange(len(begin), dtype=np.int64)
        picture = self.is_picture(x) and not o.ShrinkAxisMask()
        if picture:
            axes = np.array([NCHW.index(axis) for axis in axes], np.int64)
        y = self.node("Slice", [self.get(x, picture)] + [self.constant(part) for part in (begin, end, axes, step)])
        if o.ShrinkAxisMask():
            y = self.node("Reshape", [y, self.constant(np.array(self.reader.shape(op.Outputs(0)), np.int64))])
        self.set(op.Outputs(0), y, picture)

    def convert(self):
        graph_inputs = []
        for number, tensor in enumerate(self.reader.inputs):
            shape, name = self.reader.shape(tensor), f"input{number}"
            picture = len(shape) == 4
            self.set(tensor, name, picture)
            shape = [shape[axis] for axis in NCHW] if picture else shape
            graph_inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        for kind, op in self.reader.operators():
            if kind in ELEMENTWISE:
                o = options(op) if kind in ("ADD", "SUB", "MUL", "DIV") else None
                self.elementwise(op, ELEMENTWISE[kind], o.FusedActivationFunction() if o else 0)
            elif kind in ("MEAN", "SUM"):
                self.reduce(op, "Reduce" + kind.capitalize())
            elif hasattr(self, "do_" + kind):
                getattr(self, "do_" + kind)(op)
            else:
                raise SystemExit(f"{kind} is not handled")
        outputs = []
        for number, tensor in enumerate(self.reader.outputs):
            name = f"output{number}"
            self.nodes.append(helper.make_node("Identity", [self.get(tensor, False)], [name]))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, self.reader.shape(tensor)))
        graph = helper.make_graph(self.nodes, "network", graph_inputs, outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        onnx.checker.check_model(model)
        return model


ELEMENTWISE = {
    "ADD": "Add",
    "SUB": "Sub",
    "MUL": "Mul",
    "DIV": "Div",
    "RELU": "Relu",
    "LOGISTIC": "Sigmoid",
    "NEG": "Neg",
    "SQRT": "Sqrt",
}


def convert(path):
    return Converter(Reader(path)).convert()


if __name__ == "__main__":
    onnx.save(convert(sys.argv[1]), sys.argv[2])
