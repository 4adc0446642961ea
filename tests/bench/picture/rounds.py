"""Our detection, landmarks, alignment and embedding of a picture against PyPI face_recognition, in turn.

    rounds.py ROUNDS PICTURE_COST PICTURE ...

Prints one JSON object a picture. What is compared is CPU time of the process, all its threads, without decoding. Both
get the same 640x480 pixels: the picture's middle, cut to 4:3. PICTURE_COST is the example of poze-vision; how often it
runs in a round makes a round of ours about as long as one of theirs.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
warnings.filterwarnings("ignore")  # face_recognition_models asks for pkg_resources

import face_recognition  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image, ImageOps  # noqa: E402

SIZE = (640, 480)
OURS_IN_A_ROUND = 10
KINDS = ("frame", "still")


def cpu_clock_of(pid):
    """Linux's clock of another process' CPU time (clock_getcpuclockid)."""
    return ~pid << 3 | 2


class Ours:
    def __init__(self, program, kind, picture):
        args = [program, kind, picture, *map(str, SIZE)]
        self.process = subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.clock = cpu_clock_of(self.process.pid)
        self.cpu_ms(3)

    def cpu_ms(self, runs=OURS_IN_A_ROUND):
        """CPU milliseconds of one run, and how many faces it embedded."""
        started = time.clock_gettime(self.clock)
        self.process.stdin.write(f"{runs}\n")
        self.process.stdin.flush()
        faces = int(self.process.stdout.readline())
        return (time.clock_gettime(self.clock) - started) * 1e3 / runs, faces

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def their_cpu_ms(pixels):
    """As its documentation has it: HOG detector, one upsampling, five landmarks, one embedding a face."""
    started = time.process_time()
    faces = face_recognition.face_encodings(pixels, face_recognition.face_locations(pixels))
    return (time.process_time() - started) * 1e3, len(faces)


def compare(program, path, rounds):
    picture = ImageOps.fit(Image.open(path).convert("RGB"), SIZE, Image.LANCZOS)
    pixels = np.asarray(picture)
    with tempfile.NamedTemporaryFile(suffix=".rgb") as raw:
        raw.write(pixels.tobytes())
        raw.flush()
        ours = {kind: Ours(program, kind, raw.name) for kind in KINDS}
        their_cpu_ms(pixels)
        times = {name: [] for name in (*KINDS, "face_recognition")}
        faces = {}
        for _ in range(rounds):
            for kind in KINDS:
                ms, faces[kind] = ours[kind].cpu_ms()
                times[kind].append(round(ms, 3))
            ms, faces["face_recognition"] = their_cpu_ms(pixels)
            times["face_recognition"].append(round(ms, 3))
        for kind in KINDS:
            ours[kind].close()
    return {"faces": faces, "cpu_ms": times}


if __name__ == "__main__":
    rounds, program, *paths = sys.argv[1:]
    for path in paths:
        print(json.dumps(compare(program, path, int(rounds))), flush=True)
