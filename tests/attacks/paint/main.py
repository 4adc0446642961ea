"""
Draws what attackers show a camera. A worker: each line of stdin is a request, each line of stdout its answer, JSON.

A request: {"seed", "camera", "puppet"?, "card"?, "screen"?, "samples": [SAMPLE, ...]}; what these mean stands in
the module of the same name. A SAMPLE is {"t", "clip", "at"}: at `t` ms the frame at `at` seconds of a
clip (null: black), and
    "mix": {"clip", "at", "part"}   so much of another one over it
    "pose": {...}                   of the puppet that is made of the frame (`puppet`: {"box"})
    "place": {...}                  of the card or screen that shows it
Or {"sheet": [{"name", "pictures": [JPEG as base64, ...]}, ...]}, answered by {"sheet"}, one JPEG.

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


def sheet(rows):
    """Small pictures in rows, each row with its name: one JPEG, base64."""
    width, height, left = 160, 90, 140
    out = np.full((height * len(rows), left + width * max(len(row["pictures"]) for row in rows), 3), 255, np.uint8)
    for n, row in enumerate(rows):
        top = n * height
        cv2.putText(out, row["name"], (6, top + height // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
        for m, text in enumerate(row["pictures"]):
            picture = cv2.imdecode(np.frombuffer(base64.b64decode(text), np.uint8), cv2.IMREAD_COLOR)
            small = cv2.resize(picture, (width - 2, height - 2), interpolation=cv2.INTER_AREA)
            out[top + 1 : top + height - 1, left + m * width + 1 : left + (m + 1) * width - 1] = small
    return base64.b64encode(camera.jpeg(out, 75)).decode()


def main():
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = {"sheet": sheet(request["sheet"])} if "sheet" in request else {"frames": list(frames(request))}
        except Exception:  # whoever asked hears of it
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
