"""Pastes cut-out photos of props beside the faces of pictures, for measuring the object detector:

    apt-get download tuxpaint-stamps-default && dpkg-deb -x tuxpaint-stamps-default_*.deb stamps
    cargo run --release -p poze-vision --example objects -- PICTURE ... > faces.jsonl
    python3 sdk/vision/examples/paste_props.py stamps faces.jsonl OUT
    cargo run --release -p poze-vision --example objects -- OUT/index.csv > seen.jsonl
    python3 sdk/vision/examples/paste_props.py --count seen.jsonl

Each face gets each prop beside each cheek, on its head and before its mouth, in the size that such a thing has beside a
head, in a picture of 640x480 whose face takes up 0.3 of the width, and 0.15. Pasted props have no hand around them and
no light of the scene: this measures the detector, not people. Needs numpy and opencv-python-headless.
"""

import collections
import csv
import json
import pathlib
import sys

# Cut-out photo, the detector's name, its longer side in widths of a face (about 14 cm).
PROPS = [
    ("food/fruit/banana.png", "banana", 1.2),
    ("food/fruit/apple_red.png", "apple", 0.55),
    ("food/fruit/apple_fuji.png", "apple", 0.55),
    ("food/fruit/apple_granny_smith.png", "apple", 0.55),
    ("household/dishes/mug.png", "cup", 0.8),
    ("animals/mammals/bears/toys/edward_bear.png", "teddy bear", 1.4),
]
PLACES = ["left", "right", "head", "mouth"]
WIDTH, HEIGHT = 640, 480


def paste(frame, stamp, middle, longer):
    import cv2

    scale = longer / max(stamp.shape[:2])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    stamp = cv2.resize(stamp, None, fx=scale, fy=scale, interpolation=method)
    height, width = stamp.shape[:2]
    left, top = int(middle[0] - width / 2), int(middle[1] - height / 2)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + width, WIDTH), min(top + height, HEIGHT)
    cut = stamp[y0 - top : y1 - top, x0 - left : x1 - left].astype(float)
    alpha = cut[..., 3:] / 255
    frame[y0:y1, x0:x1] = frame[y0:y1, x0:x1] * (1 - alpha) + cut[..., :3] * alpha
    return [x0, y0, x1, y1]


def make(stamps, faces, out):
    import cv2
    import numpy as np

    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, line in enumerate(faces.read_text().splitlines()):
        seen = json.loads(line)
        if not seen["face"]:
            continue
        picture = cv2.imread(seen["picture"])
        left, top, right, bottom = seen["face"]
        for share in (0.3, 0.15):
            scale = share * WIDTH / (right - left)
            middle = ((left + right) / 2, (top + bottom) / 2)
            shift = (WIDTH / 2 - scale * middle[0], HEIGHT * 0.55 - scale * middle[1])
            warp = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
            soft = cv2.blur(picture, (round(1 / scale),) * 2) if scale < 0.7 else picture
            base = cv2.warpAffine(soft, warp, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
            x0, x1 = left * scale + shift[0], right * scale + shift[0]
            y0, y1 = top * scale + shift[1], bottom * scale + shift[1]
            cases = [(None, "", "", 0.0)]
            cases += [(path, name, place, size) for path, name, size in PROPS for place in PLACES]
            for path, name, place, size in cases:
                frame, box = base.copy(), []
                if path:
                    stamp = cv2.imread(str(next(stamps.rglob(path))), cv2.IMREAD_UNCHANGED)
                    longer = size * (x1 - x0)
                    thick = longer * min(stamp.shape[:2]) / max(stamp.shape[:2])
                    at = {
                        "right": (x0 - 0.3 * thick, y0 + 0.6 * (y1 - y0)),
                        "left": (x1 + 0.3 * thick, y0 + 0.6 * (y1 - y0)),
                        "head": ((x0 + x1) / 2, y0 - 0.4 * thick),
                        "mouth": ((x0 + x1) / 2, y0 + 0.8 * (y1 - y0)),
                    }[place]
                    box = paste(frame, stamp, at, longer)
                file = f"{number:03}_{share}_{len(rows):05}.jpg"
                cv2.imwrite(str(out / file), frame, [cv2.IMWRITE_JPEG_QUALITY, 85])
                rows.append([file, share, name, place, " ".join(map(str, box))])
    with open(out / "index.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["file", "share", "prop", "place", "box"], *rows])
    print(f"{len(rows)} pictures")


def overlap(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = lambda box: (box[2] - box[0]) * (box[3] - box[1])  # noqa: E731
    return width * height / (area(a) + area(b) - width * height)


def count(seen):
    """Of each prop: how often it is seen where it is (overlap 0.4), and how often it is seen where there is none."""
    names = sorted({name for _, name, _ in PROPS})
    rows = [json.loads(line) for line in seen.read_text().splitlines()]
    for share in sorted({row["share"] for row in rows}):
        for look in ("frame", "near"):
            print(f"face {share} of the width, {look}")
            for name in names:
                of = [row for row in rows if row["share"] == share]
                found, wrong = collections.Counter(), collections.Counter()
                shown = [row for row in of if row["prop"] == name]
                for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
                    for row in of:
                        boxes = [b for label, score, b in row.get(look) or [] if label == name and score >= threshold]
                        if row["prop"] == name:
                            true = list(map(int, row["box"].split()))
                            found[threshold] += any(overlap(b, true) > 0.4 for b in boxes)
                        else:
                            wrong[threshold] += bool(boxes)
                line = ", ".join(f"{t}: {found[t]}/{len(shown)} and {wrong[t]}/{len(of) - len(shown)}" for t in found)
                print(f"  {name:11} {line}")


def main():
    if sys.argv[1:2] == ["--count"]:
        count(pathlib.Path(sys.argv[2]))
    else:
        make(*map(pathlib.Path, sys.argv[1:4]))


if __name__ == "__main__":
    main()
