"""
Draws what attackers show a camera. A worker: each line of stdin is a request, each line of stdout its answer, JSON.

A request: {"seed", "camera", "puppet"?, "card"?, "screen"?, "samples": [SAMPLE, ...]}; what these mean stands in the
module of the same name. A SAMPLE is {"t", "clip", "at"}: at `t` ms the frame at `at` seconds of a clip (null: black), and
    "mix": {"clip", "at", "part"}   so much of another one over it
    "pose": {...}                   of the puppet that is made of the frame (`puppet`: {"box"})
    "place": {...}                  of the card or screen that shows it
The answer: {"frames": [{"t", "track", "key"}]}, JPEGs as base64; or {"error"}.
"""

import base64
import json
import sys
import traceback

import cv2
import numpy as np

import camera
import card
import footage
import puppet
import screen

cv2.setNumThreads(1)


def scene(sample, request):
    """What of the footage a frame shows."""
    if sample.get("clip") is None:
        return np.zeros((footage.HEIGHT, footage.WIDTH, 3), np.uint8)
    if "puppet" in request:
        made = puppet.puppet(sample["clip"], sample["at"], tuple(request["puppet"]["box"]))
        return made.shown(sample.get("pose", {}))
    picture = footage.frame(sample["clip"], sample["at"])
    if "mix" in sample:
        other = footage.frame(sample["mix"]["clip"], sample["mix"]["at"])
        picture = cv2.addWeighted(other, sample["mix"]["part"], picture, 1 - sample["mix"]["part"], 0)
    return picture


def cropped(picture, box):
    """The part of a photo that somebody prints, or shows on a telephone: x, y of its middle, its height, its width, as
    parts of the picture's height."""
    height, width = picture.shape[:2]
    x, y, tall, wide = (round(part * height) for part in box)
    left, top = max(0, x - wide // 2), max(0, y - tall // 2)
    return picture[top : min(height, top + tall), left : min(width, left + wide)]


def drawn(request):
    random = np.random.default_rng(request["seed"])
    printed, behind = None, None
    if "card" in request or "screen" in request:
        behind = card.room(random)
    for sample in request["samples"]:
        picture = scene(sample, request)
        if "card" in request:
            if printed is None:
                printed = card.printed(cropped(picture, request["card"]["crop"]), request["card"]["ink"], random)
            picture = card.held(printed, sample["place"], behind)
        if "screen" in request:
            picture = screen.refilmed(picture, request["screen"], sample["place"], sample["t"])
        yield sample["t"], camera.exposed(picture, request["camera"], random)


def frames(request):
    for t_ms, picture in drawn(request):
        track, key = camera.encoded(picture, request["camera"])
        yield {"t": t_ms, "track": base64.b64encode(track).decode(), "key": base64.b64encode(key).decode()}


def main():
    for line in sys.stdin:
        try:
            answer = {"frames": list(frames(json.loads(line)))}
        except Exception:  # whoever asked hears of it
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
