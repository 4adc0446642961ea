// Rates of runs: APCER per species, the worst, BPCER, each with people, presentations and an interval (the words are
// ISO/IEC 30107-3's).

import { wilson } from "./statistics.mjs";

/** Fewer presentations than this are a demonstration, not a rate. */
export const RATE_MIN = 10;

const unique = (list) => [...new Set(list)].sort();
const counted = (list) => {
  const counts = {};
  for (const item of list) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
};

/** @param {import("./species/all.mjs").Species} species @param {import("./runs.mjs").Run[]} runs of it */
export function summed(species, runs) {
  const valid = runs.filter(({ outcome }) => outcome !== "spoiled");
  const passed = valid.filter(({ outcome }) => outcome === "passed").length;
  const refused = valid.length - passed;
  const { rate, low, high } = wilson(species.honest ? refused : passed, valid.length);
  const wrongReason = species.honest ? [] : valid.filter((run) => run.outcome === "refused" && !run.expected);
  return {
    species: species.id,
    what: species.what,
    kind: species.honest ? "honest" : species.measured ? "measured" : "scripted",
    people: unique(valid.flatMap(({ victim, actor }) => [victim, actor].filter(Boolean))).length,
    presentations: valid.length,
    passed,
    refused,
    [species.honest ? "bpcer" : "apcer"]: rate,
    interval: [low, high],
    demonstration: valid.length < RATE_MIN,
    codes: counted(valid.flatMap(({ codes }) => codes)),
    wrong_reason: wrongReason.length,
    wrong_reason_codes: counted(wrongReason.map(({ codes }) => codes.join(" ") || "none")),
    spoiled: runs.length - valid.length,
  };
}

/** The worst species, and what must not be: attacks that passed although they have to be refused, nothing measured. */
export function judged(sums) {
  const attacks = sums.filter(({ kind }) => kind !== "honest");
  const worst = attacks.reduce((most, sum) => (most === null || sum.apcer > most.apcer ? sum : most), null);
  const passed = attacks.filter((sum) => sum.kind === "scripted" && sum.passed > 0).map(({ species }) => species);
  const empty = sums.filter(({ presentations }) => presentations === 0).map(({ species }) => species);
  return { worst: worst && { species: worst.species, apcer: worst.apcer, interval: worst.interval }, passed, empty };
}

const percent = (part) => `${(100 * part).toFixed(part > 0 && part < 0.01 ? 2 : 1)}`;

/** The sums as a table in Markdown. */
export function table(sums) {
  const lines = [
    "| Species | Kind | People | Presentations | Let in | Error, % [95 %] | Refused for another reason | Codes |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const sum of sums) {
    const name = sum.kind === "honest" ? "BPCER" : "APCER";
    const error = sum.demonstration
      ? "too few for a rate"
      : `${name} ${percent(sum.bpcer ?? sum.apcer)} [${sum.interval.map(percent).join(", ")}]`;
    const codes = Object.entries(sum.codes).sort((a, b) => b[1] - a[1]);
    const cells = [
      sum.species,
      sum.kind,
      sum.people,
      sum.presentations,
      sum.passed,
      error,
      sum.kind === "honest" ? "" : sum.wrong_reason,
      codes.map(([code, count]) => `${code} ${count}`).join(", "),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return `${lines.join("\n")}\n`;
}
