// `npm run attacks`: every species against a verifier that is really running. README.md says how, and what the figures
// mean.

import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

import { VERIFIER } from "../setup/verifier.mjs";
import { matchLine, matchRates } from "./match.mjs";
import { parsed, USAGE } from "./options.mjs";
import { Painter } from "./painter.mjs";
import { EVERYBODY, HONEST } from "./people.mjs";
import { sheetOf } from "./pictures.mjs";
import { judged, summed, table } from "./report.mjs";
import { Runs } from "./runs.mjs";
import { SPECIES } from "./species/all.mjs";
import { varied } from "./species/honest.mjs";
import { Stage } from "./stage.mjs";

const say = (line) => process.stderr.write(`${line}\n`);

/** Works through jobs, so many at a time, until there are no more or it is told to end: what is done by then counts. */
async function inParallel(jobs, at_once) {
  const results = [];
  let next = 0;
  process.once("SIGTERM", () => (next = jobs.length));
  const work = async () => {
    while (next < jobs.length) results.push(await jobs[next++]());
  };
  await Promise.all(Array.from({ length: at_once }, work));
  return results;
}

/** One honest take of everybody (species/honest.mjs counts through them). */
const HONEST_SHORT = EVERYBODY.map((person) => HONEST.findIndex((one) => one.person === person));

/** Which runs of a species are made. */
function numbers({ honest }, { short, first, runs }) {
  if (short) return honest ? HONEST_SHORT : [0];
  return Array.from({ length: runs }, (_, n) => first + n);
}

async function main() {
  const options = parsed(
    process.argv.slice(2),
    SPECIES.map(({ id }) => id),
  );
  if (options.help) return console.log(USAGE);
  if (!existsSync(VERIFIER)) throw new Error("there is no verifier: cargo build --release --bin poze");
  const asked = SPECIES.filter(({ id }) => options.species.length === 0 || options.species.includes(id));
  const wanted = options.short ? asked.filter((one) => one !== varied) : asked;
  const painter = new Painter(Math.min(cpus().length, options.parallel));
  if (options.picture) {
    writeFileSync(options.picture, await sheetOf(wanted, painter));
    return painter.close();
  }
  const stage = new Stage({ args: options.verifier });
  const begun = performance.now();
  try {
    const runs = new Runs({ stage, painter, policy: options.policy });
    const jobs = wanted
      .flatMap((species) => numbers(species, options).map((number) => ({ species, number })))
      .sort((a, b) => a.number - b.number) // some of each come first
      .map(({ species, number }) => async () => {
        const made = await runs.make(species, number);
        say(`${made.species} ${made.run}: ${made.outcome} ${made.codes.join(" ")}${made.why ? ` (${made.why})` : ""}`);
        return made;
      });
    const made = await inParallel(jobs, options.parallel);
    const sums = wanted.map((species) =>
      summed(
        species,
        made.filter((run) => run.species === species.id),
      ),
    );
    const verdict = judged(sums);
    const seconds = Math.round((performance.now() - begun) / 1000);
    const match = options.pairs ? matchRates(options.pairs, options.root) : null;
    const date = new Date().toISOString().slice(0, 10);
    const all = { date, seconds, policy: options.policy ?? null, species: sums, ...verdict, match };
    if (options.json) writeFileSync(options.json, `${JSON.stringify({ ...all, runs: made }, null, 1)}\n`);
    if (options.markdown) writeFileSync(options.markdown, table(sums));
    console.log(table(sums));
    if (verdict.worst) console.log(`worst: ${verdict.worst.species}; in ${seconds} s`);
    console.log(matchLine(match));
    for (const species of verdict.passed) say(`${species} must be refused, and was let in`);
    for (const species of verdict.empty) say(`${species}: no run says anything`);
    process.exitCode = verdict.passed.length + verdict.empty.length > 0 ? 1 : 0;
  } finally {
    painter.close();
    await stage.close();
  }
}

await main();
