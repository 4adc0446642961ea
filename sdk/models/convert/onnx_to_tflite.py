"""Converts a small ONNX network (NCHW) to TFLite (NHWC) with float16 convolution weights.

    python3 -m venv venv && venv/bin/pip install numpy onnx onnxruntime flatbuffers tflite ai-edge-litert
    venv/bin/python onnx_to_tflite.py fr_feature.onnx embed_mobilefacenet512.tflite [--check INPUT.f32]

Only what the converted networks need: Conv, PRelu, Relu, Sigmoid, Add, Mul, GlobalAveragePool, MatMul,
BatchNormalization after a MatMul (folded into it), and a final Reshape of [1, C, 1, 1] to [1, C].
`--check` runs both files in their reference runtimes over raw little-endian f32 of the NCHW input and
prints how far they differ. The result depends on the source's bytes and the packages' versions only.
"""

import argparse
import hashlib
import sys

import numpy as np
import onnx
from onnx import numpy_helper

sys.dont_write_bytecode = True
from tflite_writer import SAME, VALID, Writer  # noqa: E402


class Converter:
    def __init__(self, model):
        self.graph = model.graph
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.graph.initializer}
        self.writer = Writer()
        self.ids = {}  # ONNX name -> tensor
        self.shapes = {}  # ONNX name -> NHWC shape
        self.users = {}
        for node in self.graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def convert(self, description):
        source = [i for i in self.graph.input if i.name not in self.constants][0]
        n, c, h, w = [d.dim_value for d in source.type.tensor_type.shape.dim]
        first = self.add_value(source.name, [n, h, w, c])
        for node in self.graph.node:
            if any(name in self.ids for name in node.input):
                step = getattr(self, "do_" + node.op_type, None)
                if step is None:
                    raise SystemExit(f"{node.op_type} is not handled")
                step(node)
        last = self.ids[self.graph.output[0].name]
        return self.writer.bytes([first], [last], description)

    def add_value(self, name, shape):
        self.shapes[name] = list(shape)
        self.ids[name] = self.writer.value(name, shape)
        return self.ids[name]

    @staticmethod
    def attributes(node):
        return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}

    def do_Conv(self, node):
        a, x = self.attributes(node), node.input[0]
        weights, bias = self.constants[node.input[1]], self.constants[node.input[2]]
        out, _, kh, kw = weights.shape
        n, h, w, c = self.shapes[x]
        depthwise = a.get("group", 1) > 1
        assert list(a.get("dilations", [1, 1])) == [1, 1] and (not depthwise or a["group"] == c == out)
        (top, left, bottom, right), (sy, sx) = a.get("pads", [0] * 4), a.get("strides", [1, 1])
        oh, ow = (h + top + bottom - kh) // sy + 1, (w + left + right - kw) // sx + 1
        x_id, padding = self.ids[x], VALID
        same = [self.same(h, kh, sy), self.same(w, kw, sx)] == [(top, bottom), (left, right)]
        if same and top + bottom + left + right:
            padding = SAME
        elif top + bottom + left + right:
            amounts = np.array([[0, 0], [top, bottom], [left, right], [0, 0]], np.int32)
            amounts = self.writer.constant(node.output[0] + "_paddings", amounts)
            padded = self.writer.value(node.output[0] + "_padded", [n, h + top + bottom, w + left + right, c])
            x_id = self.writer.operator("PAD", [x_id, amounts], padded, "PadOptions")
        layout = (1, 2, 3, 0) if depthwise else (0, 2, 3, 1)
        w_id = self.writer.weights(node.input[1], weights.transpose(layout), half=True)
        b_id = self.writer.weights(node.input[2], bias, half=False)
        y = self.add_value(node.output[0], [n, oh, ow, out])
        self.writer.conv(x_id, w_id, b_id, y, (sy, sx), padding, None, depthwise)

    @staticmethod
    def same(size, window, stride):
        total = max((-(-size // stride) - 1) * stride + window - size, 0)
        return total // 2, total - total // 2

    def do_PRelu(self, node):
        slope = self.constants[node.input[1]].reshape(1, 1, -1)
        slope = self.writer.weights(node.input[1], slope, half=False)
        y = self.add_value(node.output[0], self.shapes[node.input[0]])
        self.writer.operator("PRELU", [self.ids[node.input[0]], slope], y)

    def unary(self, node, builtin):
        y = self.add_value(node.output[0], self.shapes[node.input[0]])
        self.writer.operator(builtin, [self.ids[node.input[0]]], y)

    def do_Relu(self, node):
        self.unary(node, "RELU")

    def do_Sigmoid(self, node):
        self.unary(node, "LOGISTIC")

    def binary(self, node, builtin, options):
        a, b = node.input
        shape = [max(p) for p in zip(self.shapes[a], self.shapes[b])]
        y = self.add_value(node.output[0], shape)
        self.writer.operator(builtin, [self.ids[a], self.ids[b]], y, options, [(0, "int8", 0)])

    def do_Add(self, node):
        self.binary(node, "ADD", "AddOptions")

    def do_Mul(self, node):
        self.binary(node, "MUL", "MulOptions")

    def do_GlobalAveragePool(self, node):
        n, _, _, c = self.shapes[node.input[0]]
        axes = self.writer.constant(node.output[0] + "_axes", np.array([1, 2], np.int32))
        y = self.add_value(node.output[0], [n, 1, 1, c])
        inputs = [self.ids[node.input[0]], axes]
        self.writer.operator("MEAN", inputs, y, "ReducerOptions", [(0, "bool", True)])

    def do_Shape(self, node):
        pass  # only feeds the final Reshape

    def do_Reshape(self, node):
        n, h, w, c = self.shapes[node.input[0]]
        assert h == w == 1, "only a flattening that does not depend on the layout"
        shape = self.writer.constant(node.output[0] + "_shape", np.array([n, c], np.int32))
        y = self.add_value(node.output[0], [n, c])
        self.writer.operator("RESHAPE", [self.ids[node.input[0]], shape], y)

    def do_MatMul(self, node):
        weights = self.constants[node.input[1]]
        bias, result = np.zeros(weights.shape[1], np.float32), node.output[0]
        after = self.users.get(result, [])
        if len(after) == 1 and after[0].op_type == "BatchNormalization":
            scale, shift, mean, variance = [self.constants[i] for i in after[0].input[1:5]]
            factor = scale / np.sqrt(variance + self.attributes(after[0])["epsilon"])
            weights, bias, result = weights * factor, shift - mean * factor, after[0].output[0]
        w_id = self.writer.weights(node.input[1], weights.T, half=True)
        b_id = self.writer.weights(node.output[0] + "_bias", bias, half=False)
        y = self.add_value(result, [self.shapes[node.input[0]][0], weights.shape[1]])
        fields = [(0, "int8", 0), (1, "int8", 0), (2, "bool", False)]
        inputs = [self.ids[node.input[0]], w_id, b_id]
        self.writer.operator("FULLY_CONNECTED", inputs, y, "FullyConnectedOptions", fields)


def check(source, result, path):
    import onnxruntime
    from ai_edge_litert.interpreter import Interpreter

    session = onnxruntime.InferenceSession(source, providers=["CPUExecutionProvider"])
    x = np.fromfile(path, "<f4").reshape(session.get_inputs()[0].shape)
    expected = session.run(None, {session.get_inputs()[0].name: x})[0].ravel()
    runner = Interpreter(model_path=result)
    runner.allocate_tensors()
    runner.set_tensor(runner.get_input_details()[0]["index"], np.ascontiguousarray(x.transpose(0, 2, 3, 1)))
    runner.invoke()
    got = runner.get_tensor(runner.get_output_details()[0]["index"]).ravel()
    cosine = got @ expected / np.linalg.norm(got) / np.linalg.norm(expected)
    span = expected.max() - expected.min()
    print(f"cosine {cosine:.7f}, largest difference {np.abs(got - expected).max():.2e} of a range of {span:.3f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("result")
    parser.add_argument("--check", metavar="INPUT.f32")
    arguments = parser.parse_args()
    with open(arguments.source, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    converter = Converter(onnx.load(arguments.source))
    data = converter.convert(f"converted by onnx_to_tflite.py from sha256 {digest}")
    with open(arguments.result, "wb") as file:
        file.write(data)
    print(f"{arguments.result}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")
    if arguments.check:
        check(arguments.source, arguments.result, arguments.check)


if __name__ == "__main__":
    main()
