// How fast networks run in Chromium: `node browser.mjs [--layers] [--rounds N] MODULE.wasm... MODEL.tflite...`.
// Modules (builds of this folder's crate) take turns over each network, run by run. Prints JSON: for each network and
// module the least and the median milliseconds of a run, GMAC/s, milliseconds to load, and MiB of the module's memory.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";

import { chromium } from "playwright-core";

import { ensureChromium, FLAGS } from "../setup/chromium.mjs";

const args = process.argv.slice(2);
const layers = args.includes("--layers");
const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 60;
const modules = args.filter((file) => file.endsWith(".wasm"));
const models = args.filter((file) => file.endsWith(".tflite"));
if (!modules.length || !models.length || !(rounds > 0)) {
  console.error("usage: node browser.mjs [--layers] [--rounds N] MODULE.wasm... MODEL.tflite...");
  process.exit(2);
}

/** Runs in the page. */
async function measure({ modules, models, rounds, layers }) {
  const get = async (file) => new Uint8Array(await (await fetch(`/${encodeURIComponent(file)}`)).arrayBuffer());
  const results = {};
  for (const model of models) {
    const bytes = await get(model);
    const runners = [];
    for (const file of modules) {
      const lines = [];
      const env = {
        now: () => performance.now(),
        log: (at, length) => lines.push(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length))),
      };
      const { exports } = (await WebAssembly.instantiate(await get(file), { env })).instance;
      const at = exports.measure_file(bytes.length);
      new Uint8Array(exports.memory.buffer).set(bytes, at);
      const start = performance.now();
      const mmacs = exports.measure_load();
      const load = performance.now() - start;
      runners.push({ file, exports, lines, load, mmacs, times: [] });
    }
    // The first runs are slow: the browser's optimising compiler is still at work.
    const warm = performance.now() + 1500;
    while (performance.now() < warm) for (const { exports } of runners) exports.measure_run();
    for (let round = 0; round < rounds; round++) {
      for (const { exports, times } of runners) {
        const start = performance.now();
        exports.measure_run();
        times.push(performance.now() - start);
      }
    }
    const of = {};
    for (const { file, exports, lines, load, mmacs, times } of runners) {
      times.sort((a, b) => a - b);
      const median = times[times.length >> 1];
      const memory = exports.memory.buffer.byteLength / 2 ** 20;
      if (layers) exports.measure_layers(rounds);
      of[file] = { least_ms: times[0], median_ms: median, gmacs_per_s: mmacs / times[0], load_ms: load, memory_mib: memory };
      if (layers) of[file].layers = lines;
    }
    results[model] = of;
  }
  return results;
}

const TYPES = { wasm: "application/wasm", tflite: "application/octet-stream" };
const server = createServer((request, response) => {
  // Isolated pages have a clock of 5 µs instead of 100.
  const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const name = decodeURIComponent(request.url.slice(1));
  const file = [...modules, ...models].find((known) => known === name);
  if (file) {
    response.writeHead(200, { ...isolated, "Content-Type": TYPES[file.split(".").pop()] }).end(readFileSync(file));
  } else {
    response.writeHead(200, { ...isolated, "Content-Type": "text/html" }).end("<!doctype html><title>measure</title>");
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const results = await page.evaluate(measure, { modules, models, rounds, layers });
  const short = (entries, f) => Object.fromEntries(Object.entries(entries).map(([key, value]) => [basename(key), f(value)]));
  const rounded = (value) => (typeof value === "number" ? Number(value.toFixed(3)) : value);
  console.log(JSON.stringify(short(results, (of) => short(of, (values) => short(values, rounded))), null, 1));
} finally {
  await browser.close();
  server.close();
}
