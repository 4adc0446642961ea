// False match and non-match rates beside those of attacks: what `poze eval match` says of the operator's own pairs.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

import { VERIFIER } from "../setup/verifier.mjs";

/** @param {string} pairs a CSV @param {string} [root] of its paths @returns {object} its whole answer */
export function matchRates(pairs, root) {
  const args = ["eval", "match", "--pairs", resolve(pairs), ...(root ? ["--root", resolve(root)] : [])];
  const run = spawnSync(VERIFIER, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`poze ${args.join(" ")} failed`);
  return JSON.parse(run.stdout);
}

/** One line for people. */
export function matchLine(rates) {
  if (!rates) return "match: not measured, --pairs FILE does";
  const { threshold, fmr, fnmr } = rates.at_default;
  return `match: ${rates.pairs} pairs, FMR ${fmr} and FNMR ${fnmr} at the default threshold of ${threshold}`;
}
