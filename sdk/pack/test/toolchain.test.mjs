// The order in which ways to compile for wasm32 are tried, with pretended compilers.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../toolchain.mjs", import.meta.url));
const LIB = "sysroot/lib/rustlib/wasm32-unknown-unknown/lib";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "poze-toolchain-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "sysroot"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function pretend(program, script) {
  const path = join(folder, "bin", program);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function pretendRust() {
  pretend("rustc", `[ "$1" = --print ] && echo "${folder}/sysroot"; exit 0`);
  pretend("cargo", "echo cargo 1.0");
}

const addTarget = () => `mkdir -p "${folder}/${LIB}" && touch "${folder}/${LIB}/libstd-0.rlib"`;

/** PATH holds only what was pretended, and /bin for mkdir and touch unless `bare`. */
function find(only = "", bare = false) {
  const path = bare ? join(folder, "bin") : `${join(folder, "bin")}:/bin`;
  const env = { PATH: path, ...(only && { POZE_WASM_TOOLCHAIN: only }) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { env, encoding: "utf8" });
  return { status, stderr, found: status === 0 ? JSON.parse(stdout) : null };
}

test("a target that is installed is taken as it is", () => {
  pretendRust();
  mkdirSync(join(folder, LIB), { recursive: true });
  writeFileSync(join(folder, LIB, "libstd-0.rlib"), "");
  pretend("rustup", "echo rustup was asked >&2; exit 1");
  const { found, stderr } = find();
  assert.deepEqual([found.env, found.args], [{}, []]);
  assert.match(stderr, /using the installed/);
  assert.doesNotMatch(stderr, /rustup was asked/);
});

test("a missing target is asked of rustup", () => {
  pretendRust();
  pretend("rustup", `if [ "$1" = target ]; then ${addTarget()}; fi`);
  assert.match(find().found.how, /rustup/);
});

test("rustup may say that it worked when it did not", () => {
  pretendRust();
  pretend("rustup", "exit 0");
  const { status, stderr } = find("rustup");
  assert.equal(status, 1);
  assert.match(stderr, /rustup target add wasm32-unknown-unknown/);
  assert.match(stderr, /rustc-web rust-web-src/);
});

test("without Rust it says where to get it", () => {
  const { status, stderr } = find("", true);
  assert.equal(status, 1);
  assert.match(stderr, /rustup\.rs/);
});

test("a wrong choice is refused", () => {
  pretendRust();
  const { status, stderr } = find("gcc");
  assert.equal(status, 1);
  assert.match(stderr, /installed, rustup, debian/);
});
