// Rates with their uncertainty.

const Z = 1.959964; // of a normal distribution, two-sided 95 %

/**
 * Wilson's score interval (E. B. Wilson, 1927), the one that server/src/eval/statistics.rs gives.
 * @returns {{rate: number, low: number, high: number}} parts of 1; all of 1 is possible where nothing was counted
 */
export function wilson(count, of) {
  if (of === 0) return { rate: 0, low: 0, high: 1 };
  const p = count / of;
  const middle = p + Z ** 2 / (2 * of);
  const spread = Z * Math.sqrt((p * (1 - p)) / of + Z ** 2 / (4 * of ** 2));
  const total = 1 + Z ** 2 / of;
  return { rate: p, low: Math.max(0, (middle - spread) / total), high: Math.min(1, (middle + spread) / total) };
}
