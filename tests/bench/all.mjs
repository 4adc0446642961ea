// `npm run bench`: every bench, one after the other, as one JSON object on stdout.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { BENCH } from "./setup.mjs";

const more = process.argv.slice(2);

function figures(bench) {
  const args = [join(BENCH, `${bench}.mjs`), ...more];
  const done = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", 2],
    maxBuffer: 2 ** 26,
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  return JSON.parse(done.stdout);
}

const result = { browser: figures("browser"), peers: figures("peers") };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
