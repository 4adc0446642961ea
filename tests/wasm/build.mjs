// Compiles this folder's crate to WebAssembly, into target-wasm like the widget, and prints the module's path:
// `node build.mjs [--relaxed]`, with the instructions of relaxed SIMD or without.

import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { RELAXED_SIMD, rustFlags } from "../../sdk/pack/build/wasm-flags.mjs";
import { findWasmToolchain, TARGET } from "../../sdk/pack/toolchain.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const relaxed = process.argv.includes("--relaxed");
const { env, args } = findWasmToolchain();
const build = ["build", "--profile", "wasm", "-p", "poze-wasm-tests", "--target", TARGET, "--target-dir", "target-wasm"];
const run = spawnSync("cargo", [...build, ...args], {
  cwd: ROOT,
  stdio: ["ignore", 2, 2],
  env: { ...process.env, ...env, CARGO_ENCODED_RUSTFLAGS: rustFlags(ROOT, ...(relaxed ? [RELAXED_SIMD] : [])) },
});
if (run.status === 0) {
  const folder = join(ROOT, "target-wasm", TARGET, "wasm");
  // A name for each build, so that both can be run side by side.
  const module = join(folder, `poze_wasm_tests_${relaxed ? "relaxed" : "plain"}.wasm`);
  copyFileSync(join(folder, "poze_wasm_tests.wasm"), module);
  console.log(module);
}
process.exit(run.status ?? 1);
