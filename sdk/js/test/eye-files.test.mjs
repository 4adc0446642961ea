// The eyes come in two builds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eyeFiles } from "../eye-files.js";

test("a browser with relaxed SIMD gets the faster build, another one the plain one", () => {
  assert.deepEqual(eyeFiles(() => true), { glue: "poze_eye_relaxed.js", wasm: "poze_eye_relaxed.wasm" });
  assert.deepEqual(eyeFiles(() => false), { glue: "poze_eye.js", wasm: "poze_eye.wasm" });
});

test("the probe is a module but for the one instruction", () => {
  let probe = null;
  eyeFiles((module) => {
    probe = module.slice();
    return false;
  });
  // i8x16.relaxed_swizzle (0xfd 0x80 0x02) becomes i8x16.swizzle with an opcode as long (0xfd 0x8e 0x00).
  assert.deepEqual([...probe.slice(-4)], [253, 128, 2, 11]);
  probe.set([253, 142, 0], probe.length - 4);
  assert.equal(WebAssembly.validate(probe), true);
});
