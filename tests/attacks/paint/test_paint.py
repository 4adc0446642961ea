"""That pictures show what they are called: `python -m unittest discover tests/attacks/paint`."""

import base64
import sys
import unittest
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import camera
import card
import footage
import landmarks
import main
import mesh
import puppet
import screen

MAN = ("man", 0.1, (0.82, 0.55, 0.8))
WOMAN = ("woman", 11.7, (1.22, 0.5, 0.9))
NOSE, LIPS = 1, (13, 14)
LIDS = ((159, 145), (386, 374))


def seen(picture, box):
    """What a network that knows nothing of the puppet finds in the picture."""
    points = landmarks.located(picture, box)
    face = np.ptp(points[puppet.OVAL, :2], axis=0)
    middle = points[puppet.OVAL].mean(0)
    eyes = points[263, :2] - points[33, :2]
    return {
        "yaw": (points[NOSE, 0] - middle[0]) / face[0],
        "pitch": (middle[1] - points[NOSE, 1]) / face[1],
        "roll": np.rad2deg(np.arctan2(eyes[1], eyes[0])),
        "mouth": (points[LIPS[1], 1] - points[LIPS[0], 1]) / face[1],
        "eyes": np.mean([points[low, 1] - points[up, 1] for up, low in LIDS]) / face[1],
    }


class Puppets(unittest.TestCase):
    def both(self):
        for clip, at, box in (MAN, WOMAN):
            made = puppet.puppet(clip, at, box)
            yield lambda pose: seen(made.shown(pose), box), made

    def test_without_a_pose_it_is_the_photo(self):
        for _, made in self.both():
            off = np.abs(made.shown({}).astype(int) - made.photo).mean()
            self.assertLess(off, 1.5)

    def test_it_turns_as_a_head_does(self):
        for look, _ in self.both():
            calm = look({})
            self.assertGreater(look({"yaw": 20})["yaw"], calm["yaw"] + 0.05)  # the nose to the picture's right
            self.assertLess(look({"yaw": -20})["yaw"], calm["yaw"] - 0.05)
            self.assertGreater(look({"pitch": 15})["pitch"], calm["pitch"] + 0.02)  # up
            self.assertAlmostEqual(look({"roll": 15})["roll"], calm["roll"] + 15, delta=4)

    def test_it_opens_its_mouth_and_closes_its_eyes(self):
        for look, _ in self.both():
            calm = look({})
            self.assertGreater(look({"mouth": 0.8})["mouth"], calm["mouth"] + 0.05)
            self.assertLess(look({"eyes": 1})["eyes"], calm["eyes"] * 0.5)

    def test_it_raises_its_brows_and_smiles(self):
        for _, made in self.both():
            calm = made.points[: puppet.POINTS]
            raised = made.bent({"brows": 1})[: puppet.POINTS]
            self.assertLess((raised - calm)[puppet.BROWS, 1].max(), -1)
            smile = made.bent({"smile": 1})
            width = lambda points: points[291, 0] - points[61, 0]  # noqa: E731
            self.assertGreater(width(smile), width(calm) * 1.1)


class Meshes(unittest.TestCase):
    def test_moved_points_take_their_pixels_along_and_what_is_seen_from_behind_is_not_drawn(self):
        picture = np.zeros((40, 40, 3), np.uint8)
        picture[:, :20] = 200
        source = np.float64([[0, 0], [39, 0], [39, 39], [0, 39]])
        cut = mesh.triangles(source, (40, 40))
        self.assertEqual(len(cut), 2)
        deep = np.zeros((4, 1))
        same = mesh.warped(picture, source, np.hstack([source, deep]), cut)
        self.assertLess(np.abs(same.astype(int) - picture).max(), 2)
        half = np.hstack([source * [0.5, 1], deep])
        self.assertEqual(mesh.warped(picture, source, half, cut)[20, 15, 0], 0)
        mirrored = np.hstack([[[39, 0]] - source * [1, -1], deep])
        self.assertTrue((mesh.warped(picture, source, mirrored, cut) == picture).all())


