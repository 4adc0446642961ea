// The page of frame.html: runs the check inside the verifier's own origin and tells the embedding page how it goes.
// The messages are listed in frame-messages.js.

import { webLink } from "./config.js";
import { Flow } from "./flow.js";
import { FRAME_VERSION, HELLO, isPlainStyle, OPEN, STYLE_VARS } from "./frame-messages.js";
import { usablePair } from "./keys.js";

const BASE = new URL("./", import.meta.url).href;

const pageStyle = new CSSStyleSheet();
pageStyle.replaceSync("html,body{margin:0;background:transparent}#poze{display:block}");
document.adoptedStyleSheets = [pageStyle];

const text = (value, longest) => (typeof value === "string" ? value.slice(0, longest) : "");

/** Settings from another window: each is taken only as what it should be. */
function settingsFrom(given, parentOrigin) {
  const href = webLink(given?.link?.href);
  return {
    session: text(given?.session, 1000),
    lang: text(given?.lang, 35),
    action: text(given?.action, 64),
    site: text(given?.site, 64),
    theme: given?.theme === "dark" ? "dark" : "light",
    viewHeight: Number(given?.viewHeight) || undefined,
    link: href ? { href, text: text(given.link.text, 120) || href } : null,
    base: BASE,
    parentOrigin,
  };
}

function applyVars(host, vars) {
  for (const name of STYLE_VARS) {
    if (isPlainStyle(vars?.[name])) host.style.setProperty(name, vars[name]);
  }
}

function open(message, parentOrigin, port) {
  const host = document.getElementById("poze");
  const settings = { ...settingsFrom(message.settings, parentOrigin), keyPair: usablePair(message.keyPair) };
  host.setAttribute("theme", settings.theme);
  host.setAttribute("appearance", "bare"); // the card around the frame is the page's
  applyVars(host, message.vars);
  const say = (type) => (detail) => port.postMessage({ type, detail });
  const flow = new Flow(host.attachShadow({ mode: "open" }), {
    state: say("state"),
    verified: say("verified"),
    error: say("error"),
    closed: say("closed"),
    key: (pair) => port.postMessage({ type: "key", pair }),
  });
  port.onmessage = ({ data }) => {
    if (data?.type === "stop") flow.stop();
    else if (data?.type === "view") flow.setViewHeight(data.height);
    else if (data?.type === "theme") host.setAttribute("theme", data.theme === "dark" ? "dark" : "light");
  };
  addEventListener("pagehide", () => flow.stop());
  new ResizeObserver(() => port.postMessage({ type: "resize", height: host.getBoundingClientRect().height })).observe(host);
  flow.configure(settings);
  port.postMessage({ type: "opened" });
  flow.start();
}

if (window.parent !== window) {
  const first = new AbortController();
  const listen = ({ source, origin, data, ports }) => {
    if (source !== window.parent || data?.type !== OPEN || data.version !== FRAME_VERSION || !ports[0]) return;
    first.abort();
    open(data, origin, ports[0]);
  };
  addEventListener("message", listen, { signal: first.signal });
  // Holds nothing, so any parent may hear it: which parents there can be is up to the frame-ancestors of this page.
  window.parent.postMessage({ type: HELLO, version: FRAME_VERSION }, "*");
}
