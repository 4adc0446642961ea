// wasm-opt, from npm's binaryen.

import { spawn } from "node:child_process";
import { copyFileSync, existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

// -O3 takes twice as long and gains nothing measurable over it: LLVM has already done the work.
const LEVEL = "-O2";
// The features that the compiler was allowed to use; wasm-opt refuses a module that uses others.
const FEATURES = [
  "simd",
  "relaxed-simd",
  "bulk-memory",
  "bulk-memory-opt",
  "sign-ext",
  "nontrapping-float-to-int",
  "mutable-globals",
  "reference-types",
  "multivalue",
  "call-indirect-overlong",
];
const HEARTBEAT_MS = 10_000;

/** Where npm put it: beside this package, or hoisted to the workspace's root. */
function wasmOpt() {
  for (const up of ["../../", "../../../"]) {
    const path = fileURLToPath(new URL(`${up}node_modules/binaryen/bin/wasm-opt`, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw Object.assign(new Error("binaryen is not installed: run `npm ci` (or set POZE_WASM_OPT=0)"), { expected: true });
}

/**
 * Optimises `input` to `output`; with POZE_WASM_OPT=0 it only copies and says so.
 * @param {(line: string) => void} say
 */
export async function optimise(input, output, say) {
  const before = statSync(input).size;
  if (process.env.POZE_WASM_OPT === "0") {
    say("POZE_WASM_OPT=0: wasm-opt is left out, the module is larger than it need be");
    copyFileSync(input, output);
    return;
  }
  const program = wasmOpt();
  say(`wasm-opt ${LEVEL} on ${before} bytes`);
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  const heartbeat = setInterval(() => say(`wasm-opt is at it for ${seconds()} s`), HEARTBEAT_MS);
  const args = [program, LEVEL, ...FEATURES.map((name) => `--enable-${name}`), "--strip-debug", "--strip-producers"];
  const status = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, input, "-o", output], { stdio: ["ignore", 2, 2] });
    child.on("error", reject);
    child.on("exit", resolve);
  });
  clearInterval(heartbeat);
  if (status !== 0) throw Object.assign(new Error("wasm-opt failed"), { expected: true });
  say(`wasm-opt: ${before} -> ${statSync(output).size} bytes in ${seconds()} s`);
}
