"""What a camera and its encoder make of a scene: light, white balance, place, noise, two JPEGs."""

import cv2
import numpy as np

TRACK_WIDTH = 320


def exposed(picture, how, random):
    """`how` has gain, gamma, warmth, zoom, dx, dy, blur, noise; each may be missing. BGR in and out."""
    height, width = picture.shape[:2]
    zoom, dx, dy = how.get("zoom", 1.0), how.get("dx", 0.0), how.get("dy", 0.0)
    if (zoom, dx, dy) != (1.0, 0.0, 0.0):
        move = np.float32([[zoom, 0, width * ((1 - zoom) / 2 + dx)], [0, zoom, height * ((1 - zoom) / 2 + dy)]])
        picture = cv2.warpAffine(
            picture, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    if how.get("blur", 0) > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), how["blur"])
    warmth, gain, gamma = how.get("warmth", 0.0), how.get("gain", 1.0), how.get("gamma", 1.0)
    levels = (np.arange(256) / 255) ** gamma * 255 * gain
    table = np.stack([levels * (1 - warmth), levels, levels * (1 + warmth)], 1)
    light = np.stack([table[:, channel].astype(np.float32)[picture[..., channel]] for channel in range(3)], 2)
    if how.get("noise", 0) > 0:
        light += how["noise"] * random.standard_normal(light.shape, dtype=np.float32)
    return np.clip(light + 0.5, 0, 255).astype(np.uint8)


def jpeg(picture, quality):
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1].tobytes()


def encoded(picture, how):
    """(track, key): the small JPEG and the large one."""
    small_size = (TRACK_WIDTH, round(TRACK_WIDTH * picture.shape[0] / picture.shape[1]))
    small = cv2.resize(picture, small_size, interpolation=cv2.INTER_AREA)
    return jpeg(small, how.get("track_quality", 70)), jpeg(picture, how.get("key_quality", 90))
