// What the visitor sees before Rust takes over: start, consent, progress, failure. Each function builds one view from
// texts and callbacks and knows nothing of what comes before or after it.

import { h, svg } from "./dom.js";

const button = (kind, text, onclick, more = {}) =>
  h("button", { type: "button", part: `button ${kind}`, class: `button ${kind}`, click: onclick, ...more }, text);

/** The mark: a tilted smile between the corners of a viewfinder. */
function mark() {
  const corners = "M3 13V8a5 5 0 0 1 5-5h5M27 3h5a5 5 0 0 1 5 5v5M37 27v5a5 5 0 0 1-5 5h-5M13 37H8a5 5 0 0 1-5-5v-5";
  return svg(
    "svg",
    { class: "mark", part: "mark", viewBox: "0 0 40 40", "aria-hidden": "true" },
    svg("path", { class: "mark-frame", d: corners }),
    svg(
      "g",
      { class: "mark-face", transform: "rotate(-9 20 20)" },
      svg("ellipse", { cx: 20, cy: 20, rx: 9, ry: 10.5 }),
      svg("path", { d: "M16.6 17.6v1.4M23.4 17.6v1.4M16 23.6c2.2 2.6 5.8 2.6 8 0" }),
    ),
  );
}

function warning() {
  return svg(
    "svg",
    { class: "mark bad", viewBox: "0 0 40 40", "aria-hidden": "true" },
    svg("circle", { cx: 20, cy: 20, r: 16 }),
    svg("path", { d: "M20 12v10M20 27.6v.4" }),
  );
}

/**
 * The only thing there is before the visitor presses start.
 * @param {(key: string, values?: object) => string} t
 */
export function startView(t, { note, disabled, onStart }) {
  return h(
    "section",
    { class: "view start", part: "start" },
    mark(),
    h("div", { class: "words" }, h("h2", {}, t("start-title")), h("p", {}, note ?? t("start-body"))),
    button("primary", t("start-button"), onStart, { disabled, "data-poze": "start" }),
  );
}

const CONSENT_POINTS = ["check", "who", "kept", "choice"];

/**
 * What is checked, by whom, what is kept, before the camera is opened.
 * @param {{values: {site: string, action: string, verifier: string}, link: {href: string, text: string} | null,
 *   onAgree: () => void, onCancel: () => void}} options
 */
export function consentView(t, { values, link, onAgree, onCancel }) {
  const rows = CONSENT_POINTS.flatMap((point) => [
    h("dt", {}, t(`consent-${point}-title`)),
    h("dd", {}, t(`consent-${point}`, values)),
  ]);
  const anchor = link && h("a", { href: link.href, target: "_blank", rel: "noopener noreferrer" }, link.text);
  return h(
    "section",
    { class: "view consent", part: "consent" },
    h("h2", { tabindex: "-1" }, t("consent-title")),
    values.action ? h("p", { class: "action", part: "action" }, t("consent-action", values)) : null,
    h("dl", {}, rows),
    h("p", { class: "link" }, h("slot", { name: "consent-link" }, anchor)),
    h(
      "div",
      { class: "buttons" },
      button("quiet", t("consent-cancel"), onCancel, { "data-poze": "cancel" }),
      button("primary", t("consent-agree"), onAgree, { "data-poze": "agree" }),
    ),
  );
}

const megabytes = (bytes, lang) =>
  new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bytes / 1e6);

/**
 * Download progress.
 * @returns {{view: HTMLElement, update: (progress: {done: number, total: number}) => void}}
 */
export function progressView(t, lang, onCancel) {
  const bar = h("div", { class: "bar-fill" });
  const track = h("div", { class: "bar", part: "progress", role: "progressbar", "aria-label": t("loading-title") }, bar);
  track.setAttribute("aria-valuemin", "0");
  track.setAttribute("aria-valuemax", "100");
  const bytes = h("p", { class: "bytes" });
  const view = h(
    "section",
    { class: "view loading", part: "loading" },
    h("h2", { tabindex: "-1" }, t("loading-title")),
    track,
    bytes,
    wayOut(t, onCancel),
  );
  const update = ({ done, total }) => {
    const fraction = total > 0 ? Math.min(done / total, 1) : 0;
    track.setAttribute("aria-valuenow", String(Math.round(fraction * 100)));
    bar.style.setProperty("--_done", String(fraction));
    bytes.textContent = t("loading-bytes", { done: megabytes(done, lang), total: megabytes(total, lang) });
  };
  return { view, update };
}

const wayOut = (t, onCancel) =>
  h("div", { class: "buttons" }, button("quiet", t("consent-cancel"), onCancel, { "data-poze": "cancel" }));

/** While the verifier's frame opens: there is nothing to count. */
export function waitingView(t, onCancel) {
  return h(
    "section",
    { class: "view loading", part: "loading" },
    h("h2", { tabindex: "-1" }, t("loading-title")),
    h("div", { class: "bar endless", part: "progress", role: "progressbar", "aria-label": t("loading-title") }, [
      h("div", { class: "bar-fill" }),
    ]),
    wayOut(t, onCancel),
  );
}

/** A pass that is still valid, in an element that was taken out of the page and put back. */
export function successView(t) {
  const words = h("div", { class: "words" }, h("h2", { tabindex: "-1" }, t("verdict-success")), h("p", {}, t("verdict-success-note")));
  return h("section", { class: "view success", part: "success" }, h("div", { class: "headed" }, mark(), words));
}

/** A text for every code, those of a newer verifier included. */
function errorText(t, { code, retryable }) {
  const key = `error-${code}`;
  const text = t(key);
  return text === key ? t(retryable ? "error-internal" : "error-other") : text;
}

/**
 * What went wrong before Rust ran.
 * @param {{code: string, message: string, retryable: boolean}} error
 */
export function failureView(t, { error, onRetry, onClose }) {
  return h(
    "section",
    { class: "view failure", part: "failure", role: "alert" },
    h(
      "div",
      { class: "headed" },
      warning(),
      h(
        "div",
        { class: "words" },
        h("h2", { tabindex: "-1" }, t("failure-title")),
        h("p", {}, errorText(t, error)),
        h("p", { class: "code" }, error.code),
      ),
    ),
    h(
      "div",
      { class: "buttons" },
      button("quiet", t("failure-close"), onClose, { "data-poze": "close" }),
      error.retryable ? button("primary", t("failure-retry"), onRetry, { "data-poze": "retry" }) : null,
    ),
  );
}
