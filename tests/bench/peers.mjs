// `npm run bench:peers -- [--frames DIR] [--rounds N] [--only browser,native,server]`: ours against others, in turn,
// one thread each, on the same input. JSON alone on stdout, progress and a table on stderr.

import { parseArgs } from "node:util";

import { findPictures } from "./frames.mjs";
import { goalsAgainstPeers } from "./goals.mjs";
import { machine } from "./machine.mjs";
import { againstBrowserPeers } from "./peers/browser.mjs";
import { againstNativePeers } from "./peers/native.mjs";
import { againstServerPeers } from "./peers/server.mjs";
import { table } from "./table.mjs";

const PARTS = { browser: againstBrowserPeers, native: againstNativePeers, server: againstServerPeers };
const ROUNDS = 200;

const say = (line) => process.stderr.write(`bench: ${line}\n`);

const { values } = parseArgs({
  options: {
    frames: { type: "string" },
    rounds: { type: "string", default: String(ROUNDS) },
    only: { type: "string", default: Object.keys(PARTS).join(",") },
  },
});
const wanted = values.only.split(",");
const unknown = wanted.filter((part) => !(part in PARTS));
if (unknown.length > 0) throw new Error(`There are ${Object.keys(PARTS).join(", ")}; not ${unknown.join(", ")}.`);

/** Networks alone need no pictures. */
const needsPictures = wanted.some((part) => part !== "native");
const { source, found, pictures } = needsPictures ? findPictures(values.frames) : { pictures: [] };
const result = { machine: machine(), pictures: needsPictures ? { source, found, used: pictures.length } : null };
for (const part of wanted) {
  say(`${part}: starting`);
  result[part] = await PARTS[part]({ pictures, rounds: Number(values.rounds), say });
}
result.goals = goalsAgainstPeers(result);
process.stderr.write(table.peers(result));
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
