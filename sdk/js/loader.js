// Downloads what the check needs: the WebAssembly module, its glue and the models, in parallel, once per page however
// many elements there are, with the bytes counted as they arrive.

import { SIZES } from "./config.js";
import { PozeError } from "./errors.js";
import { eyeFiles } from "./eye-files.js";

/** A WebAssembly module and its glue; the eyes are what the vision worker and the analyzer run. */
const PAGE = { glue: "poze_sdk.js", wasm: "poze_sdk.wasm" };
/** Models by group: file name by the name under which Rust takes it. */
const MODELS = {
  face: {
    face_detector: "face_detector.tflite",
    face_landmarks: "face_landmarks.tflite",
    face_blendshapes: "face_blendshapes.tflite",
  },
  hands: { hand_palms: "hand_palms.tflite", hand_landmarks: "hand_landmarks.tflite" },
  objects: { objects: "object_nanodet.tflite" },
};
export const GROUPS = Object.keys(MODELS);
/** A download without a byte for this long is given up. */
const STALL_MS = 20_000;

/**
 * The whole body, counted as it comes. A Blob: the browser keeps it outside of the page's memory, and a worker gets it
 * without a copy.
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
    return new Blob(chunks);
  } catch (error) {
    if (error instanceof PozeError) throw error;
    const why = stalled.signal.aborted ? `sent nothing for ${stallMs / 1000} s` : `could not be read: ${error.message}`;
    throw new PozeError("network", `${url} ${why}.`);
  } finally {
    clearTimeout(timer);
  }
}

/** Compiled from bytes, not from the response: a server that sends .wasm with a wrong type is no obstacle. */
async function compile(url, blob) {
  try {
    return await WebAssembly.compile(await blob.arrayBuffer());
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

/** The files of one base: each is downloaded once, whoever asks for it and however often. A failed one is forgotten. */
class Files {
  #base;
  #asked = new Map();
  #tries = new Map();

  constructor(base) {
    this.#base = base;
  }

  #once(name, get) {
    const known = this.#asked.get(name);
    if (known) return known;
    const entry = { done: 0, whole: null, listeners: new Set() };
    this.#asked.set(name, entry);
    const count = (bytes) => {
      entry.done += bytes;
      for (const listener of entry.listeners) listener();
    };
    entry.whole = get(this.#base + name, count);
    entry.whole.catch(() => this.forget(name)); // the next one who asks tries again
    return entry;
  }

  forget(name) {
    this.#asked.delete(name);
  }

  file(name) {
    return this.#once(name, download);
  }

  module(name) {
    return this.#once(name, async (url, count) => compile(url, await download(url, count)));
  }

  /** A failed import is remembered by the browser, a module that broke too: another address is another try. */
  glue(name) {
    return this.#once(name, (url) => {
      const tries = (this.#tries.get(name) ?? 0) + 1;
      this.#tries.set(name, tries);
      return importModule(tries === 1 ? url : `${url}?again=${tries - 1}`);
    });
  }
}

const bases = new Map();

function filesOf(base) {
  if (!bases.has(base)) bases.set(base, new Files(base));
  return bases.get(base);
}

/** Several downloads as one. */
class Progress {
  #entries;
  #total;

  constructor(entries) {
    this.#entries = entries.map(([, entry]) => entry);
    this.#total = entries.reduce((sum, [name]) => sum + (SIZES[name] ?? 0), 0);
  }

  get #now() {
    const done = this.#entries.reduce((sum, entry) => sum + entry.done, 0);
    return { done, total: Math.max(this.#total, done) };
  }

  /** `listener({done, total})` in bytes, at once and whenever more have come. @returns the way to stop it */
  follow(listener) {
    const tell = () => listener(this.#now);
    for (const { listeners } of this.#entries) listeners.add(tell);
    tell();
    return () => this.#entries.forEach(({ listeners }) => listeners.delete(tell));
  }
}

/** `[[name in Rust, file name, download], …]` of a group. */
function modelsOf(files, group) {
  return Object.entries(MODELS[group]).map(([use, name]) => [use, name, files.file(name)]);
}

async function blobsOf(models) {
  return Object.fromEntries(await Promise.all(models.map(async ([use, , entry]) => [use, await entry.whole])));
}

/**
 * Models of groups, downloaded unless they are there.
 * @param {string} base ends in a slash
 * @param {string[]} groups
 * @param {(done: number, total: number) => void} [onProgress] in bytes
 * @returns {Promise<Record<string, Record<string, Blob>>>} by group and by the name under which Rust takes them
 */
export async function loadModels(base, groups, onProgress = () => {}) {
  // For a group that only the verifier has, or a later version, nothing is to be downloaded.
  const models = groups.filter((group) => Object.hasOwn(MODELS, group)).map((group) => [group, modelsOf(filesOf(base), group)]);
  const entries = models.flatMap(([, files]) => files.map(([, name, entry]) => [name, entry]));
  const unfollow = new Progress(entries).follow(({ done, total }) => onProgress(done, total));
  try {
    return Object.fromEntries(await Promise.all(models.map(async ([group, files]) => [group, await blobsOf(files)])));
  } finally {
    unfollow();
  }
}

const eyes = new Map();

/** The eyes in this thread, started once a base. @returns {Promise<object>} the glue */
export function loadEye(base) {
  if (!eyes.has(base)) {
    const started = startEye(filesOf(base));
    eyes.set(base, started);
    started.catch(() => eyes.delete(base));
  }
  return eyes.get(base);
}

async function startEye(files) {
  const names = eyeFiles();
  const [glue, module] = await Promise.all([files.glue(names.glue).whole, files.module(names.wasm).whole]);
  await glue.default({ module_or_path: module });
  return glue;
}

/** What a check needs before the camera is opened, and who wants to hear about it. */
class Load {
  #breaks = new Set();
  #progress;

  constructor(base) {
    const files = filesOf(base);
    const eyeWasm = eyeFiles().wasm;
    const [page, eye, models] = [files.module(PAGE.wasm), files.module(eyeWasm), modelsOf(files, "face")];
    const entries = models.map(([, name, entry]) => [name, entry]);
    this.#progress = new Progress([[PAGE.wasm, page], [eyeWasm, eye], ...entries]);
    this.assets = this.#run(files, page, eye, models);
    this.assets.catch(() => {}); // whoever waits for it hears of it; nobody may be waiting yet
  }

  follow(listener) {
    return this.#progress.follow(listener);
  }

  /** `listener(error)` when the module breaks: nothing in it can be called any more. @returns the way to stop it */
  onBreak(listener) {
    this.#breaks.add(listener);
    return () => this.#breaks.delete(listener);
  }

  /** The module is still inside its panic: the listeners wait until it has come to its end. */
  #break(files, words) {
    files.forget(PAGE.glue);
    forget(this);
    const error = new PozeError("internal", `The widget broke: ${words}`);
    queueMicrotask(() => {
      for (const listener of [...this.#breaks]) listener(error);
    });
  }

  async #run(files, page, eye, models) {
    const [glue, pageModule, eyeModule, blobs] = await Promise.all([
      files.glue(PAGE.glue).whole,
      page.whole,
      eye.whole,
      blobsOf(models),
    ]);
    await glue.default({ module_or_path: pageModule });
    glue.Widget.onPanic?.((words) => this.#break(files, words));
    return { glue, eyeModule, models: blobs };
  }
}

const loads = new Map();

/** The next one who asks gets another. */
function forget(load) {
  for (const [base, current] of loads) if (current === load) loads.delete(base);
}

/**
 * Starts the download for `base`, or joins the one that is there. A failed one is forgotten, so that the next call
 * tries again.
 * @param {string} base ends in a slash
 * @returns {Load} `assets`: a promise of {glue, eyeModule, models}; `follow(listener)`: progress; `onBreak(listener)`
 */
export function load(base) {
  let current = loads.get(base);
  if (current === undefined) {
    const fresh = new Load(base);
    current = fresh;
    loads.set(base, fresh);
    fresh.assets.catch(() => forget(fresh));
  }
  return current;
}
