import assert from "node:assert/strict";
import test from "node:test";

import { compare, median, quantile, summary } from "../stats.mjs";

test("quantiles lie between neighbours, whatever the order", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(quantile([10, 0, 20, 30], 0.9), 27);
  assert.equal(quantile([7], 0.9), 7);
  assert.ok(Number.isNaN(median([])));
});

test("a summary of nothing is null, not zero", () => {
  assert.equal(summary([]), null);
  assert.deepEqual(summary([1, 2, 3, 4, 5]), { median: 3, p90: 4.6, mean: 3, min: 1, count: 5 });
});

test("rounds of a machine that is slow for a while keep the ratio of each round", () => {
  const load = Array.from({ length: 60 }, (_, round) => (round < 25 ? 1 : 3));
  const ours = load.map((factor) => 2 * factor);
  const theirs = load.map((factor) => 8 * factor);
  const { per_round, per_round_interval, of_medians, of_fastest_tenths, rounds } = compare(ours, theirs);
  assert.deepEqual([per_round, per_round_interval, of_medians], [0.25, [0.25, 0.25], 0.25]);
  assert.deepEqual([of_fastest_tenths, rounds], [0.25, 60]);
});

test("the interval holds the ratio, is wider for fewer rounds, and is the same every time", () => {
  const noisy = (count, middle, spread) =>
    Array.from({ length: count }, (_, i) => middle + spread * Math.sin(i * 12.9898));
  const width = (count) => {
    const {
      per_round,
      per_round_interval: [low, high],
    } = compare(noisy(count, 10, 3), noisy(count, 30, 2));
    assert.ok(low <= per_round && per_round <= high && low < high, `${low} ${per_round} ${high}`);
    return high - low;
  };
  assert.ok(width(12) > width(400));
  const pair = [noisy(50, 10, 3), noisy(50, 30, 2)];
  assert.deepEqual(compare(...pair), compare(...pair));
});

test("series of different lengths are not compared", () => {
  assert.throws(() => compare([1, 2], [1]), /2 rounds of one, 1 of the other/);
  assert.equal(compare([], []), null);
});
