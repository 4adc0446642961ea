// Stands where wasm-bindgen's glue would: the element's own tests need no camera and no verifier.

export default async function init() {
  globalThis.inits = (globalThis.inits ?? 0) + 1;
}

export class Widget {
  stops = 0;

  constructor(root, options) {
    this.root = root;
    this.options = options;
    (globalThis.widgets ??= []).push(this);
  }

  start() {
    const { clientSecret, onState, onVerified } = this.options;
    this.root.append("stage");
    onState({ phase: "camera", step: 0, moves: [], hint: null, progress: null });
    // "error…" and "short…" are what a test asks for by its session.
    if (clientSecret.startsWith("error")) throw { code: "camera_denied", message: "no", retryable: true };
    const life = clientSecret.startsWith("short") ? 300 : 60_000;
    setTimeout(() => this.stops || onVerified({ token: `token of ${clientSecret}`, expiresAt: Date.now() + life }), 50);
  }

  stop() {
    this.stops += 1;
  }
}