class Cards(unittest.TestCase):
    def test_it_turns_the_way_a_head_does(self):
        flat = card.corners((100, 100), {})
        left, right = lambda c: c[3, 1] - c[0, 1], lambda c: c[2, 1] - c[1, 1]
        self.assertAlmostEqual(left(flat), right(flat), places=3)
        # A nose that goes to the picture's right takes the cheek there away from the camera.
        turned = card.corners((100, 100), {"yaw": 30})
        self.assertGreater(left(turned), right(turned) * 1.1)
        up = card.corners((100, 100), {"pitch": 30})
        self.assertGreater(up[2, 0] - up[3, 0], (up[1, 0] - up[0, 0]) * 1.1)  # the chin comes nearer
        tilted = card.corners((100, 100), {"roll": 20})
        self.assertGreater(tilted[1, 1], tilted[0, 1] + 50)  # clockwise

    def test_paper_is_paler_than_what_is_printed_on_it(self):
        photo = footage.frame(*MAN[:2])
        paper = card.printed(photo, 1.0, np.random.default_rng(1))
        self.assertGreater(paper.min(), photo.min())
        self.assertLess(np.ptp(np.percentile(paper, [1, 90])), np.ptp(np.percentile(photo, [1, 90])))


class Screens(unittest.TestCase):
    HOW = {
        "pitch": 2.3,
        "grid": 0.3,
        "black": 20,
        "contrast": 0.8,
        "blue": 0.05,
        "band": 0.03,
        "glare": 30,
        "bezel": 20,
    }

    def test_it_shows_its_pixels_its_backlight_and_its_flicker(self):
        grey = np.full((footage.HEIGHT, footage.WIDTH, 3), 120, np.uint8)
        place = {"scale": 1.2}
        seen = screen.refilmed(grey, self.HOW, place, 0)
        smooth = screen.refilmed(grey, {**self.HOW, "grid": 0.0}, place, 0)
        rough = lambda picture: np.abs(np.diff(picture[..., 1].astype(int), axis=1)).mean()  # noqa: E731
        self.assertGreater(rough(seen), 5 * rough(smooth))
        dark = screen.refilmed(np.zeros_like(grey), {**self.HOW, "grid": 0.0}, place, 0)
        self.assertGreater(np.median(dark), 15)
        self.assertGreater(
            np.abs(smooth.astype(int) - screen.refilmed(grey, {**self.HOW, "grid": 0.0}, place, 350)).max(), 3
        )


class Cameras(unittest.TestCase):
    def test_light_noise_and_place_are_what_was_asked_for(self):
        random = np.random.default_rng(3)
        grey = np.full((90, 160, 3), 100, np.uint8)
        self.assertTrue((camera.exposed(grey, {}, random) == grey).all())
        self.assertAlmostEqual(camera.exposed(grey, {"gain": 1.2}, random).mean(), 120, delta=1)
        noisy = camera.exposed(grey, {"noise": 4}, random)
        self.assertAlmostEqual(noisy.std(), 4, delta=0.3)
        self.assertFalse((noisy == camera.exposed(grey, {"noise": 4}, random)).all(), "new noise for every frame")
        warm = camera.exposed(grey, {"warmth": 0.05}, random)
        self.assertGreater(warm[0, 0, 2], warm[0, 0, 0])
        grey[:, 80:] = 200
        self.assertEqual(camera.exposed(grey, {"dx": 0.1}, random)[45, 90, 0], 100)

    def test_frames_have_the_sizes_that_a_page_sends(self):
        request = {
            "seed": 1,
            "camera": {},
            "samples": [{"t": 150, "clip": "man", "at": 1.0}, {"t": 300, "clip": None, "at": 0}],
        }
        face, black = main.frames(request)
        self.assertEqual([face["t"], black["t"]], [150, 300])
        size = lambda text: cv2.imdecode(np.frombuffer(base64.b64decode(text), np.uint8), 1).shape  # noqa: E731
        self.assertEqual([size(face["track"]), size(face["key"])], [(180, 320, 3), (360, 640, 3)])

    def test_a_frame_is_the_one_of_its_time(self):
        first, again, later = footage.frame("man", 0.0), footage.frame("man", 0.03), footage.frame("man", 0.04)
        self.assertTrue((first == again).all())
        self.assertFalse((first == later).all())


if __name__ == "__main__":
    unittest.main()
