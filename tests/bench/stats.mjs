// What a series of times says: middle, tail, and how two series that were taken in turn compare.

/** Resamples of a bootstrap; more changes the interval by less than its own width's hundredth. */
const RESAMPLES = 2000;
/** Where the random numbers start, so that the same times always give the same interval. */
const SEED = 0x706f7a65;

/** The value below which a share of the values lies, between neighbours by distance (type 7 of Hyndman and Fan). */
export function quantile(values, share) {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

export const median = (values) => quantile(values, 0.5);

/** @param {number} [digits] after the point */
export function rounded(value, digits = 2) {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}

/** The figures of one series of times. @param {number[]} times ms */
export function summary(times) {
  if (times.length === 0) return null;
  const sum = times.reduce((all, time) => all + time, 0);
  return {
    median: rounded(median(times)),
    p90: rounded(quantile(times, 0.9)),
    mean: rounded(sum / times.length),
    min: rounded(quantile(times, 0)),
    count: times.length,
  };
}

/** Marsaglia's xorshift32: 0 ≤ x < 1, the same row for the same seed. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * How ours compares with theirs when each round took a time of both: the ratio of the medians, and the median of the
 * rounds' own ratios, which a machine that is slow for a while disturbs less. Both with the 95 % percentile interval
 * of a bootstrap over rounds (Efron). Beside them the ratio of the fastest tenths, which others on the machine disturb
 * least.
 * @param {number[]} ours ms per round
 * @param {number[]} theirs ms of the same rounds
 */
export function compare(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} rounds of one, ${theirs.length} of the other`);
  if (ours.length === 0) return null;
  const random = randomNumbers(SEED);
  const medians = [];
  const perRound = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const rounds = ours.map(() => Math.floor(random() * ours.length));
    medians.push(median(rounds.map((at) => ours[at])) / median(rounds.map((at) => theirs[at])));
    perRound.push(median(rounds.map((at) => ours[at] / theirs[at])));
  }
  const interval = (values) => [rounded(quantile(values, 0.025), 3), rounded(quantile(values, 0.975), 3)];
  return {
    of_medians: rounded(median(ours) / median(theirs), 3),
    of_medians_interval: interval(medians),
    per_round: rounded(median(ours.map((time, at) => time / theirs[at])), 3),
    per_round_interval: interval(perRound),
    of_fastest_tenths: rounded(quantile(ours, 0.1) / quantile(theirs, 0.1), 3),
    rounds: ours.length,
  };
}
