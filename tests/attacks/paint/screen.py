"""A screen that shows footage, filmed by a camera: subpixels and their moire, backlight, bezel, glare, flicker."""

import cv2
import numpy as np

from card import corners
from footage import HEIGHT, WIDTH


def refilmed(picture, screen, place, t_ms):
    """
    `screen`: pitch (pixels of the camera for one of the screen), grid (strength of its subpixels, 0 to 1), black
    (level of its black, 0..255), contrast, blue (backlight), band (strength of the rolling flicker), glare, bezel (its
    grey). `place` as of a card. BGR in and out.
    """
    height, width = picture.shape[:2]
    edge = round(0.04 * height)
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    warp = cv2.getPerspectiveTransform(source, corners((width, height), place))
    framed = cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=[screen["bezel"]] * 3)
    shift = np.float32([[1, 0, -edge], [0, 1, -edge], [0, 0, 1]])
    seen = cv2.warpPerspective(
        framed,
        warp @ shift,
        (WIDTH, HEIGHT),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(40, 38, 36),
    ).astype(np.float32)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    back = np.linalg.inv(warp)
    deep = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u = (back[0, 0] * x + back[0, 1] * y + back[0, 2]) / deep
    v = (back[1, 0] * x + back[1, 1] * y + back[1, 2]) / deep
    lit = (u >= 0) & (u < width) & (v >= 0) & (v < height)
    grid = np.empty_like(seen)
    for channel in range(3):
        across = np.cos(2 * np.pi * (u / screen["pitch"] - channel / 3))
        down = np.cos(2 * np.pi * v / screen["pitch"])
        grid[..., channel] = 1 + screen["grid"] * (0.6 * across + 0.4 * down)
    shown = (screen["black"] + seen * screen["contrast"]) * grid
    shown *= np.float32([1 + screen["blue"], 1, 1 - screen["blue"] / 2])
    shown *= (1 + screen["band"] * np.sin(2 * np.pi * (y / HEIGHT * 1.5 + t_ms / 700)))[..., None]
    spot = np.exp(-((x / WIDTH - 0.75) ** 2 + (y / HEIGHT - 0.2) ** 2) / 0.05)
    shown += screen["glare"] * spot[..., None]
    return np.clip(np.where(lit[..., None], shown, seen), 0, 255).astype(np.uint8)
