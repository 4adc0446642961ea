"""Writes a TFLite file with one graph, without TensorFlow.

Needs the Python packages numpy, flatbuffers and tflite (the generated schema; used for its numbers only).
"""

import flatbuffers
import numpy as np
import tflite

KINDS = {
    "float32": tflite.TensorType.FLOAT32,
    "float16": tflite.TensorType.FLOAT16,
    "int32": tflite.TensorType.INT32,
    "int8": tflite.TensorType.INT8,
}
ACTIVATIONS = {None: 0, "relu": 1, "relu_n1_to_1": 2, "relu6": 3}
SAME, VALID = 0, 1


class Writer:
    """Collects tensors and operators in order, then writes the file."""

    def __init__(self):
        self.tensors = []  # (name, shape, numpy dtype name, data or None)
        self.scales = {}  # tensor of int8 -> (one scale a slice, the axis that the slices are along)
        self.operators = []  # (builtin name, inputs, output, options name, fields)

    def value(self, name, shape):
        """A value computed at run time (f32), or an input."""
        self.tensors.append((name, list(shape), "float32", None))
        return len(self.tensors) - 1

    def constant(self, name, array):
        array = np.ascontiguousarray(array)
        self.tensors.append((name, list(array.shape), array.dtype.name, array.tobytes()))
        return len(self.tensors) - 1

    def weights(self, name, array, half):
        """Weights as f32, or as float16 with a DEQUANTIZE after them."""
        if not half:
            return self.constant(name, array.astype(np.float32))
        stored = self.constant(name + "_f16", array.astype(np.float16))
        return self.operator("DEQUANTIZE", [stored], self.value(name, array.shape))

    def weights_int8(self, name, array, axis=0):
        """Weights as int8, one scale a slice along `axis` and no zero points, with a DEQUANTIZE after them."""
        others = tuple(d for d in range(array.ndim) if d != axis)
        scales = (np.abs(array).max(axis=others) / 127).astype(np.float32)
        scales[scales == 0] = 1.0
        steps = np.round(array / np.expand_dims(scales, others))
        stored = self.constant(name + "_int8", np.clip(steps, -127, 127).astype(np.int8))
        self.scales[stored] = (scales, axis)
        return self.operator("DEQUANTIZE", [stored], self.value(name, array.shape))

    def operator(self, builtin, inputs, output, options=None, fields=()):
        """`fields`: (slot, "int8" | "int32" | "bool", value) of the options table. Returns `output`."""
        self.operators.append((builtin, list(inputs), output, options, list(fields)))
        return output

    def conv(self, x, weights, bias, output, stride=(1, 1), padding=SAME, activation=None, depthwise=False):
        kind = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        fields = [(0, "int8", padding), (1, "int32", stride[1]), (2, "int32", stride[0])]
        if depthwise:
            fields += [(3, "int32", 1), (4, "int8", ACTIVATIONS[activation]), (5, "int32", 1), (6, "int32", 1)]
            options = "DepthwiseConv2DOptions"
        else:
            fields += [(3, "int8", ACTIVATIONS[activation]), (4, "int32", 1), (5, "int32", 1)]
            options = "Conv2DOptions"
        return self.operator(kind, [x, weights, bias], output, options, fields)

    def bytes(self, inputs, outputs, description):
        b = flatbuffers.Builder(1 << 20)
        names = sorted({o[0] for o in self.operators})
        buffers = [self._buffer(b, b"")] + [self._buffer(b, t[3]) for t in self.tensors if t[3] is not None]
        tensors, number = [], 1
        for at, (name, shape, dtype, data) in enumerate(self.tensors):
            text, dims, quantization = b.CreateString(name), self._ints(b, shape), self._quantization(b, at)
            tflite.TensorStart(b)
            tflite.TensorAddShape(b, dims)
            tflite.TensorAddType(b, KINDS[dtype])
            tflite.TensorAddBuffer(b, number if data is not None else 0)
            tflite.TensorAddName(b, text)
            if quantization is not None:
                tflite.TensorAddQuantization(b, quantization)
            tensors.append(tflite.TensorEnd(b))
            number += data is not None
        operators = [self._operator(b, names, o) for o in self.operators]
        parts = [self._offsets(b, tensors), self._ints(b, inputs), self._ints(b, outputs), self._offsets(b, operators)]
        tflite.SubGraphStart(b)
        tflite.SubGraphAddTensors(b, parts[0])
        tflite.SubGraphAddInputs(b, parts[1])
        tflite.SubGraphAddOutputs(b, parts[2])
        tflite.SubGraphAddOperators(b, parts[3])
        graphs = self._offsets(b, [tflite.SubGraphEnd(b)])
        codes = []
        for name in names:
            number = getattr(tflite.BuiltinOperator, name)
            tflite.OperatorCodeStart(b)
            tflite.OperatorCodeAddDeprecatedBuiltinCode(b, min(number, 127))
            tflite.OperatorCodeAddVersion(b, 3 if name == "DEQUANTIZE" else 1)
            tflite.OperatorCodeAddBuiltinCode(b, number)
            codes.append(tflite.OperatorCodeEnd(b))
        codes, text, buffers = self._offsets(b, codes), b.CreateString(description), self._offsets(b, buffers)
        tflite.ModelStart(b)
        tflite.ModelAddVersion(b, 3)
        tflite.ModelAddOperatorCodes(b, codes)
        tflite.ModelAddSubgraphs(b, graphs)
        tflite.ModelAddDescription(b, text)
        tflite.ModelAddBuffers(b, buffers)
        b.Finish(tflite.ModelEnd(b), b"TFL3")
        return bytes(b.Output())

    def _quantization(self, b, tensor):
        if tensor not in self.scales:
            return None
        scales, axis = self.scales[tensor]
        scale, zero = b.CreateNumpyVector(scales), b.CreateNumpyVector(np.zeros(len(scales), np.int64))
        tflite.QuantizationParametersStart(b)
        tflite.QuantizationParametersAddScale(b, scale)
        tflite.QuantizationParametersAddZeroPoint(b, zero)
        tflite.QuantizationParametersAddQuantizedDimension(b, axis)
        return tflite.QuantizationParametersEnd(b)

    @staticmethod
    def _buffer(b, data):
        vector = None
        if data:
            b.StartVector(1, len(data), 16)  # readers expect weights on 16-byte boundaries
            b.head = b.Head() - len(data)
            b.Bytes[b.Head() : b.Head() + len(data)] = data
            vector = b.EndVector()
        tflite.BufferStart(b)
        if vector is not None:
            tflite.BufferAddData(b, vector)
        return tflite.BufferEnd(b)

    @staticmethod
    def _ints(b, values):
        return b.CreateNumpyVector(np.asarray(values, np.int32)) if len(values) else Writer._offsets(b, [])

    @staticmethod
    def _offsets(b, values):
        b.StartVector(4, len(values), 4)
        for value in reversed(values):
            b.PrependUOffsetTRelative(value)
        return b.EndVector()

    @staticmethod
    def _operator(b, names, operator):
        builtin, inputs, output, options, fields = operator
        table = None
        if options:
            b.StartObject(8)
            for slot, kind, value in fields:
                add = {"int8": b.PrependInt8Slot, "int32": b.PrependInt32Slot, "bool": b.PrependBoolSlot}[kind]
                # A default that no value has, so that every field is written out.
                add(slot, value, None)
            table = b.EndObject()
        parts = Writer._ints(b, inputs), Writer._ints(b, [output])
        tflite.OperatorStart(b)
        tflite.OperatorAddOpcodeIndex(b, names.index(builtin))
        tflite.OperatorAddInputs(b, parts[0])
        tflite.OperatorAddOutputs(b, parts[1])
        if table is not None:
            tflite.OperatorAddBuiltinOptionsType(b, getattr(tflite.BuiltinOptions, options))
            tflite.OperatorAddBuiltinOptions(b, table)
        return tflite.OperatorEnd(b)
