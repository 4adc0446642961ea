// The vision worker: the eyes with messages in front of them. What they hold is in src/sight/messages.rs.

import { eyeFiles } from "./eye-files.js";
import { withBytes } from "./models.js";
import { PixelReader } from "./pixels.js";

const reader = new PixelReader();
let eye = null;

/** The frame was handed over: it is closed here. */
function look(frame, tMs) {
  try {
    return reader.read(frame, (pixels, width, height) => eye.look(pixels, width, height, tMs));
  } finally {
    frame.close();
  }
}

async function answer({ start, add, guide, frame, t_ms }) {
  if (start) {
    // The same build as the module that the page has loaded: both ask the same browser.
    const url = new URL(eyeFiles().glue, import.meta.url).href;
    const glue = await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
    await glue.default({ module_or_path: start.wasmModule });
    eye = new glue.VisionWorker();
    await withBytes(start.models, (files) => eye.add("face", files));
    return { taken: true };
  }
  if (add) {
    await withBytes(add.models, (files) => eye.add(add.group, files));
    return { taken: true };
  }
  if (guide) return void eye.guide(guide);
  return { seen: look(frame, t_ms) };
}

self.onmessage = async ({ data }) => {
  try {
    const said = await answer(data);
    if (said) self.postMessage(said);
  } catch (error) {
    const { code = "internal", message = String(error), retryable = true } = error ?? {};
    self.postMessage({ failed: { code: String(code), message, retryable } });
  }
};
