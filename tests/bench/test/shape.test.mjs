import assert from "node:assert/strict";
import test from "node:test";

import { problemOf } from "../pages/shape.js";

const SIZE = { width: 64, height: 48 };
const point = { x: 10, y: 12, z: -1 };
const box = { x: 1, y: 2, width: 30, height: 30 };
const face = () => ({
  landmarks: Array.from({ length: 478 }, () => ({ ...point })),
  box,
  yaw: 3,
  pitch: -2,
  roll: 0.5,
  expressions: Object.fromEntries(Array.from({ length: 52 }, (_, i) => [`shape${i}`, 0.5])),
});
const hand = { landmarks: Array.from({ length: 21 }, () => point), handedness: "left", gesture: null, score: 0.9 };
const object = { label: "cup", score: 0.7, box };
const quality = { sharpness: 1, brightness: 2, contrast: 3 };
const whole = (change = {}) => ({ faces: [face()], hands: [hand], objects: [object], quality, ...change });

test("a full answer and an empty one have the right shape", () => {
  assert.equal(problemOf(whole(), SIZE), null);
  assert.equal(problemOf({ faces: [], hands: [], objects: [], quality: null }, SIZE), null);
});

const BROKEN = {
  "landmarks are missing": [(f) => f.landmarks.pop(), /477 landmarks/],
  "a landmark is not a number": [(f) => (f.landmarks[7].x = NaN), /no point/],
  "a landmark is far away": [(f) => (f.landmarks[7].y = 4000), /far outside/],
  "an angle is not one": [(f) => (f.pitch = undefined), /angles/],
  "an expression is above one": [(f) => (f.expressions.shape3 = 1.5), /expressions/],
  "expressions are missing": [(f) => delete f.expressions.shape3, /51 expressions/],
};
for (const [what, [spoil, complaint]] of Object.entries(BROKEN)) {
  test(`it is noticed when ${what}`, () => {
    const bad = face();
    spoil(bad);
    assert.match(problemOf(whole({ faces: [bad] }), SIZE), complaint);
  });
}

test("hands, objects and the lists themselves are looked at", () => {
  assert.match(problemOf(whole({ hands: [{ ...hand, handedness: "both" }] }), SIZE), /hand that is both/);
  assert.match(problemOf(whole({ hands: [{ ...hand, landmarks: [] }] }), SIZE), /hand with 0/);
  assert.match(problemOf(whole({ objects: [{ ...object, score: 2 }] }), SIZE), /cup without a score/);
  assert.match(problemOf(whole({ objects: undefined }), SIZE), /without faces, hands or objects/);
  assert.match(problemOf(whole({ quality: null }), SIZE), /face without quality/);
});
