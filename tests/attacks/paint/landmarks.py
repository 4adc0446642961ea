"""The 478 points of the face in a picture, as an attacker finds them: the published network, from a rough box."""

from pathlib import Path

import cv2
import numpy as np

NETWORK = Path(__file__).resolve().parents[3] / "sdk" / "models" / "face_landmarks_detector.tflite"
SIDE = 256
MARGIN = 1.5  # of the crop around the points, as the network's publisher has it
OUTER_EYES = (33, 263)
ROUNDS = 4  # each crop is cut around the points of the one before

_network = None


def _points_in_crop(crop):
    global _network
    if _network is None:
        _network = cv2.dnn.readNetFromTFLite(str(NETWORK), cv2.dnn.ENGINE_CLASSIC)
    _network.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
    return _network.forward("Identity").reshape(478, 3)


def located(picture, box):
    """
    Points as (478, 3) in pixels of the picture, z growing away from the camera. `box`: x, y of the middle and the side
    of a rough square around the face, as parts of the picture's height.
    """
    height = picture.shape[0]
    centre, side, angle = np.array(box[:2]) * height, box[2] * height, 0.0
    for _ in range(ROUNDS):
        scale, cos, sin = SIDE / side, np.cos(angle), np.sin(angle)
        into = scale * np.array([[cos, sin], [-sin, cos]])
        offset = SIDE / 2 - into @ centre
        crop = cv2.warpAffine(
            picture, np.hstack([into, offset[:, None]]), (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE
        )
        raw = _points_in_crop(crop)
        flat = (raw[:, :2] - offset) @ np.linalg.inv(into).T
        points = np.hstack([flat, raw[:, 2:] / scale])
        low, high = flat.min(0), flat.max(0)
        centre, side = (low + high) / 2, MARGIN * (high - low).max()
        across = flat[OUTER_EYES[1]] - flat[OUTER_EYES[0]]
        angle = np.arctan2(across[1], across[0])
    return points
