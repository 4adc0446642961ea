// One visitor's way through the check inside one shadow root: start, then a run (in this page or in the verifier's
// frame), then its end. The element and the frame's page are both thin shells around this.

import sheets from "./styles.js";
import { checkBrowser, checkPageOfFrame } from "./checks.js";
import { isInline, isSecret, resolveApi, resolveBase } from "./config.js";
import { h } from "./dom.js";
import { PozeError } from "./errors.js";
import { FrameRun } from "./frame-host.js";
import { direction, format, languageOf, loadTexts, START_TEXTS } from "./i18n.js";
import { InlineRun } from "./inline-run.js";
import { watchPolicy } from "./policy.js";
import { applyViewHeight, followViewHeight, whenGone } from "./screen.js";
import { failureView, startView, successView } from "./views.js";

/** A breach of the page's policy is told a moment after what it has broken. */
const BREACH_MS = 60;

/**
 * @typedef {object} Settings
 * @property {string} [session] the client_secret
 * @property {string} [lang] BCP 47; otherwise the nearest `lang` around the element
 * @property {string} [theme] light, dark or auto
 * @property {string} [action] shown in the consent
 * @property {string} [site] name of the site, shown in the consent
 * @property {string} [base] folder of the widget's files
 * @property {string} [api] the verifier, when it is not where the files are
 * @property {{href: string, text: string} | null} [link] the site's own words on privacy
 * @property {string | null} [parentOrigin] inside the frame: the embedding page
 * @property {CryptoKeyPair} [keyPair] inside the frame: the key of an earlier run of this session
 * @property {number} [viewHeight] inside the frame: the height of the page's view in CSS pixels
 */

export class Flow {
  #root;
  #events;
  #settings = /** @type {Settings} */ ({});
  #texts = START_TEXTS;
  #lang = "en";
  #card = h("div", { class: "card", part: "card" });
  #run = null;
  /** Ends what watches over the run. */
  #watching = new AbortController();
  /** Shows again what is shown while nothing runs. */
  #redraw = () => this.showStart();
  #phase = "";
  #agreed = false;
  #disabled = false;

