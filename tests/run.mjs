// `npm test`: every check of .ci, cheap ones first. All are run, so that all failures are seen. Node's own modules
// only: this runs before `npm ci`. `npm test -- fmt arrows` runs some.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ensureNodeModules } from "./setup/node-modules.mjs";
import { missingForTests } from "./setup/programs.mjs";
import { ToolError } from "./setup/run-tool.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** In this order: the later ones use what the earlier ones have built. */
const CHECKS = [
  ["fmt", "Rust is formatted"],
  ["file-size", "no file has two jobs"],
  ["arrows", "crates use only what they may"],
  ["wasm", "the widget is built"],
  ["wasm-tests", "the runtime's numbers in WebAssembly"],
  ["clippy", "lints"],
  ["rust-tests", "Rust tests"],
  ["verifier", "the verifier is built"],
  ["js-tests", "JavaScript tests"],
  ["attacks", "some attacks of every kind are refused"],
  ["scenarios", "whole runs in a real browser"],
];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(0)} s`;
const say = (line) => process.stdout.write(`${line}\n`);

function check([name, what]) {
  say(`\n━━ ${name}: ${what}`);
  const started = performance.now();
  const run = spawnSync(join(ROOT, ".ci", name), { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const passed = run.status === 0;
  if (run.error) say(String(run.error));
  say(`━━ ${name} ${passed ? "passed" : "FAILED"} in ${seconds(started)}`);
  return { name, passed, took: seconds(started) };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some(([known]) => known === name));
if (unknown.length > 0) {
  say(`There are: ${CHECKS.map(([name]) => name).join(", ")}; not ${unknown.join(", ")}.`);
  process.exit(2);
}
const missing = missingForTests();
if (missing.length > 0) {
  for (const line of missing) say(line);
  process.exit(1);
}
const started = performance.now();
try {
  await ensureNodeModules({ root: ROOT, say });
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  say(error.message);
  process.exit(1);
}
const results = CHECKS.filter(([name]) => wanted.length === 0 || wanted.includes(name)).map(check);
say(`\n${"check".padEnd(12)} result    time`);
for (const { name, passed, took } of results) {
  say(`${name.padEnd(12)} ${passed ? "passed" : "FAILED"}  ${took.padStart(6)}`);
}
say(`in ${seconds(started)}\n`);
const failed = results.filter(({ passed }) => !passed).length;
say(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
