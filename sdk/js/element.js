// <poze-widget>: what a form and a page see of the check. What the visitor sees is in flow.js.

import { webLink } from "./config.js";
import { Flow } from "./flow.js";

const DEFAULT_NAME = "poze-token";
/** Longest delay that setTimeout takes. */
const MAX_DELAY_MS = 2 ** 31 - 1;
/** Attributes that are plain properties too. */
const TEXT_ATTRIBUTES = ["session", "theme", "action", "site", "base", "api", "appearance"];

// On a server, where pages are only rendered to text, there is nothing to extend.
const Base = globalThis.HTMLElement ?? class {};

export class PozeWidget extends Base {
  static formAssociated = true;
  static observedAttributes = ["session", "lang", "name", "required", "base"];

  #internals = this.attachInternals();
  #flow = new Flow(this.attachShadow({ mode: "open", delegatesFocus: true }), {
    state: (detail) => this.#tell("poze-state", detail),
    verified: (detail) => this.#accept(detail),
    error: (detail) => this.#tell("poze-error", detail),
  });
  #result = /** @type {{token: string, expiresAt: number} | null} */ (null);
  #timer = 0;
  #ready = false;
  #here = new AbortController();

  connectedCallback() {
    for (const name of [...TEXT_ATTRIBUTES, "name", "required"]) this.#upgrade(name);
    this.#ready = true;
    this.#here = new AbortController();
    this.#flow.followScreen(this.#here.signal);
    this.#configure();
    // A framework that moves the element loses no pass.
    if (this.getToken() === null) this.#flow.showStart();
    else this.#flow.showPassed();
    this.#publish();
  }

  disconnectedCallback() {
    this.#here.abort();
    this.#flow.stop();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#ready) return;
    const another = name === "session" || name === "base";
    if (another) this.#forget(); // outside of the page too
    if (!this.isConnected) return;
    this.#configure();
    if (another) this.reset();
    else this.#publish();
  }

  /** What pressing the start button does. */
  start() {
    if (this.getToken() !== null) return Promise.resolve();
    this.#forget(); // an old token's timer is none of the new run's
    this.#configure();
    return this.#flow.start();
  }

  /** Camera off, token forgotten, back to the start button. */
  reset() {
    this.#forget();
    this.#flow.showStart();
  }

  /** @returns {string | null} the token, as long as it is valid */
  getToken() {
    return this.isExpired() ? null : (this.#result?.token ?? null);
  }

  /** Whether there was a token whose time is over; false when there was none. */
  isExpired() {
    return this.#result !== null && Date.now() >= this.#result.expiresAt;
  }

  get value() {
    return this.getToken() ?? "";
  }
  get name() {
    return this.getAttribute("name") || DEFAULT_NAME;
  }
  set name(value) {
    this.setAttribute("name", value);
  }
  get required() {
    return this.hasAttribute("required");
  }
  set required(value) {
    this.toggleAttribute("required", Boolean(value));
  }
  get form() {
    return this.#internals.form;
  }
  get validity() {
    return this.#internals.validity;
  }
  get validationMessage() {
    return this.#internals.validationMessage;
  }
  checkValidity() {
    return this.#internals.checkValidity();
  }
  reportValidity() {
    return this.#internals.reportValidity();
  }
  formResetCallback() {
    this.reset();
  }
  formDisabledCallback(disabled) {
    this.#flow.setDisabled(disabled);
  }

  #accept({ token, expiresAt }) {
    this.#result = { token, expiresAt };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(), Math.min(Math.max(expiresAt - Date.now(), 0), MAX_DELAY_MS));
    this.#publish();
    this.#tell("poze-verified", { token, expiresAt });
  }

  #expire() {
    this.#forget();
    this.#flow.showStart("expired");
    this.#tell("poze-expired", {});
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#result = null;
    this.#publish();
  }

  /** Value and validity, as the form sees them. */
  #publish() {
    const token = this.getToken();
    const entry = new FormData(); // unlike a plain value it is sent under the default name as well
    if (token) entry.set(this.name, token);
    this.#internals.setFormValue(token ? entry : null);
    if (this.required && !token) this.#internals.setValidity({ valueMissing: true }, this.#flow.t("required"));
    else this.#internals.setValidity({});
  }

  #configure() {
    const own = Object.fromEntries(TEXT_ATTRIBUTES.map((name) => [name, this.getAttribute(name) ?? undefined]));
    const anchor = this.querySelector("a[slot='consent-link']");
    const href = webLink(anchor?.href);
    const link = href ? { href, text: anchor.textContent.trim() || href } : null;
    this.#flow.configure({ ...own, lang: this.lang, link });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** A property that was set before this class was defined hides the accessor: set it again. */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }
}

for (const name of TEXT_ATTRIBUTES) {
  Object.defineProperty(PozeWidget.prototype, name, {
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      if (value == null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
    configurable: true,
    enumerable: true,
  });
}