  /**
   * @param {ShadowRoot} root empty
   * @param {{state(detail: object): void, verified(detail: object): void, error(detail: object): void,
   *   closed?(): void, key?(pair: CryptoKeyPair): void}} events
   */
  constructor(root, events) {
    this.#root = root;
    this.#events = events;
    root.adoptedStyleSheets = sheets();
    root.append(this.#card);
  }

  /** Takes new settings; they reach a run only when it starts. */
  configure(settings) {
    if (settings.session !== this.#settings.session) this.#agreed = false;
    this.#settings = settings;
    if (settings.viewHeight) this.setViewHeight(settings.viewHeight);
    this.#chooseLanguage();
  }

  get running() {
    return this.#run !== null;
  }

  t = (key, values) => format(this.#texts, key, values);

  /** @param {boolean} disabled the form's state */
  setDisabled(disabled) {
    this.#disabled = disabled;
    if (!this.running) this.#redraw();
  }

  /** @param {number} height of the page's view, which in a frame is not the frame's own */
  setViewHeight = (height) => applyViewHeight(this.#card, height);

  /** In a page of its own; inside a frame the page says it. @param {AbortSignal} signal ends it */
  followScreen(signal) {
    followViewHeight(this.setViewHeight, signal);
  }

  /** A pass that is still valid, without its run. */
  showPassed() {
    this.stop();
    this.#redraw = () => this.showPassed();
    this.#show(successView(this.t));
  }

  /** Back to the beginning. @param {string} [note] key of a text to show instead of the usual one */
  showStart(note) {
    this.stop();
    this.#redraw = () => this.showStart(note);
    this.#show(
      startView(this.t, {
        note: note && this.t(note),
        disabled: this.#disabled,
        onStart: () => this.start(),
      }),
    );
    this.#state("idle");
  }

  /** What the start button does. */
  async start() {
    if (this.running || this.#disabled) return;
    let run = null;
    try {
      run = this.#newRun();
      this.#run = run;
      await run.start();
    } catch (thrown) {
      const error = PozeError.from(thrown);
      if (error.code === "network") await new Promise((resolve) => setTimeout(resolve, BREACH_MS));
      if (this.#run === run) this.#fail(error);
    }
  }

  /** The camera is off, the worker ended, the frame gone. Safe at any time. */
  stop() {
    const run = this.#run;
    this.#run = null;
    this.#watching.abort();
    run?.stop();
  }

  #newRun() {
    const { session, base, api } = this.#settings;
    if (!session) throw new PozeError("bad_configuration", "<poze-widget> has no `session`: it comes from your backend.");
    if (!isSecret(session)) {
      throw new PozeError("bad_configuration", "`session` is not a client_secret: it holds characters that none has.");
    }
    const folder = resolveBase(base);
    const verifier = resolveApi(api, folder);
    const inline = isInline(folder);
    if (inline) checkBrowser();
    else checkPageOfFrame(new URL(folder).origin);
    const Run = inline ? InlineRun : FrameRun;
    const run = new Run({
      settings: { ...this.#settings, base: folder, api: verifier, lang: this.#lang },
      agreed: this.#agreed,
      t: this.t,
      show: (...nodes) => this.#show(...nodes),
      on: this.#guarded(() => this.#run === run),
    });
    this.#watch(() => this.#run === run, [folder, verifier]);
    return run;
  }

  /** What ends a run from outside: a page that hides it, a page whose policy blocks it. */
  #watch(isCurrent, urls) {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    whenGone(this.#root.host, () => isCurrent() && this.#close(), signal);
    watchPolicy(urls, (mistake) => isCurrent() && this.#fail(mistake), signal);
  }

  #close() {
    this.showStart();
    this.#events.closed?.();
  }

  /** The run's way to the outside, closed as soon as another run has taken its place. */
  #guarded(isCurrent) {
    const when = (act) => (value) => {
      if (isCurrent()) act(value);
    };
    return {
      agreed: when(() => (this.#agreed = true)),
      state: when((detail) => this.#tell(detail)),
      verified: when((detail) => {
        this.#watching.abort(); // the camera is off
        this.#events.verified(detail);
      }),
      error: when((detail) => this.#events.error(detail)),
      broke: when((error) => this.#fail(error)),
      key: when((pair) => this.#events.key?.(pair)),
      closed: when(() => this.#close()),
    };
  }

  #fail(error) {
    this.stop();
    this.#redraw = () =>
      this.#show(failureView(this.t, { error, onRetry: () => this.start(), onClose: () => this.#close() }));
    this.#redraw();
    this.#state("error");
    this.#events.error(error.detail);
  }

  #state(phase) {
    this.#tell({ phase, step: null, moves: [], hint: null, progress: null });
  }

  /** Being idle is told once, however often the start is drawn. */
  #tell(detail) {
    const again = detail.phase === "idle" && this.#phase === "idle";
    this.#phase = detail.phase;
    if (!again) this.#events.state(detail);
  }

  /** Replaces what is in the card; focus follows when it was inside. */
  #show(...nodes) {
    const hadFocus = this.#root.activeElement !== null;
    this.#card.replaceChildren(...nodes);
    if (hadFocus) this.#card.querySelector("[tabindex='-1'], button.primary")?.focus({ preventScroll: true });
  }

  async #chooseLanguage() {
    const lang = languageOf({ lang: this.#settings.lang, parentNode: this.#root.host });
    this.#card.lang = lang;
    this.#card.dir = direction(lang);
    if (lang === this.#lang) return;
    this.#lang = lang;
    try {
      const texts = await loadTexts(resolveBase(this.#settings.base), lang);
      if (this.#lang === lang) this.#texts = texts;
    } catch {
      this.#texts = START_TEXTS; // English now; the run reports what is unreachable
    }
    if (!this.running) this.#redraw();
  }
}
