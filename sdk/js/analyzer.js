// The widget's eyes without the widget: pixels in, faces out. Nothing is sent anywhere.
//
// Runs in the calling thread; a page that must not wait calls it from a worker of its own (every source type below
// except a canvas element can be posted there).

import { resolveBase } from "./config.js";
import { PozeError } from "./errors.js";
import { load } from "./loader.js";

/** Groups of models that there are. */
const GROUPS = ["face"];
const MAX_SIDE_PX = 4096;

/** The size in pixels of whatever can be drawn. */
function sizeOf(source) {
  return { width: source.displayWidth ?? source.width, height: source.displayHeight ?? source.height };
}

/** Unmirrored RGBA rows of the source, read through a canvas that is kept from frame to frame. */
class PixelReader {
  #context = null;

  read(source) {
    const { width, height } = sizeOf(source ?? {});
    if (!(width >= 1 && height >= 1 && width <= MAX_SIDE_PX && height <= MAX_SIDE_PX)) {
      throw new PozeError("bad_configuration", `analyze: the source must have sides of 1 to ${MAX_SIDE_PX} pixels.`);
    }
    if (source.data instanceof Uint8ClampedArray) return { pixels: source.data, width, height };
    this.#context ??= new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    const { canvas } = this.#context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.#context.drawImage(source, 0, 0, width, height);
    return { pixels: this.#context.getImageData(0, 0, width, height).data, width, height };
  }
}

class Analyzer {
  #base;
  #reader = new PixelReader();
  #wasm = null;
  #closed = false;

  constructor(base) {
    this.#base = base;
  }

  async load({ models = ["face"] } = {}) {
    const unknown = models.filter((group) => !GROUPS.includes(group));
    if (unknown.length > 0 || models.length === 0) {
      const asked = unknown.join(", ") || "nothing";
      throw new PozeError("bad_configuration", `load: there are models for ${GROUPS.join(", ")}; asked for ${asked}.`);
    }
    const { glue, models: files } = await load(this.#base).assets;
    if (this.#closed) throw new PozeError("cancelled", "load: the analyzer was closed.");
    this.#wasm ??= new glue.Analyzer(files);
  }

  analyze(source) {
    if (this.#wasm === null) throw new PozeError("bad_configuration", "analyze: call load() and await it first.");
    const { pixels, width, height } = this.#reader.read(source);
    const { faces, quality } = this.#wasm.analyze(pixels, width, height);
    return { faces, hands: [], objects: [], quality };
  }

  close() {
    this.#closed = true;
    this.#wasm?.free();
    this.#wasm = null;
  }
}

/**
 * @param {{base?: string}} [options] the folder of the widget's files; where this module lies when absent
 */
export function createAnalyzer({ base } = {}) {
  return new Analyzer(resolveBase(base));
}
