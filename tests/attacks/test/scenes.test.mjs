// That scenes show what they are called.

import assert from "node:assert/strict";
import test from "node:test";

import { parsed } from "../options.mjs";
import { Random } from "../random.mjs";
import { black, eased, faded, held, inRow, lens, looped, played, stretched, sway, withMore } from "../scenes.mjs";
import { SPECIES } from "../species/all.mjs";

const at = (samples) => samples.map((sample) => sample.at);

test("a clip is played at its own speed or stretched to last", () => {
  assert.deepEqual(at(played("c", 2, 450)), [2, 2.15, 2.3, 2.45]);
  assert.deepEqual(at(stretched("c", [1, 1.3], 600)), [1, 1.075, 1.15, 1.225, 1.3]);
  assert.deepEqual(at(stretched("c", [1, 9], 300)), [1, 1.15, 1.3]);
});

test("a loop has a period, forwards and there and back", () => {
  const forwards = looped("c", 1, 1.6, 1800);
  assert.deepEqual(at(forwards).slice(0, 4), at(forwards).slice(4, 8));
  assert.deepEqual(at(looped("c", 1, 1.45, 900, { back: true })), [1, 1.15, 1.3, 1.45, 1.3, 1.15, 1]);
});

test("a frame that is held stays, parts follow each other without a gap at whole milliseconds", () => {
  assert.equal(new Set(at(held("c", 3, 900))).size, 1);
  const row = inRow([played("c", 0, 1000), 449.9999], [black(300), 300], [held("d", 1, 300)]);
  assert.deepEqual(
    row.map(({ t, clip }) => [t, clip]),
    [
      [0, "c"],
      [150, "c"],
      [300, "c"],
      [450, null],
      [600, null],
      [750, "d"],
      [900, "d"],
      [1050, "d"],
    ],
  );
});

test("a blend begins with the frame before and ends without it", () => {
  const parts = faded(played("c", 0, 600), { clip: "d", at: 7 }, 3).map(({ mix }) => mix?.part);
  assert.deepEqual(parts, [0.75, 0.5, 0.25, undefined, undefined]);
});

test("what is done comes over time", () => {
  assert.deepEqual(
    [0, 300, 550, 800, 900].map((t) => eased(t, 300, 500)),
    [0, 0, 0.5, 1, 1],
  );
  assert.deepEqual(
    withMore(held("c", 0, 150), (t) => ({ pose: t })).map(({ pose }) => pose),
    [0, 150],
  );
});

test("hands and heads sway within bounds, and never in the same way twice", () => {
  const [a, b] = [sway(new Random("a"), 2), sway(new Random("b"), 2)];
  const times = Array.from({ length: 100 }, (_, n) => n * 100);
  assert.ok(times.every((t) => Math.abs(a(t)) <= 2.01));
  assert.ok(Math.max(...times.map((t) => Math.abs(a(t)))) > 0.8);
  assert.ok(times.some((t) => Math.abs(a(t) - b(t)) > 0.5));
});

test("a run's seed gives the same again, another one something else", () => {
  assert.deepEqual(lens(new Random("x")), lens(new Random("x")));
  assert.notDeepEqual(lens(new Random("x")), lens(new Random("y")));
  const random = new Random("z");
  assert.deepEqual([...random.shuffled([1, 2, 3, 4, 5])].sort(), [1, 2, 3, 4, 5]);
  const values = Array.from({ length: 2000 }, () => random.between(2, 4));
  assert.ok(values.every((value) => value >= 2 && value < 4));
  assert.ok(Math.abs(values.reduce((sum, value) => sum + value) / 2000 - 3) < 0.05);
});

test("species have names of their own, and every attack something to be refused with", () => {
  assert.equal(new Set(SPECIES.map(({ id }) => id)).size, SPECIES.length);
  for (const { id, honest, expected } of SPECIES) assert.equal(expected.length > 0, !honest, id);
});

test("options are checked", () => {
  assert.deepEqual(parsed(["--runs", "7", "--species", "a"], ["a"]).runs, 7);
  for (const wrong of [
    ["--runs", "0"],
    ["--runs", "x"],
    ["--species", "b"],
    ["--parallel", "-1"],
  ]) {
    assert.throws(() => parsed(wrong, ["a"]), undefined, wrong.join(" "));
  }
});
