"""Makes the golden files of this folder: small networks of odd shapes (`ops_*.tflite`) and what the reference
runtime answers (`*.out`, raw little-endian f32, outputs one after another) for them and for `sdk/models`. Of a large output
only some values are kept, see `kept`.

    python3 -m venv venv && venv/bin/pip install numpy flatbuffers tflite ai-edge-litert
    venv/bin/python sdk/nn/tests/golden/make.py [CASE ...]

Inputs are not stored: both sides compute them from a seed (`noise` here, `noise` in cases.rs). Run it only for cases
that are added; CASES must say the same as `cases!` in cases.rs.
"""

import pathlib
import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parents[2] / "models"
sys.path.insert(0, str(MODELS / "convert"))
sys.dont_write_bytecode = True

from tflite_writer import SAME, VALID, Writer  # noqa: E402

# name: (model, seed, low, high)
CASES = {
    "face_detector": (MODELS / "face_detector.tflite", 1, -1.0, 1.0),
    "face_landmarks": (MODELS / "face_landmarks_detector.tflite", 2, 0.0, 1.0),
    "face_blendshapes": (MODELS / "face_blendshapes.tflite", 3, 100.0, 300.0),
    "embed": (MODELS / "embed_mobilefacenet512.tflite", 4, -1.0, 1.0),
    "pad": (MODELS / "pad_minifasnet.tflite", 5, 0.0, 255.0),
    "ops_conv": (HERE / "ops_conv.tflite", 6, -1.0, 1.0),
    "ops_residual": (HERE / "ops_residual.tflite", 7, -1.0, 1.0),
    "ops_depthwise": (HERE / "ops_depthwise.tflite", 8, -1.0, 1.0),
    "ops_picture": (HERE / "ops_picture.tflite", 9, -1.0, 1.0),
    "ops_vector": (HERE / "ops_vector.tflite", 10, 0.5, 2.0),
    "hand_palms": (MODELS / "palm_detection_lite.tflite", 11, 0.0, 1.0),
    "hand_landmarks": (MODELS / "hand_landmark_lite.tflite", 12, 0.0, 1.0),
    "objects": (MODELS / "object_nanodet.tflite", 13, -2.0, 2.0),
    "object_shoes": (MODELS / "object_shoes.tflite", 14, -1.0, 1.0),
    "ops_int8": (HERE / "ops_int8.tflite", 15, -1.0, 1.0),
}


def noise(seed, count, low, high):
    """A linear congruential generator (Numerical Recipes), its upper 24 bits spread over low..high."""
    state, out = seed, np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = (state >> 8) / 16777216.0
    return (low + (high - low) * out).astype(np.float32)


def kept(output):
    """Every 29th value of an output of more than 20,000: 29 divides no network's number of channels, so that all of
    them are seen, and the files stay small. `kept` in cases.rs says the same."""
    return output[::29] if output.size > 20_000 else output


