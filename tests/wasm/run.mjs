// Runs the module of this folder: `node run.mjs poze_wasm_tests.wasm` runs every export `test_*` as one test,
// `node run.mjs poze_wasm_tests.wasm --bench` prints the median milliseconds of every `bench_*` as JSON.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const path = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
if (!path) {
  console.error("usage: node run.mjs FILE.wasm [--bench]");
  process.exit(2);
}
const module = new WebAssembly.Module(readFileSync(path));
const names = WebAssembly.Module.exports(module).map((entry) => entry.name);

/** A fresh instance, since a trap leaves its memory as it was at that moment. */
function instantiate() {
  const messages = [];
  const env = {
    now: () => performance.now(),
    log: (pointer, length) => {
      const bytes = new Uint8Array(instance.exports.memory.buffer, pointer, length);
      messages.push(new TextDecoder().decode(bytes));
    },
  };
  const instance = new WebAssembly.Instance(module, { env });
  return { exports: instance.exports, messages };
}

if (process.argv.includes("--bench")) {
  const { exports } = instantiate();
  const results = names
    .filter((name) => name.startsWith("bench_"))
    .map((name) => [name.slice("bench_".length), Number(exports[name]().toFixed(3))]);
  console.log(JSON.stringify(Object.fromEntries(results), null, 2));
} else {
  const tests = names.filter((name) => name.startsWith("test_"));
  test("the module has tests", () => assert.ok(tests.length > 0));
  for (const name of tests) {
    test(name.slice("test_".length).replaceAll("_", " "), () => {
      const { exports, messages } = instantiate();
      try {
        exports[name]();
      } catch (error) {
        assert.fail(messages.join("\n") || String(error));
      }
    });
  }
}
