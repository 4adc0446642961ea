// A run in a frame of the verifier, seen from the page. The messages are listed in frame-messages.js.

import { h } from "./dom.js";
import { PozeError } from "./errors.js";
import { FRAME_VERSION, HELLO, isPlainStyle, MAX_HEIGHT, OPEN, STYLE_VARS } from "./frame-messages.js";
import { keepPair, pairOf } from "./keys.js";
import { followViewHeight } from "./screen.js";
import { waitingView } from "./views.js";

/** The frame must say hello within this time, */
const HELLO_MS = 20_000;
/** and within this one after it has loaded. */
const AFTER_LOAD_MS = 3_000;

const darkMode = () => globalThis.matchMedia("(prefers-color-scheme: dark)");

export class FrameRun {
  #context;
  #origin;
  #iframe = null;
  #port = null;
  #toScroll = false;
  #cleanup = new AbortController();

  /** @param {{settings: import("./flow.js").Settings, t: Function, show: Function, on: object}} context */
  constructor(context) {
    this.#context = context;
    this.#origin = new URL(context.settings.base).origin;
  }

  async start() {
    const { settings, t, show, on } = this.#context;
    const src = `${settings.base}frame.html`;
    // allow="camera" grants the camera to the origin of `src` and to no other page that it might go to.
    this.#iframe = h("iframe", { src, allow: "camera", title: t("frame-title"), part: "frame", class: "frame opening" });
    const hello = this.#hello(src);
    show(waitingView(t, on.closed), this.#iframe);
    await hello;
    this.#open();
  }

  stop() {
    this.#cleanup.abort();
    this.#port?.postMessage({ type: "stop" });
    this.#port?.close();
    this.#port = null;
    this.#iframe?.remove();
  }

  /** Resolves when the frame, and nobody else, has said hello. */
  #hello(src) {
    const { signal } = this.#cleanup;
    return new Promise((resolve, reject) => {
      let timer;
      const giveUpIn = (ms, error) => {
        clearTimeout(timer);
        timer = setTimeout(() => reject(error), ms);
      };
      giveUpIn(HELLO_MS, new PozeError("network", `${src} did not answer.`));
      signal.addEventListener("abort", () => clearTimeout(timer));
      // The frame's script runs before its load event: silence after that is another page than ours.
      const refused =
        `${src} was not shown: is ${globalThis.location.origin} one of the site's origins, is \`base\` right, and does ` +
        "the page's content security policy allow it in `frame-src`?";
      this.#iframe.addEventListener("load", () => giveUpIn(AFTER_LOAD_MS, new PozeError("origin_not_allowed", refused)), {
        signal,
      });
      const listen = ({ source, origin, data }) => {
        if (source !== this.#iframe.contentWindow || origin !== this.#origin || data?.type !== HELLO) return;
        if (data.version === FRAME_VERSION) resolve();
        else reject(new PozeError("protocol_version", "The page's poze.js and the verifier's frame differ: reload the page."));
      };
      globalThis.addEventListener("message", listen, { signal });
    });
  }

  #open() {
    if (this.#cleanup.signal.aborted) return;
    const { settings } = this.#context;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#receive(data);
    const { session, lang, action, site, link } = settings;
    const theme = this.#followTheme();
    const message = {
      type: OPEN,
      version: FRAME_VERSION,
      settings: { session, lang, action, site, link, theme, viewHeight: globalThis.innerHeight },
      keyPair: pairOf(session),
      vars: this.#styleVars(),
    };
    this.#iframe.contentWindow.postMessage(message, this.#origin, [port2]);
    followViewHeight((height) => port1.postMessage({ type: "view", height }), this.#cleanup.signal);
  }

  #receive(data) {
    const { on, settings } = this.#context;
    if (data?.type === "opened") this.#reveal();
    else if (data?.type === "resize") this.#resize(data.height);
    else if (data?.type === "key") keepPair(settings.session, data.pair);
    else if (data?.type === "state") this.#follow(data.detail);
    else if (data?.type === "verified") on.verified(data.detail);
    else if (data?.type === "error") on.error(data.detail);
    else if (data?.type === "closed") on.closed();
  }

  /** The waiting view goes; moving the iframe would load it again, so it stays where it is. */
  #reveal() {
    this.#iframe.previousSibling?.remove();
    this.#iframe.classList.remove("opening");
    this.#toScroll = true;
  }

  /** The camera's view is another one than the consent's: it is scrolled to as well, once it has its height. */
  #follow(detail) {
    if (detail?.phase === "camera") this.#toScroll = true;
    this.#context.on.state(detail);
  }

  #resize(height) {
    if (!Number.isFinite(height) || height <= 0) return;
    this.#iframe.style.setProperty("height", `${Math.min(Math.ceil(height), MAX_HEIGHT)}px`);
    if (this.#toScroll) this.#iframe.scrollIntoView({ block: "nearest" });
    this.#toScroll = false;
  }

  /** A frame's own prefers-color-scheme need not be the page's, so `auto` is decided here. */
  #followTheme() {
    const { theme } = this.#context.settings;
    if (theme === "light" || theme === "dark") return theme;
    const query = darkMode();
    const now = () => (query.matches ? "dark" : "light");
    query.addEventListener("change", () => this.#port?.postMessage({ type: "theme", theme: now() }), {
      signal: this.#cleanup.signal,
    });
    return now();
  }

  #styleVars() {
    const style = getComputedStyle(this.#iframe);
    const pairs = STYLE_VARS.map((name) => [name, style.getPropertyValue(name).trim()]);
    return Object.fromEntries(pairs.filter(([, value]) => value !== "" && isPlainStyle(value)));
  }
}
