// A stand for the element: the real bundle with a pretended SDK, served under a strict content security policy from
// three origins: the verifier's, a page that has its own copy (inline), a page that has not (frame).

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { bundle } from "../../../pack/build/bundle.mjs";

const JS = fileURLToPath(new URL("../../", import.meta.url));
const EMPTY_MODULE = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);
const MODELS = { "face_detector.tflite": 20_000, "face_landmarks.tflite": 90_000, "face_blendshapes.tflite": 40_000 };
const STRICT = "default-src 'none'; base-uri 'none'; require-trusted-types-for 'script';";
const TYPES = { ".js": "text/javascript", ".html": "text/html", ".json": "application/json" };

const listening = (handler) =>
  new Promise((resolve) => {
    const server = createServer(handler).listen(0, "127.0.0.1", () => resolve(server));
  });
const originOf = (server) => `http://127.0.0.1:${server.address().port}`;
const tell = (response, status, headers, body) => response.writeHead(status, headers).end(body);

export async function openStand() {
  const folder = mkdtempSync(join(tmpdir(), "poze-stand-"));
  const glue = join(folder, "poze_sdk.js");
  copyFileSync(new URL("fake-sdk.js", import.meta.url), glue);
  const dist = join(folder, "dist");
  const sizes = { "poze_sdk.wasm": EMPTY_MODULE.length, "poze_eye_relaxed.wasm": EMPTY_MODULE.length, ...MODELS };
  await bundle({ js: JS, glue: [glue], out: dist, sizes });

  const stand = { asked: [], missing: null, status: 404, slow: 0 };
  const read = (name) => {
    if (name.endsWith(".wasm")) return EMPTY_MODULE; // with a type that is not application/wasm
    return name in MODELS ? Buffer.alloc(MODELS[name], 1) : readFileSync(join(dist, name));
  };
  let parents = "";
  const files = async (url, response) => {
    const name = url.pathname.slice("/widget/".length);
    stand.asked.push(name);
    if (stand.missing?.test(name)) return tell(response, stand.status, {}, "");
    const csp = `${STRICT} script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors ${parents}`;
    const type = TYPES[extname(name)] ?? "text/plain";
    const headers = { "content-type": type, "access-control-allow-origin": "*", "content-security-policy": csp };
    if (stand.slow && name in MODELS) await new Promise((resolve) => setTimeout(resolve, stand.slow));
    tell(response, 200, headers, read(name));
  };
  const page = (base, csp) => (url, response) => {
    const attributes = url.searchParams.get("with") ?? 'session="secret"';
    const html =
      `<!doctype html><html lang="en"><form id="form"><poze-widget ${attributes}>` +
      `<a slot="consent-link" href="/privacy">Privacy</a></poze-widget></form>` +
      `<script type="module" src="${base}poze.js"></script></html>`;
    tell(response, 200, { "content-type": "text/html", "content-security-policy": csp }, html);
  };
  const serve = (pages) => (request, response) => {
    const url = new URL(request.url, "http://stand");
    return url.pathname.startsWith("/widget/") ? files(url, response) : pages?.(url, response);
  };

  const verifier = await listening(serve());
  const from = originOf(verifier);
  const framed = page(`${from}/widget/`, `${STRICT} script-src ${from}; frame-src ${from}`);
  const servers = [
    verifier,
    await listening(serve(page("/widget/", `${STRICT} script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'`))),
    await listening(serve(framed)),
    await listening(serve(framed)),
  ];
  const [, inline, frame, stranger] = servers.map((server) => `${originOf(server)}/`);
  parents = new URL(frame).origin;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  const close = async () => {
    await browser.close();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return Object.assign(stand, { inline, frame, stranger, browser, close });
}

/** Opens a page and hands it to `act`; an uncaught error or a breach of the policy fails the test. */
export async function onPage(stand, url, act, { attributes, allow = /^$/ } = {}) {
  Object.assign(stand, { asked: [], missing: null, status: 404, slow: 0 });
  const page = await stand.browser.newPage({ viewport: { width: 480, height: 720 } });
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (/content security|trusted/i.test(message.text()) && !allow.test(message.text())) wrong.push(message.text());
  });
  try {
    await page.goto(attributes ? `${url}?with=${encodeURIComponent(attributes)}` : url);
    await page.waitForSelector("[data-poze=start]");
    await page.evaluate(() => {
      globalThis.widget = document.querySelector("poze-widget");
      globalThis.heard = [];
      for (const type of ["state", "verified", "error", "expired"]) {
        addEventListener(`poze-${type}`, ({ detail }) => globalThis.heard.push({ type, ...detail }));
      }
    });
    await act(page);
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  } finally {
    await page.close();
  }
}
