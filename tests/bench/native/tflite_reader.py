"""A TFLite file's first graph: shapes, constants as float32 or integers, operators with their options."""

import numpy as np
import tflite

NCHW = [0, 3, 1, 2]  # NHWC -> NCHW

TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT8: np.int8,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT64: np.int64,
}
NAMES = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}
OPTIONS = {value: name for name, value in vars(tflite.BuiltinOptions).items() if isinstance(value, int)}


def options(op):
    """The options of an operator, as the class that its tag names."""
    table = op.BuiltinOptions()
    read = getattr(tflite, OPTIONS[op.BuiltinOptionsType()])()
    read.Init(table.Bytes, table.Pos)
    return read


class Reader:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.model = tflite.Model.GetRootAsModel(file.read(), 0)
        self.graph = self.model.Subgraphs(0)
        self.inputs = [self.graph.Inputs(i) for i in range(self.graph.InputsLength())]
        self.outputs = [self.graph.Outputs(i) for i in range(self.graph.OutputsLength())]
        self.constants = {}
        self.all = [self.graph.Operators(i) for i in range(self.graph.OperatorsLength())]
        for op in self.all:
            if self.kind(op) == "DEQUANTIZE":
                self.constants[op.Outputs(0)] = self.dequantized(op.Inputs(0))

    def kind(self, op):
        code = self.model.OperatorCodes(op.OpcodeIndex())
        return NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]

    def operators(self):
        """(name, operator) in the order of the file, without what only makes constants."""
        for op in self.all:
            if self.kind(op) != "DEQUANTIZE":
                yield self.kind(op), op

    def users(self, tensor):
        """Names of the operators that read a tensor; `output` when it is one of the graph's."""
        reads = lambda op: any(op.Inputs(i) == tensor for i in range(op.InputsLength()))
        return [self.kind(op) for op in self.all if reads(op)] + ["output"] * (tensor in self.outputs)

    def shape(self, tensor):
        described = self.graph.Tensors(tensor)
        return [described.Shape(axis) for axis in range(described.ShapeLength())]

    def dequantized(self, tensor):
        """A constant as float32; int8 has a scale and a zero for all of it or along one axis."""
        values = self.constant(tensor).astype(np.float32)
        quantization = self.graph.Tensors(tensor).Quantization()
        if quantization is None or quantization.ScaleLength() == 0:
            return values
        along = [1] * values.ndim
        if quantization.ScaleLength() > 1:
            along[quantization.QuantizedDimension()] = -1
        scale = quantization.ScaleAsNumpy().reshape(along)
        return (values - quantization.ZeroPointAsNumpy().reshape(along).astype(np.float32)) * scale

    def constant(self, tensor):
        """The values of a constant tensor, None for one that is computed."""
        if tensor in self.constants:
            return self.constants[tensor]
        described = self.graph.Tensors(tensor)
        buffer = self.model.Buffers(described.Buffer())
        if buffer.DataLength() == 0:
            return None
        return np.frombuffer(buffer.DataAsNumpy().tobytes(), TYPES[described.Type()]).reshape(self.shape(tensor))
