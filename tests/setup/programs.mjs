// What must be on the machine before anything else can be installed. Node's own modules only.

import { spawnSync } from "node:child_process";

const NODE_MAJOR = 20;
const RUST_MINOR = 95;

const answerOf = (program, args) => {
  const run = spawnSync(program, args, { encoding: "utf8" });
  return run.status === 0 ? run.stdout.trim() : null;
};

function oldRust() {
  const version = answerOf("cargo", ["--version"]);
  if (version === null) return "cargo is missing: get Rust from https://rustup.rs";
  const [, major, minor] = /cargo (\d+)\.(\d+)/.exec(version) ?? [];
  const old = Number(major) === 1 && Number(minor) < RUST_MINOR;
  return old ? `${version} is too old: Poze needs 1.${RUST_MINOR}, run \`rustup update\`` : null;
}

function oldNode() {
  const old = Number(process.versions.node.split(".")[0]) < NODE_MAJOR;
  return old ? `node ${process.versions.node} is too old: get ${NODE_MAJOR} or newer from https://nodejs.org` : null;
}

function missingPip() {
  if (answerOf("python3", ["-m", "pip", "--version"]) !== null) return null;
  return "python3 with pip is missing: apt-get install python3 python3-venv python3-pip, or https://www.python.org";
}

/** The verifier builds SQLite and a decoder of recordings from their sources. Windows' compiler is found by cargo alone. */
function missingCompiler() {
  if (process.platform === "win32" || answerOf(process.env.CXX ?? "c++", ["--version"]) !== null) return null;
  return "a C++ compiler is missing: apt-get install build-essential, or xcode-select --install";
}

const found = (problems) => problems.filter((problem) => problem !== null);

/** For `npm start`. @returns {string[]} what is missing or too old, each with how to get it */
export const missingForStart = () => found([oldNode(), oldRust(), missingCompiler()]);

/** For `npm test`, which makes its cameras with Python. @returns {string[]} */
export const missingForTests = () => found([oldNode(), oldRust(), missingCompiler(), missingPip()]);
