"""Our networks against ONNX Runtime, one thread, in turn: prints one JSON object a network.

    rounds.py ROUNDS BENCH RUN NETWORK.tflite ...

BENCH and RUN are the examples of poze-nn: `bench --rounds FILE` answers `least median` (ms) for each line with a number
of runs; `run FILE` maps an input to the outputs. First both have to agree on the outputs. Then in each round both run
for about ROUND_MS, one after the other, beginning with another each time.
"""

import json
import os
import subprocess
import sys
import time

import numpy as np
import onnxruntime

sys.dont_write_bytecode = True
from tflite_reader import NCHW, Reader  # noqa: E402
from tflite_to_onnx import convert  # noqa: E402

ROUND_MS = 12.0
MOST_RUNS = 400
WARM_UP_ROUNDS = 5


class Ours:
    def __init__(self, program, path):
        self.process = subprocess.Popen(
            [program, "--rounds", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def median_ms(self, runs):
        self.process.stdin.write(f"{runs}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline().split()[1])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Theirs:
    """ONNX Runtime with everything bound beforehand: no copy and no allocation is timed."""

    def __init__(self, path):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        settings.log_severity_level = 3
        model = convert(path).SerializeToString()
        self.session = onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
        self.binding = self.session.io_binding()
        self.results = []
        for described in self.session.get_outputs():
            result = np.zeros(described.shape, np.float32)
            self.bind(self.binding.bind_output, described.name, result)
            self.results.append(result)

    @staticmethod
    def bind(bind, name, array):
        bind(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)

    def outputs(self, inputs):
        self.inputs = [np.ascontiguousarray(x.transpose(NCHW) if x.ndim == 4 else x) for x in inputs]
        for number, array in enumerate(self.inputs):
            self.bind(self.binding.bind_input, f"input{number}", array)
        self.session.run_with_iobinding(self.binding)
        return [result.copy() for result in self.results]

    def median_ms(self, runs):
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            self.session.run_with_iobinding(self.binding)
            times.append((time.perf_counter() - started) * 1e3)
        return float(np.median(times))


def example(shape, random):
    """Pixels of 0 to 1, or points somewhere in a picture."""
    values = random.random(shape, dtype=np.float32)
    return values if len(shape) == 4 else values * 200 + 100


def largest_difference(run, path, inputs, expected):
    """Over all outputs, as a share of the range of the output that it is in."""
    raw = b"".join(array.tobytes() for array in inputs)
    answer = subprocess.run([run, path], input=raw, stdout=subprocess.PIPE, check=True).stdout
    values, worst = np.frombuffer(answer, np.float32), 0.0
    for output in expected:
        mine, values = values[: output.size].reshape(output.shape), values[output.size :]
        spread = float(np.ptp(output)) if output.size > 1 else 1.0  # a single number is a score or a logit
        worst = max(worst, float(np.abs(mine - output).max()) / max(spread, 1e-6))
    if values.size:
        raise SystemExit(f"{path}: the runtimes answer outputs of different sizes")
    return worst


def compare(path, rounds, bench, run):
    reader = Reader(path)
    inputs = [example(reader.shape(tensor), np.random.default_rng(1)) for tensor in reader.inputs]
    theirs = Theirs(path)
    difference = largest_difference(run, path, inputs, theirs.outputs(inputs))
    ours = Ours(bench, path)
    sides = {"ours": ours, "theirs": theirs}
    runs = {name: min(max(round(ROUND_MS / side.median_ms(5)), 1), MOST_RUNS) for name, side in sides.items()}
    times = {name: [] for name in sides}
    for number in range(-WARM_UP_ROUNDS, rounds):
        for name in sorted(sides, reverse=number % 2 == 1):
            ms = sides[name].median_ms(runs[name])
            if number >= 0:
                times[name].append(round(ms, 4))
    ours.close()
    return {"difference": difference, "runs_in_a_round": runs, **times}


if __name__ == "__main__":
    rounds, bench, run, *paths = sys.argv[1:]
    for path in paths:
        name = os.path.basename(path).removesuffix(".tflite")
        print(json.dumps({"network": name, **compare(path, int(rounds), bench, run)}), flush=True)
