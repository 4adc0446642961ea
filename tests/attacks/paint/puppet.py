"""
A puppet made of one photo: its landmarks are turned as a head in space and bent as a face, and the photo is stretched
over them, triangle by triangle. No learnt generator; what a program of some hundred lines gives an attacker.
"""

from functools import lru_cache

import cv2
import numpy as np

import footage
import landmarks
from mesh import triangles, warped

POINTS = 468  # without the irises, which the lids hide
# Indices of the published face mesh.
OVAL = [
    10,
    338,
    297,
    332,
    284,
    251,
    389,
    356,
    454,
    323,
    361,
    288,
    397,
    365,
    379,
    378,
    400,
    377,
    152,
    148,
    176,
    149,
    150,
    136,
    172,
    58,
    132,
    93,
    234,
    127,
    162,
    21,
    54,
    103,
    67,
    109,
]
INNER_LIPS = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
UPPER_LIDS = [246, 161, 160, 159, 158, 157, 173, 466, 388, 387, 386, 385, 384, 398]
LOWER_LIDS = [7, 163, 144, 145, 153, 154, 155, 249, 390, 373, 374, 380, 381, 382]
BROWS = [70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 336, 296, 334, 293, 300, 276, 283, 282, 295, 285]
LOWER_LIP = [14, 87, 178, 88, 95, 317, 402, 318, 324, 17, 84, 181, 91, 146, 314, 405, 321, 375]
CORNERS = [61, 291]
CHIN, FOREHEAD = 152, 10
# What the mesh has beside the face: rings around it, which follow less and less, and the frame, which stays.
RINGS = [(1.25, 0.85), (1.6, 0.45)]
PIVOT_DEPTH = 0.45  # of the neck behind the face, and:
RING_DEPTH = 0.35  # of hair and ears, as parts of the face's width
FOCAL = 4.0  # the camera's distance in widths of the face: 60 cm from 15


class Puppet:
    def __init__(self, photo, box):
        self.photo = photo
        height, width = photo.shape[:2]
        face = landmarks.located(photo, box)[:POINTS]
        self.width = np.ptp(face[OVAL, 0])
        centre = face[OVAL].mean(0)
        rings = [
            np.hstack(
                [centre[:2] + (face[OVAL, :2] - centre[:2]) * far, np.full((len(OVAL), 1), self.width * RING_DEPTH)]
            )
            for far, _ in RINGS
        ]
        x, y = np.meshgrid(np.linspace(0, width - 1, 9), np.linspace(0, height - 1, 6))
        edge = (x == 0) | (x == width - 1) | (y == 0) | (y == height - 1)
        frame = np.stack([x[edge], y[edge], np.zeros(edge.sum())], 1)
        points = np.vstack([face, *rings, frame])
        follows = np.concatenate(
            [np.ones(POINTS), *[np.full(len(OVAL), part) for _, part in RINGS], np.zeros(len(frame))]
        )
        inside = (points[:, 0] >= 0) & (points[:, 0] <= width - 1) & (points[:, 1] >= 0) & (points[:, 1] <= height - 1)
        inside[:POINTS] = True
        self.points, self.follows = points[inside], follows[inside]
        self.triangles = triangles(self.points[:, :2], (width, height))
        self.pivot = np.array([centre[0], face[CHIN, 1], self.width * PIVOT_DEPTH])

    def bent(self, pose):
        """The points of the photo with another expression."""
        points = self.points.copy()
        face = points[:POINTS]
        tall = face[CHIN, 1] - face[FOREHEAD, 1]
        mouth_y = face[CORNERS, 1].mean()
        if pose.get("mouth", 0):
            below = np.clip((self.points[:, 1] - mouth_y) / (face[CHIN, 1] - mouth_y), 0, 1.0) * (self.follows > 0)
            below[LOWER_LIP] = 1
            points[:, 1] += pose["mouth"] * 0.16 * tall * np.minimum(1, below * 1.5) * self.follows
        if pose.get("eyes", 0):
            upper, lower = self.points[UPPER_LIDS], self.points[LOWER_LIDS]
            gap = (lower - upper) * pose["eyes"]
            points[UPPER_LIDS] += gap * 0.88
            points[LOWER_LIDS] -= gap * 0.10
        if pose.get("brows", 0):
            middle = self.points[BROWS, :2].mean(0)
            off = np.abs(self.points[:POINTS, :2] - middle) / [0.45 * self.width, 0.1 * tall]
            points[:POINTS, 1] -= pose["brows"] * 0.075 * tall * np.exp(-(off**2).sum(1) / 2)
        if pose.get("smile", 0):
            for corner, side in zip(CORNERS, (-1, 1)):
                off = (self.points[:POINTS, :2] - self.points[corner, :2]) / (0.16 * self.width)
                pull = pose["smile"] * self.width * np.exp(-(off**2).sum(1) / 2)
                points[:POINTS, 0] += side * 0.07 * pull
                points[:POINTS, 1] -= 0.05 * pull
        return points

    def placed(self, pose):
        """(N, 3): where the points are in the picture, and how deep."""
        yaw, pitch, roll = (np.deg2rad(pose.get(name, 0.0)) for name in ("yaw", "pitch", "roll"))
        focal = FOCAL * self.width
        bent = self.bent(pose)
        x, y, z = (bent - self.pivot).T
        near = (focal + bent[:, 2]) / focal  # a photo is a projection already
        x, y = x * near, y * near
        x, z = x * np.cos(yaw) - z * np.sin(yaw), x * np.sin(yaw) + z * np.cos(yaw)
        y, z = y * np.cos(pitch) + z * np.sin(pitch), -y * np.sin(pitch) + z * np.cos(pitch)
        x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
        z = z + self.pivot[2]
        far = focal / (focal + z)
        turned = np.stack([x * far + self.pivot[0], y * far + self.pivot[1], z], 1)
        # The neck turns with the head less than the head itself: nothing but the pivot stays in its place.
        part = self.follows[:, None]
        return bent * (1 - part) + turned * part

    def shown(self, pose):
        """The photo in this pose. BGR."""
        placed = self.placed(pose)
        picture = warped(self.photo, self.points[:, :2], placed, self.triangles)
        if pose.get("mouth", 0) > 0.05:
            self._open_mouth(picture, placed[INNER_LIPS, :2], pose["mouth"])
        return picture

    def _open_mouth(self, picture, lips, much):
        """A photo with closed lips has nothing between them."""
        low = np.maximum(np.floor(lips.min(0)).astype(int) - 6, 0)
        high = np.ceil(lips.max(0)).astype(int) + 6
        part = picture[low[1] : high[1], low[0] : high[0]]
        mask = np.zeros(part.shape[:2], np.float32)
        cv2.fillPoly(mask, [np.round(lips - low).astype(np.int32)], 1.0)
        mask = cv2.GaussianBlur(mask, (0, 0), 1.2)[..., None] * min(1.0, 2 * much)
        skin = np.median(self.photo[self.points[:POINTS, 1].astype(int), self.points[:POINTS, 0].astype(int)], 0)
        part[:] = np.clip(part * (1 - mask) + skin * np.float32([0.28, 0.22, 0.36]) * mask, 0, 255)


@lru_cache(maxsize=8)
def puppet(clip, at, box):
    return Puppet(footage.frame(clip, at), box)
