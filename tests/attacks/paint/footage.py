"""Single frames of the tests' clips by time, letterboxed to the size of the camera."""

from functools import lru_cache
from pathlib import Path

import av
import cv2
import numpy as np

CLIPS = Path(__file__).resolve().parents[2] / ".footage"
WIDTH, HEIGHT = 640, 360


@lru_cache(maxsize=None)
def decoded(clip):
    """Times in seconds from the first frame, and the frames as they were stored (I420): half as large as RGB."""
    times, frames = [], []
    with av.open(str(CLIPS / f"{clip}.mp4")) as container:
        for frame in container.decode(container.streams.video[0]):
            times.append(frame.time)
            frames.append(frame.to_ndarray(format="yuv420p"))
    return np.array(times) - times[0], frames


def fitted(picture):
    """Letterboxed to the camera's size. BGR in and out."""
    height, width = picture.shape[:2]
    scale = min(WIDTH / width, HEIGHT / height)
    if (width, height) == (WIDTH, HEIGHT):
        return picture
    size = (round(width * scale), round(height * scale))
    out = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    left, top = (WIDTH - size[0]) // 2, (HEIGHT - size[1]) // 2
    out[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_LANCZOS4)
    return out


def frame(clip, at):
    """The latest frame at `at` seconds of a clip, BGR, WIDTH x HEIGHT."""
    times, frames = decoded(clip)
    index = int(np.searchsorted(times, at + 1e-6, side="right")) - 1
    return fitted(cv2.cvtColor(frames[max(index, 0)], cv2.COLOR_YUV2BGR_I420))
