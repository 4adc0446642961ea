// Compiles this folder's crate to WebAssembly, into target-wasm like the widget, and prints the module's path.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { rustFlags } from "../../sdk/pack/build/wasm-flags.mjs";
import { findWasmToolchain, TARGET } from "../../sdk/pack/toolchain.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { env, args } = findWasmToolchain();
const build = ["build", "--profile", "wasm", "-p", "poze-wasm-tests", "--target", TARGET, "--target-dir", "target-wasm"];
const run = spawnSync("cargo", [...build, ...args], {
  cwd: ROOT,
  stdio: ["ignore", 2, 2],
  env: { ...process.env, ...env, CARGO_ENCODED_RUSTFLAGS: rustFlags(ROOT) },
});
if (run.status === 0) console.log(join(ROOT, "target-wasm", TARGET, "wasm", "poze_wasm_tests.wasm"));
process.exit(run.status ?? 1);
