// rustc's flags for WebAssembly: the same for all crates that are built into target-wasm, so that they share std.

import { homedir } from "node:os";
import { join } from "node:path";

// Every browser that has what the widget needs (workers with modules, OffscreenCanvas) has these as well.
export const TARGET_FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals,+reference-types";

/** What a browser may have besides; sdk/js/eye-files.js asks. */
export const RELAXED_SIMD = "+relaxed-simd";

/** For CARGO_ENCODED_RUSTFLAGS, with further features if any; no path of this machine ends up in a module's panic messages. */
export function rustFlags(root, ...features) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  return [
    `-Ctarget-feature=${[TARGET_FEATURES, ...features].join(",")}`,
    `--remap-path-prefix=${cargoHome}=cargo`,
    `--remap-path-prefix=${root.replace(/\/$/, "")}=poze`,
  ].join("\x1f");
}
