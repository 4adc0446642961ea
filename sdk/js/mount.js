// The element without markup: `mount("#login", {session, onVerified})`.

import { PozeWidget } from "./element.js";

const TAG = "poze-widget";

/** Registers the element; a page that loads the module twice keeps the first. */
export function define() {
  const registry = globalThis.customElements;
  if (registry && !registry.get(TAG)) registry.define(TAG, PozeWidget);
}

const LISTENERS = {
  onState: "poze-state",
  onVerified: "poze-verified",
  onError: "poze-error",
  onExpired: "poze-expired",
};

/**
 * Appends a `<poze-widget>` to `target`.
 * @param {Element | string} target an element or a selector
 * @param {Record<string, any>} options attributes of the element by name, and onState, onVerified, onError, onExpired,
 *   each called with the event's detail
 * @returns {PozeWidget}
 */
export function mount(target, options = {}) {
  const parent = typeof target === "string" ? document.querySelector(target) : target;
  if (!parent) throw new TypeError(`mount: there is no element ${target}`);
  define();
  const element = /** @type {any} */ (document.createElement(TAG));
  for (const [name, value] of Object.entries(options)) {
    if (name in LISTENERS) element.addEventListener(LISTENERS[name], ({ detail }) => value(detail));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  parent.append(element);
  return element;
}
