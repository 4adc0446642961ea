// `npm run build`: sdk/dist from the sources of the widget.
//
//   cargo (wasm32) -> poze-pack (models, JavaScript glue) -> wasm-opt -> esbuild -> sdk/dist
//
// Each of the two halves (Rust, JavaScript) is left out when the hash of its inputs and its outputs are those of the
// last run. POZE_WASM_OPT=0 leaves out wasm-opt, POZE_WASM_TOOLCHAIN holds the compiler (toolchain.mjs).

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { bundle } from "./build/bundle.mjs";
import { optimise } from "./build/optimise.mjs";
import { checkEyeSize, checkLoaderSize, printTable } from "./build/report.mjs";
import { hashOf, Stamps } from "./build/stamps.mjs";
import { RELAXED_SIMD, rustFlags, TARGET_FEATURES } from "./build/wasm-flags.mjs";
import { findWasmToolchain, TARGET, ToolchainError } from "./toolchain.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SDK = join(ROOT, "sdk");
const DIST = join(SDK, "dist");
const WASM_TARGET_DIR = join(ROOT, "target-wasm");
const PACKED = join(WASM_TARGET_DIR, "packed");

// What the Rust half is made of; tests and their data are left out by `hashOf`.
const RUST_INPUTS = ["Cargo.toml", "Cargo.lock", "sdk/Cargo.toml", "sdk/package.json", "sdk/pack/Cargo.toml"].concat(
  ["protocol", "nn", "vision", "liveness", "src", "models", "pack/src", "pack/build/optimise.mjs"].map((path) => `sdk/${path}`),
);
const JS_INPUTS = ["sdk/js", "sdk/package.json", "sdk/pack/build", "sdk/pack/build.mjs"];

// One crate, two halves (its features say which), one of them also for browsers with relaxed SIMD.
const MODULES = {
  poze_sdk: { half: "page", features: [] },
  poze_eye: { half: "eye", features: [] },
  poze_eye_relaxed: { half: "eye", features: [RELAXED_SIMD] },
};

/** A step failed; its own output has already said why. */
class BuildError extends Error {}

const say = (line) => process.stderr.write(`build: ${line}\n`);

function run(program, args, env = {}) {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: ["ignore", 2, 2], env: { ...process.env, ...env } });
  if (done.error) throw new BuildError(`${program} could not be started: ${done.error.message}`);
  if (done.status !== 0) throw new BuildError(`\`${program} ${args.join(" ")}\` failed`);
}

async function buildRust() {
  const toolchain = findWasmToolchain({ say: (line) => say(`wasm toolchain: ${line}`) });
  say("compiling the widget (one to three minutes the first time)");
  const build = ["build", "--profile", "wasm", "-p", "poze-sdk", "--target", TARGET, "--target-dir", WASM_TARGET_DIR];
  const built = [];
  for (const [name, { half, features }] of Object.entries(MODULES)) {
    const args = [...build, "--no-default-features", "--features", half, ...toolchain.args];
    run("cargo", args, { ...toolchain.env, CARGO_ENCODED_RUSTFLAGS: rustFlags(ROOT, ...features) });
    built.push(join(WASM_TARGET_DIR, `${name}.wasm`));
    copyFileSync(join(WASM_TARGET_DIR, TARGET, "wasm", "poze_sdk.wasm"), built.at(-1));
  }
  say("compiling and running poze-pack");
  rmSync(PACKED, { recursive: true, force: true });
  run("cargo", ["run", "--release", "-q", "-p", "poze-pack", "--", join(SDK, "models"), PACKED, ...built]);
  for (const name of Object.keys(MODULES)) {
    await optimise(join(PACKED, `${name}_bg.wasm`), join(PACKED, `${name}.wasm`), say);
    rmSync(join(PACKED, `${name}_bg.wasm`));
  }
}

/** Puts `files` (paths relative to `from`) into dist, each in one step, so that a server never reads half a file. */
function place(from, files) {
  for (const file of files) {
    const target = join(DIST, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, file), `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}

/** The root of dist holds only what a page loads: what an older build left there goes. */
function sweep(files) {
  const wanted = new Set(files);
  for (const entry of readdirSync(DIST, { withFileTypes: true })) {
    if (entry.isFile() && !wanted.has(entry.name)) rmSync(join(DIST, entry.name));
  }
}

/** All but the glue, which is bundled. */
function packedFiles() {
  return readdirSync(PACKED).filter((name) => !name.endsWith(".js"));
}

async function main() {
  const started = performance.now();
  const stamps = new Stamps(join(WASM_TARGET_DIR, "stamps.json"));
  mkdirSync(DIST, { recursive: true });

  const rustInputs = hashOf(ROOT, RUST_INPUTS, [process.env.POZE_WASM_OPT ?? "1", TARGET_FEATURES, RELAXED_SIMD]);
  if (!existsSync(PACKED) || !stamps.fresh("rust", rustInputs, PACKED)) {
    await buildRust();
    stamps.set("rust", rustInputs, PACKED, readdirSync(PACKED));
  }
  const sizes = Object.fromEntries(packedFiles().map((name) => [name, statSync(join(PACKED, name)).size]));

  const jsInputs = hashOf(ROOT, JS_INPUTS, [rustInputs, JSON.stringify(sizes)]);
  if (!stamps.fresh("dist", jsInputs, DIST)) {
    const bundled = join(WASM_TARGET_DIR, "bundled");
    rmSync(bundled, { recursive: true, force: true });
    const glue = Object.keys(MODULES).map((name) => join(PACKED, `${name}.js`));
    const files = await bundle({ js: join(SDK, "js"), glue, out: bundled, sizes });
    place(bundled, files);
    place(PACKED, packedFiles());
    const all = [...files, ...packedFiles()];
    sweep(all);
    stamps.set("dist", jsInputs, DIST, all);
  }
  stamps.save();
  printTable(DIST, stamps.outputs("dist"));
  checkLoaderSize(DIST);
  checkEyeSize(DIST);
  say(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BuildError || error instanceof ToolchainError || error.expected)) throw error;
  say(error.message);
  process.exit(1);
}
