// What is counted of runs, and what makes the kit fail.

import assert from "node:assert/strict";
import test from "node:test";

import { judged, summed, table } from "../report.mjs";
import { wilson } from "../statistics.mjs";

const species = (id, more = {}) => ({ id, what: id, expected: ["track_cut"], ...more });
const run = (outcome, codes = [], more = {}) => ({
  outcome,
  codes,
  expected: codes.includes("track_cut"),
  victim: "a",
  ...more,
});
const many = (count, ...of) => Array.from({ length: count }, () => run(...of));

test("the interval is Wilson's", () => {
  // Of 100, after R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), method 3.
  const rounded = ({ rate, low, high }) => [rate, low, high].map((part) => Number(part.toFixed(4)));
  assert.deepEqual(rounded(wilson(0, 100)), [0, 0, 0.037]);
  assert.deepEqual(rounded(wilson(10, 100)), [0.1, 0.0552, 0.1744]);
  assert.deepEqual(rounded(wilson(100, 100)), [1, 0.963, 1]);
  assert.deepEqual(wilson(0, 0), { rate: 0, low: 0, high: 1 });
});

test("attacks let in are APCER, honest runs refused are BPCER, and runs that say nothing are neither", () => {
  const attack = summed(species("splice"), [
    ...many(3, "passed"),
    ...many(9, "refused", ["track_cut"]),
    run("spoiled"),
  ]);
  assert.deepEqual([attack.presentations, attack.passed, attack.apcer, attack.spoiled], [12, 3, 0.25, 1]);
  const honest = summed(species("honest", { honest: true }), [...many(9, "passed"), run("refused", ["no_face"])]);
  assert.deepEqual([honest.presentations, honest.refused, honest.bpcer], [10, 1, 0.1]);
  assert.equal(attack.demonstration, false);
  assert.equal(summed(species("few"), many(9, "refused")).demonstration, true);
});

test("people are counted once, whoever is on the footage included", () => {
  const runs = [run("refused", [], { victim: "a", actor: "b" }), run("refused", [], { victim: "b" })];
  assert.equal(summed(species("swap"), runs).people, 2);
});

test("a refusal without any of the codes that were expected is told", () => {
  const runs = [run("refused", ["no_face", "track_cut"]), run("refused", ["no_face"]), run("refused", [])];
  const { wrong_reason, wrong_reason_codes } = summed(species("splice"), runs);
  assert.deepEqual([wrong_reason, wrong_reason_codes], [2, { no_face: 1, none: 1 }]);
});

test("one scripted attack that is let in fails the kit, a measured one does not, nothing measured does", () => {
  const measured = summed(species("puppet", { measured: true }), many(12, "passed"));
  const refused = summed(species("splice"), many(12, "refused", ["track_cut"]));
  assert.deepEqual(judged([measured, refused]).passed, []);
  assert.equal(judged([measured, refused]).worst.species, "puppet");
  const once = summed(species("splice"), [...many(99, "refused"), run("passed")]);
  assert.deepEqual(judged([once]).passed, ["splice"]);
  assert.deepEqual(judged([summed(species("replay"), many(3, "spoiled"))]).empty, ["replay"]);
});

test("the table has a line for each, and no rate of less than ten", () => {
  const sums = [
    summed(species("splice"), many(20, "refused", ["track_cut"])),
    summed(species("few"), many(9, "refused", ["track_cut"])),
  ];
  const lines = table(sums).trim().split("\n");
  assert.equal(lines.length, 4);
  assert.match(lines[2], /^\| splice \| scripted \| 1 \| 20 \| 0 \| APCER 0.0 \[0.0, 16.1\] \| 0 \| track_cut 20 \|$/);
  assert.match(lines[3], /too few for a rate/);
});
