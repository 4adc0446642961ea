// What the last run of the build read and wrote, by hash, so that the next one knows what it may leave out.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Never part of what is built. */
const LEFT_OUT = new Set(["node_modules", "test", "tests", "tests.rs"]);

/** Every file under `path` (a file or a folder), sorted, relative to `root`. */
function filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !LEFT_OUT.has(name) && !name.startsWith("."))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/**
 * @param {string} root folder that the paths are relative to
 * @param {string[]} paths files and folders
 * @param {string[]} more anything else that the outputs depend on
 */
export function hashOf(root, paths, more = []) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesUnder(root, path))) {
    hash.update(`${file}\0${sha256(readFileSync(join(root, file)))}\n`);
  }
  for (const text of more) hash.update(`${text}\n`);
  return hash.digest("hex");
}

/** The stamps of the build's halves, kept in one file. */
export class Stamps {
  #path;
  #stamps = {};

  constructor(path) {
    this.#path = path;
    try {
      this.#stamps = JSON.parse(readFileSync(path, "utf8"));
    } catch {
      // Absent or damaged: everything is built anew.
    }
  }

  /** Whether `name` was made from these inputs and none of its outputs has changed since. */
  fresh(name, inputs, folder) {
    const stamp = this.#stamps[name];
    if (stamp?.inputs !== inputs) return false;
    return Object.entries(stamp.outputs).every(([file, hash]) => {
      const path = join(folder, file);
      return existsSync(path) && sha256(readFileSync(path)) === hash;
    });
  }

  set(name, inputs, folder, files) {
    const outputs = Object.fromEntries(files.map((file) => [file, sha256(readFileSync(join(folder, file)))]));
    this.#stamps[name] = { inputs, outputs };
    this.save();
  }

  /** Names of the files that `name` has written. */
  outputs(name) {
    return Object.keys(this.#stamps[name]?.outputs ?? {});
  }

  save() {
    writeFileSync(this.#path, `${JSON.stringify(this.#stamps, null, 1)}\n`);
  }
}
