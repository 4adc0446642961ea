// Finds a way to compile Rust to wasm32-unknown-unknown. Node's own modules only: this runs before `npm ci`.
//
//   import { findWasmToolchain } from "./toolchain.mjs";
//   const { env, args, how } = findWasmToolchain();   // spawn cargo with `env` added and `args` appended
//
// In this order: the target of the active toolchain; `rustup target add`; Debian's compiler with the source of std
// (packages rustc-web and rust-web-src, installed when apt-get may be used). POZE_WASM_TOOLCHAIN=installed|rustup|debian
// holds it to one of them.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const TARGET = "wasm32-unknown-unknown";
const DEBIAN_RUSTC = "/usr/bin/rustc";
const DEBIAN_PACKAGES = ["rustc-web", "rust-web-src"];
const RUSTUP_LIMIT_MS = 180_000;
const APT_LIMIT_MS = 900_000;

/** Nothing works; the message says what is missing and how to get it. */
export class ToolchainError extends Error {}

/** Runs a program and gives its trimmed stdout, or null when it is absent or fails. */
function answerOf(program, args, options = {}) {
  const run = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], ...options });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Runs a program with its output on our stderr; true when it succeeded in time. */
function succeeds(program, args, limitMs, env = {}) {
  const run = spawnSync(program, args, {
    stdio: ["ignore", 2, 2],
    timeout: limitMs,
    env: { ...process.env, ...env },
  });
  return run.status === 0;
}

function hasTarget(sysroot) {
  const lib = join(sysroot, "lib", "rustlib", TARGET, "lib");
  return existsSync(lib) && readdirSync(lib).some((name) => name.startsWith("libstd-") && name.endsWith(".rlib"));
}

/** The linker for wasm: rust-lld of the active toolchain, else any wasm-ld of LLVM. */
function findLinker(sysroot) {
  const host = /^host: (.+)$/m.exec(answerOf("rustc", ["-vV"]) ?? "")?.[1] ?? "x86_64-unknown-linux-gnu";
  const candidates = [join(sysroot, "lib", "rustlib", host, "bin", "rust-lld"), "/usr/bin/rust-lld", "/usr/bin/wasm-ld"];
  for (let version = 30; version >= 14; version--) candidates.push(`/usr/bin/wasm-ld-${version}`);
  return candidates.find((path) => existsSync(path)) ?? null;
}

function debianIsThere() {
  const sysroot = existsSync(DEBIAN_RUSTC) ? answerOf(DEBIAN_RUSTC, ["--print", "sysroot"]) : null;
  return sysroot !== null && existsSync(join(sysroot, "lib", "rustlib", "src", "rust", "library", "std", "Cargo.toml"));
}

/** How to call apt-get without a question being asked, or null. */
function aptGet() {
  if (answerOf("apt-get", ["--version"]) === null) return null;
  if (process.getuid?.() === 0) return ["apt-get"];
  return answerOf("sudo", ["-n", "true"]) === null ? null : ["sudo", "-n", "apt-get"];
}

function installDebian(say) {
  const apt = aptGet();
  if (apt === null) return false;
  say(`installing Debian's ${DEBIAN_PACKAGES.join(" and ")} (about 150 MB)`);
  const [program, ...first] = apt;
  const quiet = { DEBIAN_FRONTEND: "noninteractive" };
  const lock = ["-o", "DPkg::Lock::Timeout=400", "-qq"];
  succeeds(program, [...first, "update", ...lock], APT_LIMIT_MS, quiet);
  const install = ["install", "-y", "--no-install-recommends", ...lock, ...DEBIAN_PACKAGES];
  return succeeds(program, [...first, ...install], APT_LIMIT_MS, quiet) && debianIsThere();
}

function debianWay(sysroot) {
  const linker = findLinker(sysroot);
  if (linker === null) return null;
  return {
    env: {
      RUSTC: DEBIAN_RUSTC,
      RUSTC_BOOTSTRAP: "1", // -Zbuild-std is asked of a stable compiler
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
    },
    args: ["-Zbuild-std=std,panic_abort"],
    how: "Debian's rustc, with std built from its source",
  };
}

/** Order matters: each way is tried only when the ones before it failed. */
const WAYS = {
  installed: (sysroot) =>
    hasTarget(sysroot) ? { env: {}, args: [], how: `the installed ${TARGET} target` } : null,
  rustup: (sysroot, say) => {
    if (answerOf("rustup", ["--version"]) === null) return null;
    say(`${TARGET} is not installed: trying \`rustup target add ${TARGET}\``);
    if (!succeeds("rustup", ["target", "add", TARGET], RUSTUP_LIMIT_MS)) return null;
    return hasTarget(sysroot) ? { env: {}, args: [], how: `the ${TARGET} target that rustup has installed` } : null;
  },
  debian: (sysroot, say) => (debianIsThere() || installDebian(say) ? debianWay(sysroot) : null),
};

/**
 * @param {{say?: (line: string) => void}} [options] where the lines about what is tried go; stderr by default
 * @returns {{env: Record<string, string>, args: string[], how: string}} environment to add to cargo's, arguments to
 *   append to `cargo build --target wasm32-unknown-unknown`, and a few words about which way it is
 * @throws {ToolchainError}
 */
export function findWasmToolchain({ say = (line) => process.stderr.write(`wasm toolchain: ${line}\n`) } = {}) {
  const sysroot = answerOf("rustc", ["--print", "sysroot"]);
  if (sysroot === null || answerOf("cargo", ["--version"]) === null) {
    throw new ToolchainError("rustc and cargo are missing. Get them from https://rustup.rs and run this again.");
  }
  const only = process.env.POZE_WASM_TOOLCHAIN;
  if (only && !(only in WAYS)) {
    throw new ToolchainError(`POZE_WASM_TOOLCHAIN is "${only}"; it can be ${Object.keys(WAYS).join(", ")}.`);
  }
  for (const way of only ? [only] : Object.keys(WAYS)) {
    const found = WAYS[way](sysroot, say);
    if (found !== null) {
      say(`using ${found.how}`);
      return found;
    }
  }
  throw new ToolchainError(
    `rustc at ${sysroot} has no ${TARGET} standard library, and no other way to get one worked. Do one of these:\n` +
      `  rustup target add ${TARGET}      (needs rustup and the network)\n` +
      `  apt-get install -y --no-install-recommends ${DEBIAN_PACKAGES.join(" ")}      (Debian, as root)`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(`${JSON.stringify(findWasmToolchain(), null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    process.stderr.write(`wasm toolchain: ${error.message}\n`);
    process.exit(1);
  }
}
