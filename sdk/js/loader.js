// Downloads what the check needs: the WebAssembly module, its glue and the models, in parallel, once per page however
// many elements there are, with the bytes counted as they arrive.

import { SIZES } from "./config.js";
import { PozeError } from "./errors.js";

const WASM = "poze_sdk.wasm";
const GLUE = "poze_sdk.js";
/** File name by the name under which Rust takes it. */
const FACE_MODELS = {
  face_detector: "face_detector.tflite",
  face_landmarks: "face_landmarks.tflite",
  face_blendshapes: "face_blendshapes.tflite",
};
/** A download without a byte for this long is given up. */
const STALL_MS = 20_000;

/**
 * The whole body, counted as it comes.
 * @param {string} url
 * @param {(bytes: number) => void} onBytes called with the number of new bytes
 */
export async function download(url, onBytes, { fetch = globalThis.fetch, stallMs = STALL_MS } = {}) {
  const stalled = new AbortController();
  let timer;
  const stillComing = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallMs);
  };
  try {
    stillComing();
    const response = await fetch(url, { signal: stalled.signal });
    if (response.status === 404 || response.status === 410) {
      throw new PozeError("bad_configuration", `${url} answered ${response.status}: is \`base\` the folder of the widget's files?`);
    }
    if (!response.ok) throw new PozeError("network", `${url} answered ${response.status}.`);
    if (/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
      throw new PozeError("bad_configuration", `${url} is a page, not a file of the widget: is \`base\` its folder?`);
    }
    const chunks = [];
    for (const reader = response.body.getReader(); ; ) {
      stillComing();
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      onBytes(value.length);
    }
    return joined(chunks);
  } catch (error) {
    if (error instanceof PozeError) throw error;
    const why = stalled.signal.aborted ? `sent nothing for ${stallMs / 1000} s` : `could not be read: ${error.message}`;
    throw new PozeError("network", `${url} ${why}.`);
  } finally {
    clearTimeout(timer);
  }
}

function joined(chunks) {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Compiled from bytes, not from the response: a server that sends .wasm with a wrong type is no obstacle. */
async function compile(url, bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new PozeError("network", `${url} is not the widget's module: ${error.message}`);
  }
}

/** A failed import does not say why; a second look does. */
export async function importModule(url) {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
  } catch (error) {
    await download(url, () => {});
    throw new PozeError("network", `${url} could not be loaded: ${error.message}`);
  }
}

/** One download of all files of one base, and who wants to hear about it. */
class Load {
  #listeners = new Set();
  #breaks = new Set();
  #done = 0;
  #total;

  constructor(base, attempt) {
    this.#total = [WASM, ...Object.values(FACE_MODELS)].reduce((sum, name) => sum + (SIZES[name] ?? 0), 0);
    this.assets = this.#run(base, attempt);
    this.assets.catch(() => {}); // whoever waits for it hears of it; nobody may be waiting yet
  }

  /** `listener({done, total})` in bytes, at once and whenever more have come. @returns the way to stop it */
  follow(listener) {
    this.#listeners.add(listener);
    listener(this.#progress());
    return () => this.#listeners.delete(listener);
  }

  /** `listener(error)` when the module breaks: nothing in it can be called any more. @returns the way to stop it */
  onBreak(listener) {
    this.#breaks.add(listener);
    return () => this.#breaks.delete(listener);
  }

  /** The module is still inside its panic: the listeners wait until it has come to its end. */
  #break(words) {
    forget(this);
    const error = new PozeError("internal", `The widget broke: ${words}`);
    queueMicrotask(() => {
      for (const listener of [...this.#breaks]) listener(error);
    });
  }

  #progress() {
    return { done: this.#done, total: Math.max(this.#total, this.#done) };
  }

  async #run(base, attempt) {
    const get = (name) =>
      download(base + name, (bytes) => {
        this.#done += bytes;
        for (const listener of this.#listeners) listener(this.#progress());
      });
    const models = Object.entries(FACE_MODELS).map(async ([use, name]) => [use, await get(name)]);
    const [glue, wasmModule, ...loaded] = await Promise.all([
      // A failed import is remembered by the browser, a module that broke too: another address is another try.
      importModule(base + GLUE + (attempt === 0 ? "" : `?again=${attempt}`)),
      get(WASM).then((bytes) => compile(base + WASM, bytes)),
      ...models,
    ]);
    await glue.default({ module_or_path: wasmModule });
    glue.Widget.onPanic?.((words) => this.#break(words));
    return { glue, wasmModule, models: Object.fromEntries(loaded) };
  }
}

const loads = new Map();
let attempts = 0;

/** The next one who asks gets another. */
function forget(load) {
  for (const [base, current] of loads) {
    if (current !== load) continue;
    attempts += 1;
    loads.delete(base);
  }
}

/**
 * Starts the download for `base`, or joins the one that is there. A failed one is forgotten, so that the next call
 * tries again.
 * @param {string} base ends in a slash
 * @returns {Load} `assets`: a promise of {glue, wasmModule, models}; `follow(listener)`: progress; `onBreak(listener)`
 */
export function load(base) {
  let current = loads.get(base);
  if (current === undefined) {
    const fresh = new Load(base, attempts);
    current = fresh;
    loads.set(base, fresh);
    fresh.assets.catch(() => forget(fresh));
  }
  return current;
}