class Net(Writer):
    """Builds a network of odd shapes; weights are noise."""

    def __init__(self, shape):
        super().__init__()
        self.rng = np.random.default_rng(1)
        self.input = self.value("input", shape)
        self.shapes = {self.input: list(shape)}

    def result(self, shape):
        tensor = self.value(f"v{len(self.tensors)}", shape)
        self.shapes[tensor] = list(shape)
        return tensor

    def random(self, *shape, half=False, scale=1.0):
        array = (self.rng.uniform(-1, 1, shape) * scale).astype(np.float32)
        return self.weights(f"w{len(self.tensors)}", array, half)

    def random_int8(self, *shape, axis):
        return self.weights_int8(f"w{len(self.tensors)}", self.rng.uniform(-1, 1, shape).astype(np.float32), axis)

    def window(self, x, out, size, stride=1, padding=SAME, activation=None, half=False, depthwise=False, int8=False):
        n, h, w, c = self.shapes[x]
        kh, kw = size
        reach = (0, 0) if padding == SAME else (kh - 1, kw - 1)
        shape = [n, -(-(h - reach[0]) // stride), -(-(w - reach[1]) // stride), out]
        filters = (1, kh, kw, c) if depthwise else (out, kh, kw, c)
        if int8:
            weights = self.random_int8(*filters, axis=3 if depthwise else 0)
        else:
            weights = self.random(*filters, half=half, scale=0.5)
        bias = self.random(out)
        y = self.result(shape)
        return self.conv(x, weights, bias, y, (stride, stride), padding, activation, depthwise)

    def prelu(self, x):
        slope = self.random(1, 1, self.shapes[x][-1])
        return self.operator("PRELU", [x, slope], self.result(self.shapes[x]))

    def binary(self, name, a, b, shape, activation=0):
        options = {"ADD": "AddOptions", "SUB": "SubOptions", "MUL": "MulOptions", "DIV": "DivOptions"}.get(name)
        fields = [(0, "int8", activation)] if options else []
        return self.operator(name, [a, b], self.result(shape), options, fields)

    def unary(self, name, x):
        return self.operator(name, [x], self.result(self.shapes[x]))

    def ints(self, *values):
        return self.constant(f"i{len(self.tensors)}", np.array(values, np.int32))

    def pad(self, x, amounts):
        shape = [n + a + b for n, (a, b) in zip(self.shapes[x], amounts)]
        return self.operator("PAD", [x, self.ints(*amounts)], self.result(shape), "PadOptions")

    def save(self, name, *outputs):
        (HERE / name).write_bytes(self.bytes([self.input], list(outputs), "made by make.py"))


def ops_conv():
    net = Net([2, 9, 11, 5])
    a = net.window(net.input, 13, (3, 3), 2, activation="relu6")
    b = net.prelu(net.window(a, 42, (1, 1), half=True))
    c = net.window(b, 3, (2, 2), padding=VALID, activation="relu")
    d = net.window(net.input, 24, (5, 5), 2)
    e = net.window(d, 8, (4, 3), activation="relu_n1_to_1")
    f = net.window(net.input, 1, (1, 1), 3)
    padded = net.pad(net.input, [(0, 0), (1, 2), (2, 0), (0, 0)])
    g = net.window(padded, 19, (3, 3), 2, VALID)
    net.save("ops_conv.tflite", c, d, e, f, g)


def ops_residual():
    net = Net([1, 7, 6, 10])
    x = net.input
    a = net.prelu(net.binary("ADD", net.pad(x, [(0, 0)] * 3 + [(0, 7)]), net.window(x, 17, (1, 1)), [1, 7, 6, 17]))
    b = net.binary("ADD", net.window(a, 17, (3, 3)), a, [1, 7, 6, 17], activation=1)
    c = net.binary("ADD", net.window(b, 17, (1, 1)), net.window(a, 17, (1, 1)), [1, 7, 6, 17])
    d = net.unary("RELU6", net.binary("ADD", net.window(x, 10, (1, 1)), x, [1, 7, 6, 10]))
    e = net.binary("ADD", net.prelu(net.window(d, 10, (1, 1))), x, [1, 7, 6, 10])
    f = net.binary("ADD", net.window(x, 3, (1, 1)), net.window(x, 3, (2, 2)), [1, 7, 6, 3])
    net.save("ops_residual.tflite", c, e, f, b)


def ops_depthwise():
    net = Net([2, 13, 12, 13])
    outputs = []
    x = net.input
    for size, stride, padding in [(3, 1, SAME), (3, 2, SAME), (5, 1, SAME), (5, 2, SAME), (7, 1, VALID), (3, 2, VALID)]:
        outputs.append(net.window(x, 13, (size, size), stride, padding, depthwise=True))
    wide = net.window(x, 42, (1, 1))
    outputs.append(net.prelu(net.window(wide, 42, (3, 3), depthwise=True, half=True)))
    thin = net.window(x, 3, (1, 1))
    outputs.append(net.window(thin, 3, (3, 3), depthwise=True, activation="relu6"))
    padded = net.pad(wide, [(0, 0), (1, 1), (1, 1), (0, 0)])
    outputs.append(net.unary("RELU", net.window(padded, 42, (3, 3), 2, VALID, depthwise=True)))
    net.save("ops_depthwise.tflite", *outputs)


def ops_picture():
    net = Net([2, 7, 5, 6])
    x, pool = net.input, [(0, "int8", 0), (1, "int32", 2), (2, "int32", 2), (3, "int32", 2), (4, "int32", 3)]
    a = net.operator("MAX_POOL_2D", [x], net.result([2, 4, 3, 6]), "Pool2DOptions", pool + [(5, "int8", 1)])
    resized = []
    for align, half, size in [(0, 1, (8, 6)), (1, 0, (9, 4)), (0, 0, (3, 7))]:
        fields = [(2, "bool", bool(align)), (3, "bool", bool(half))]
        y = net.result([2, *size, 6])
        resized.append(net.operator("RESIZE_BILINEAR", [a, net.ints(*size)], y, "ResizeBilinearOptions", fields))
    b = net.pad(a, [(0, 0), (1, 0), (0, 2), (3, 1)])
    joined = net.operator("CONCATENATION", [b, net.random(2, 5, 5, 4), b], net.result([2, 5, 5, 24]),
                          "ConcatenationOptions", [(0, "int32", -1), (1, "int8", 0)])
    flat = net.operator("RESHAPE", [joined, net.ints(2, -1)], net.result([2, 600]))
    net.save("ops_picture.tflite", *resized, flat)


def ops_vector():
    net = Net([1, 6, 9, 4])
    x = net.input
    mean = net.operator("MEAN", [x, net.ints(3)], net.result([1, 6, 9, 1]), "ReducerOptions", [(0, "bool", True)])
    total = net.operator("SUM", [x, net.ints(1, -2)], net.result([1, 4]), "ReducerOptions", [(0, "bool", False)])
    spread = net.binary("SQUARED_DIFFERENCE", x, mean, [1, 6, 9, 4])
    root = net.unary("RSQRT", net.unary("SQRT", mean))
    scaled = net.binary("MUL", net.binary("DIV", spread, root, [1, 6, 9, 4]), net.random(4), [1, 6, 9, 4])
    less = net.binary("SUB", net.random(9, 1), scaled, [1, 6, 9, 4], activation=3)
    turned = net.operator("TRANSPOSE", [net.unary("NEG", less), net.ints(0, 3, 1, 2)], net.result([1, 4, 6, 9]),
                          "TransposeOptions")
    fields = [(0, "int32", 1), (1, "int32", 0), (2, "int32", 0), (3, "int32", 0), (4, "int32", 2)]
    bounds = [net.ints(0, 1, 1, -8), net.ints(1, 2, 6, 9), net.ints(1, 1, 2, 3)]
    cut = net.operator("STRIDED_SLICE", [turned, *bounds], net.result([1, 3, 3]), "StridedSliceOptions", fields)
    dense = net.operator("FULLY_CONNECTED", [total, net.random(11, 4), net.random(11)], net.result([1, 11]),
                         "FullyConnectedOptions", [(0, "int8", 1), (1, "int8", 0), (2, "bool", False)])
    net.save("ops_vector.tflite", turned, cut, net.unary("LOGISTIC", dense))


def ops_int8():
    net = Net([1, 6, 5, 7])
    a = net.window(net.input, 18, (3, 3), int8=True)
    b = net.window(a, 18, (3, 3), 2, depthwise=True, int8=True)
    one_scale = net.constant("one_scale", net.rng.integers(-127, 128, (5, 1, 1, 18)).astype(np.int8))
    net.scales[one_scale] = (np.array([0.01], np.float32), 0)
    weights = net.operator("DEQUANTIZE", [one_scale], net.value("one_scale_f32", [5, 1, 1, 18]))
    c = net.conv(b, weights, net.random(5), net.result([1, 3, 3, 5]))
    net.save("ops_int8.tflite", a, c)


def main():
    wanted = sys.argv[1:] or list(CASES)
    for build in (ops_conv, ops_residual, ops_depthwise, ops_picture, ops_vector, ops_int8):
        if build.__name__ in wanted:
            build()
    for name in wanted:
        model, seed, low, high = CASES[name]
        runner = Interpreter(model_path=str(model), num_threads=1)
        runner.allocate_tensors()
        source = runner.get_input_details()[0]
        count = int(np.prod(source["shape"]))
        runner.set_tensor(source["index"], noise(seed, count, low, high).reshape(source["shape"]))
        runner.invoke()
        outputs = [kept(runner.get_tensor(o["index"]).ravel()) for o in runner.get_output_details()]
        np.concatenate(outputs).astype("<f4").tofile(HERE / f"{name}.out")
        print(name, [o.size for o in outputs], [f"{o.min():.3g}..{o.max():.3g}" for o in outputs])


if __name__ == "__main__":
    main()
