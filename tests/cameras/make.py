"""Makes what a fake camera plays, or single pictures, from footage.

    make.py camera OUT.y4m SPEC     one file of raw frames for Chromium's --use-file-for-fake-video-capture
    make.py frames OUT_DIR SPEC     JPEGs OUT_DIR/T.track.jpg and T.key.jpg, T in milliseconds
    make.py still OUT.jpg SPEC      the first frame

SPEC is JSON: {"width", "height", "fps", "segments": [SEGMENT, ...], "every_ms"} where a SEGMENT is
    {"clip": FILE, "from": S, "to": S}       that part of a clip, letterboxed, each output frame the one of its time;
                                             with "speed" slower (below 1) or faster; from a later time to an
                                             earlier one it is played backwards, one take all the same
    {"clip": FILE, "at": S, "for": S}        one frame, held
    {"left": SEGMENT, "right": SEGMENT}      two side by side, each in half of the picture
    {"black": S}                             nothing
Raw frames are written in full colour order I420 (JPEG range is not used).
"""

import json
import os
import sys

import av
from PIL import Image


def decoded(path):
    """All frames of a clip as (seconds from its first frame, picture)."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        first = None
        for frame in container.decode(stream):
            first = frame.time if first is None else first
            yield frame.time - first, frame


def fitted(picture, width, height):
    """Letterboxed to the size."""
    scale = min(width / picture.width, height / picture.height)
    size = (round(picture.width * scale), round(picture.height * scale))
    out = Image.new("RGB", (width, height))
    out.paste(picture.resize(size, Image.LANCZOS), ((width - size[0]) // 2, (height - size[1]) // 2))
    return out


def part(segment, width, height, fps):
    """The pictures of a clip's part at the wanted rate: at each time the latest frame."""
    start, end, speed = segment.get("from", 0.0), segment["to"], segment.get("speed", 1.0)
    if start > end:
        forwards = {**segment, "from": end, "to": start}
        yield from reversed(list(part(forwards, width, height, fps)))
        return
    wanted, latest = 0, None
    count = round((end - start) / speed * fps)
    for seconds, frame in decoded(segment["clip"]):
        while wanted < count and start + wanted / fps * speed < seconds - 1e-6:
            if latest is None:
                latest = fitted(frame.to_image(), width, height)
            yield latest
            wanted += 1
        if wanted >= count:
            return
        if seconds >= start - 0.1:
            latest = fitted(frame.to_image(), width, height)
    while wanted < count and latest is not None:
        yield latest
        wanted += 1


def pictures(segment, width, height, fps):
    if "black" in segment:
        for _ in range(round(segment["black"] * fps)):
            yield Image.new("RGB", (width, height))
    elif "left" in segment:
        halves = [pictures(segment[side], width // 2, height, fps) for side in ("left", "right")]
        for left, right in zip(*halves):
            out = Image.new("RGB", (width, height))
            out.paste(left, (0, 0))
            out.paste(right, (width // 2, 0))
            yield out
    elif "at" in segment:
        first = {"clip": segment["clip"], "from": segment["at"], "to": segment["at"] + 1 / fps}
        picture = next(part(first, width, height, fps))
        for _ in range(round(segment["for"] * fps)):
            yield picture
    else:
        yield from part(segment, width, height, fps)


def all_pictures(spec):
    for segment in spec["segments"]:
        yield from pictures(segment, spec["width"], spec["height"], spec["fps"])


def camera(out, spec):
    with open(out + ".new", "wb") as file:
        file.write(f"YUV4MPEG2 W{spec['width']} H{spec['height']} F{spec['fps']}:1 Ip A1:1 C420jpeg\n".encode())
        for picture in all_pictures(spec):
            frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
            file.write(b"FRAME\n")
            for plane, (w, h) in zip(frame.planes, ((1, 1), (2, 2), (2, 2))):
                rows, width = spec["height"] // h, spec["width"] // w
                data = bytes(plane)
                for row in range(rows):
                    file.write(data[row * plane.line_size : row * plane.line_size + width])
    os.replace(out + ".new", out)


def frames(out, spec):
    os.makedirs(out, exist_ok=True)
    every = spec["every_ms"]
    due = 0
    for number, picture in enumerate(all_pictures(spec)):
        t_ms = number * 1000 / spec["fps"]
        if t_ms + 1e-6 < due:
            continue
        due += every
        small = picture.resize((320, round(320 * picture.height / picture.width)), Image.LANCZOS)
        name = os.path.join(out, f"{round(t_ms):06}")
        small.save(name + ".track.jpg", quality=70)
        picture.save(name + ".key.jpg", quality=90)
    open(os.path.join(out, "done"), "w").close()


def still(out, spec):
    next(all_pictures(spec)).save(out, quality=92)


if __name__ == "__main__":
    what, out, spec = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    {"camera": camera, "frames": frames, "still": still}[what](out, spec)
