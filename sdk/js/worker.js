// The vision worker: the eyes with messages in front of them. What they hold is in src/sight/messages.rs.

import init, { VisionWorker } from "./poze_eye.js";
import { bytesOf } from "./models.js";

let eye = null;

async function answer({ start, add, guide, frame, t_ms }) {
  if (start) {
    await init({ module_or_path: start.wasmModule });
    eye = new VisionWorker();
    eye.add("face", await bytesOf(start.models));
    return { taken: true };
  }
  if (add) {
    eye.add(add.group, await bytesOf(add.models));
    return { taken: true };
  }
  if (guide) return void eye.guide(guide);
  return { seen: eye.look(frame, t_ms) };
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
