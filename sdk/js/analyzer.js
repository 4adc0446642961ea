// The widget's eyes without the widget: pixels in, what is seen out. Nothing is sent anywhere.
//
// Runs in the calling thread; a page that must not wait calls it from a worker of its own (every source type below
// except a canvas element can be posted there).

import { resolveBase } from "./config.js";
import { PozeError } from "./errors.js";
import { GROUPS, loadEye, loadModels } from "./loader.js";
import { withBytes } from "./models.js";
import { PixelReader } from "./pixels.js";
import { readRow } from "./row.js";

class Analyzer {
  #base;
  #expressions;
  #reader = new PixelReader();
  #wasm = null;
  #names = null;
  /** Groups by the promise that they are there. */
  #groups = new Map();
  #closed = false;

  constructor(base, expressions) {
    this.#base = base;
    this.#expressions = expressions;
  }

  async load({ models = ["face"] } = {}) {
    const unknown = models.filter((group) => !GROUPS.includes(group));
    if (unknown.length > 0 || models.length === 0) {
      const asked = unknown.join(", ") || "nothing";
      throw new PozeError("bad_configuration", `load: there are models for ${GROUPS.join(", ")}; asked for ${asked}.`);
    }
    this.#refuseClosed("load");
    await Promise.all(models.map((group) => this.#once(group)));
  }

  /** A group is added once; one that could not be loaded may be asked for again. */
  #once(group) {
    if (!this.#groups.has(group)) {
      const added = this.#add(group);
      this.#groups.set(group, added);
      added.catch(() => this.#groups.delete(group));
    }
    return this.#groups.get(group);
  }

  async #add(group) {
    const [glue, { [group]: blobs }] = await Promise.all([loadEye(this.#base), loadModels(this.#base, [group])]);
    await withBytes(blobs, (files) => {
      this.#refuseClosed("load");
      this.#names ??= glue.Analyzer.names();
      this.#wasm ??= new glue.Analyzer(this.#expressions);
      this.#wasm.add(group, files);
    });
  }

  analyze(source, { track = true } = {}) {
    this.#refuseClosed("analyze");
    if (this.#wasm === null) throw new PozeError("bad_configuration", "analyze: call load() and await it first.");
    return this.#reader.read(source, (...picture) => {
      if (!track) this.#wasm.reset();
      return readRow(this.#wasm.analyze(...picture), this.#names);
    });
  }

  close() {
    this.#closed = true;
    this.#reader.close();
    this.#wasm?.free();
    this.#wasm = null;
  }

  #refuseClosed(what) {
    if (this.#closed) throw new PozeError("cancelled", `${what}: the analyzer was closed.`);
  }
}

/**
 * @param {{base?: string, expressions?: boolean}} [options] `base`: the folder of the widget's files, where this module
 *   lies when absent; `expressions`: whether to say what faces do
 */
export function createAnalyzer({ base, expressions = true } = {}) {
  return new Analyzer(resolveBase(base), Boolean(expressions));
}
