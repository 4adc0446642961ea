// That a fake camera's file is what Chromium takes, and shows the clip at its own speed or at another.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { beside, black, camera, cameraAt, frames, held, take } from "./cameras.mjs";

const FRAME = 640 * 360 * 1.5;
const HEADER = "YUV4MPEG2 W640 H360 F30:1 Ip A1:1 C420jpeg\n";

/** The raw frames of a camera's file. */
function framesOf(path) {
  const bytes = readFileSync(path);
  assert.equal(bytes.subarray(0, HEADER.length).toString(), HEADER);
  const all = [];
  for (let at = HEADER.length; at < bytes.length; at += 6 + FRAME) {
    assert.equal(bytes.subarray(at, at + 6).toString(), "FRAME\n");
    all.push(bytes.subarray(at + 6, at + 6 + FRAME));
  }
  assert.equal(all.at(-1).length, FRAME);
  return all;
}

const different = (all) => new Set(all.map((frame) => frame.toString("latin1"))).size;

test("a clip of 30 frames a second is played frame by frame, slower ones repeat frames", () => {
  const usual = framesOf(camera(take("man", 0.5, 0.7)));
  assert.deepEqual([usual.length, different(usual)], [6, 6]);
  const slow = framesOf(camera(take("man", 0.5, 0.7, { speed: 0.5 })));
  assert.deepEqual([slow.length, different(slow)], [12, 6]);
  assert.ok(slow[0].equals(usual[0]) && slow.at(-1).equals(usual.at(-1)));
});

test("a camera can be slower than 30 frames a second", () => {
  const bytes = readFileSync(cameraAt(15, take("man", 0.5, 0.7)));
  const header = HEADER.replace("F30", "F15");
  assert.equal(bytes.subarray(0, header.length).toString(), header);
  assert.equal((bytes.length - header.length) / (6 + FRAME), 3);
});

test("from a later time to an earlier one a clip is played backwards", () => {
  const [forwards, backwards] = [camera(take("man", 0.5, 0.7)), camera(take("man", 0.7, 0.5))].map(framesOf);
  assert.equal(backwards.length, 6);
  for (const [n, frame] of backwards.entries()) assert.ok(frame.equals(forwards.at(-1 - n)), `frame ${n}`);
});

test("parts follow each other, one frame can be held, two people stand side by side", () => {
  const parts = framesOf(camera(held("man", 1, 0.1), black(0.1)));
  assert.deepEqual([parts.length, different(parts)], [6, 2]);
  const row = 180 * 640;
  const [both] = framesOf(camera(beside(take("man", 0, 0.1), black(0.1))));
  assert.ok(
    both.subarray(row, row + 320).some((y) => y > 60),
    "somebody is on the left",
  );
  assert.ok(
    both.subarray(row + 330, row + 640).every((y) => y < 30),
    "nobody is on the right",
  );
});

test("frames for a page without a browser are JPEGs of both sizes at their times", () => {
  const shots = frames([take("man", 0, 1)]);
  assert.deepEqual(
    shots.map(({ t_ms }) => t_ms),
    [0, 167, 300, 467, 600, 767, 900],
  );
  for (const { track, key } of shots) {
    for (const jpeg of [track, key]) assert.deepEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.ok(track.length < key.length);
  }
});
