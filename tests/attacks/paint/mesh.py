"""A picture stretched over moved points."""

import cv2
import numpy as np


def triangles(points, size):
    """Delaunay triangles over (N, 2) points in a picture of `size`: (M, 3) indices."""
    subdivision = cv2.Subdiv2D((-1, -1, size[0] + 2, size[1] + 2))
    index = {}
    for n, (x, y) in enumerate(points.astype(np.float32)):
        subdivision.insert((float(x), float(y)))
        index[(float(x), float(y))] = n
    found = subdivision.getTriangleList().reshape(-1, 3, 2)
    corners = [[index.get((float(x), float(y))) for x, y in triangle] for triangle in found]
    return np.array([corner for corner in corners if None not in corner])


def _area(points, triangles):
    a, b, c = (points[triangles[:, i], :2] for i in range(3))
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def warped(picture, source, placed, triangles):
    """
    Each triangle of `source` (N, 2) drawn where `placed` (N, 3) has it: the deepest first, those that are seen from
    behind not at all. BGR in and out.
    """
    height, width = picture.shape[:2]
    before, after = _area(source, triangles), _area(placed, triangles)
    order = np.argsort(-placed[triangles, 2].mean(1))
    order = order[(before[order] * after[order] > 0) & (np.abs(after[order]) > 0.05)]
    owner = np.full((height, width), -1, np.int32)
    fixed = np.round(placed[triangles, :2] * 16).astype(np.int32)
    for n in order:
        cv2.fillConvexPoly(owner, fixed[n], int(n), shift=4)
    corners = np.concatenate([placed[triangles, :2], np.ones((len(triangles), 3, 1))], 2)
    back = np.zeros((len(triangles) + 1, 6), np.float32)
    back[order] = np.linalg.solve(corners[order], source[triangles[order]]).reshape(-1, 6)
    back[-1] = [1, 0, 0, 1, 0, 0]  # where no triangle lies the picture stays
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    at_x = back[:, 0][owner] * x + back[:, 2][owner] * y + back[:, 4][owner]
    at_y = back[:, 1][owner] * x + back[:, 3][owner] * y + back[:, 5][owner]
    return cv2.remap(picture, at_x, at_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
