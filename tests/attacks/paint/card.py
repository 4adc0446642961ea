"""A photo printed on paper, moved before a camera."""

import cv2
import numpy as np

from footage import HEIGHT, WIDTH

FOCAL = 1.1 * WIDTH  # of a laptop's camera: about 50 degrees wide
PAPER_PART = 0.06  # white margin


def printed(photo, ink, random):
    """As paper shows it: less contrast, a paper's white, some blur and grain. `ink`: 0 (photo lab) to 1 (office)."""
    soft = cv2.GaussianBlur(photo, (0, 0), 0.4 + 0.5 * ink).astype(np.float32)
    grain = random.normal(0, 2 + 6 * ink, photo.shape[:2]).astype(np.float32)[..., None]
    levels = 22 + 20 * ink + soft * (0.88 - 0.16 * ink) + grain
    margin = round(PAPER_PART * photo.shape[0])
    paper = cv2.copyMakeBorder(levels, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(228, 232, 234))
    return np.clip(paper, 0, 255).astype(np.uint8)


def corners(size, place):
    """Where the card's corners are in the picture. `place`: yaw, pitch, roll in degrees, x, y, scale as parts of it."""
    yaw, pitch, roll = (np.deg2rad(place.get(name, 0.0)) for name in ("yaw", "pitch", "roll"))
    turn = lambda a, i, j: np.array(  # noqa: E731
        [
            [
                np.cos(a)
                if r == c and r in (i, j)
                else 1.0
                if r == c
                else -np.sin(a)
                if (r, c) == (i, j)
                else np.sin(a)
                if (r, c) == (j, i)
                else 0.0
                for c in range(3)
            ]
            for r in range(3)
        ]
    )
    width, height = size
    half = np.array([[-width, -height, 0], [width, -height, 0], [width, height, 0], [-width, height, 0]]) / 2
    scale = place.get("scale", 1.0) * HEIGHT / height
    turned = half * scale @ (turn(roll, 0, 1) @ turn(pitch, 2, 1) @ turn(yaw, 0, 2)).T
    depth = FOCAL + turned[:, 2]
    centre = np.array([WIDTH * (0.5 + place.get("x", 0.0)), HEIGHT * (0.5 + place.get("y", 0.0))])
    return (turned[:, :2] * (FOCAL / depth)[:, None] + centre).astype(np.float32)


def held(card, place, room):
    """The card in front of a room. BGR."""
    height, width = card.shape[:2]
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    warp = cv2.getPerspectiveTransform(source, corners((width, height), place))
    over = cv2.warpPerspective(card, warp, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    part = (mask.astype(np.float32) / 255)[..., None]
    # Paper shines where it is turned to the lamp above.
    shine = 1 + 0.25 * np.sin(np.deg2rad(place.get("pitch", 0.0) + place.get("yaw", 0.0)))
    return np.clip(over * shine * part + room * (1 - part), 0, 255).astype(np.uint8)


def room(random):
    """A wall with a lamp's light on it, out of focus."""
    base = random.uniform(70, 190) * random.uniform(0.85, 1.1, 3)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = 1.15 - 0.5 * np.hypot(x / WIDTH - random.uniform(0, 1), y / HEIGHT - random.uniform(-0.3, 0.5))
    things = cv2.resize(random.normal(0, 22, (6, 8)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip(base * light[..., None] + things[..., None], 0, 255).astype(np.float32)
