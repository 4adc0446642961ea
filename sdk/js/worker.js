// The vision worker: the same module as in the page, with messages in front of it. What they hold is in
// src/sight/messages.rs.

import init, { VisionWorker } from "./poze_sdk.js";

let eye = null;

async function answer({ start, guide, frame, t_ms }) {
  if (start) {
    await init({ module_or_path: start.wasmModule });
    eye = new VisionWorker(start.models);
    return { ready: true };
  }
  if (guide) return void eye.guide(guide);
  return { seen: eye.look(frame, t_ms) };
}

self.onmessage = async ({ data }) => {
  try {
    const said = await answer(data);
    if (said) self.postMessage(said);
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};
