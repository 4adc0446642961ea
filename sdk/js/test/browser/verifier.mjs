// A pretended verifier: takes what the widget sends, checks its form and says what a test wants it to say.

import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".html": "text/html", ".json": "application/json" };
const CSP =
  "default-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; " +
  "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const PLAN = { track_interval_ms: 150, track_gap_max_ms: 400, track_side_px: 320, key_side_px: 640, key_frames: 4 };
const GUIDE = { face_height_min: 0.25, face_height_max: 0.85, centre_offset_max: 0.3 };

/** Throws unless the page's key has signed these bytes. */
async function checkSignature(jwk, request, bytes) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await webcrypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const signature = Buffer.from(request.headers["poze-signature"], "base64url");
  assert.equal(signature.length, 64);
  assert.ok(await webcrypto.subtle.verify(algorithm, key, signature, bytes), "the signature fits");
  assert.equal(request.headers.authorization, "Bearer cs_secret");
}

/** The parts of a step, once they are what `evidence.rs` says. */
async function readStep(request, body, jwk) {
  const form = await new Response(body, { headers: { "content-type": request.headers["content-type"] } }).formData();
  const [[first, meta], ...frames] = [...form.entries()];
  assert.deepEqual([first, meta.type], ["meta", "application/json"]);
  const bytes = Buffer.from(await meta.arrayBuffer());
  await checkSignature(jwk, request, bytes);
  const said = JSON.parse(bytes);
  assert.equal(frames.length, said.frames.length);
  for (const [i, [name, file]] of frames.entries()) {
    const jpeg = Buffer.from(await file.arrayBuffer());
    assert.equal(name, `f${i}`);
    assert.equal(jpeg.readUInt16BE(0), 0xffd8, "a JPEG");
    assert.equal(createHash("sha256").update(jpeg).digest("base64url"), said.frames[i].sha256);
  }
  return { said, bytes: bytes.toString() };
}

/**
 * `state` is what a test changes and looks at: `moves` (of each step), `remaining_ms`, `verdict`, `lose` (answers to
 * lose), `refuse` (an error body for the next calls), `models` (groups of the challenge), `missing` (a file that is not there),
 * `slow_ms` (what models take); `asked` (names of files), `opened` (bodies of POST /v1/challenges), `steps` (metas),
 * `wrong` (what did not fit).
 */
export async function openVerifier() {
  const state = {};
  const reset = () =>
    Object.assign(state, {
      moves: [["turn-left"]],
      models: ["face"],
      asked: [],
      missing: null,
      slow_ms: 0,
      remaining_ms: 60_000,
      verdict: { verified: true, codes: [], token: "a.b.c", expires_at: 4_000_000_000, challenges_left: 2 },
      lose: 0,
      swaps: [],
      refuse: null,
      opened: [],
      steps: [],
      wrong: [],
    });
  reset();

  const step = (n) => ({ n, moves: n === 0 ? [] : state.moves[n - 1], text: "As the verifier says", hold_ms: 400 });
  const open = async (request, body) => {
    const opened = JSON.parse(body);
    await checkSignature(opened.public_key, request, body);
    state.opened.push(opened);
    return view(opened);
  };
  const view = (opened) => {
    return {
      id: `ch_${state.opened.length}`,
      protocol: opened.protocol,
      site: { name: "A site" },
      action: "Log in",
      remaining_ms: state.remaining_ms,
      challenges_left: 2,
      models: state.models,
      swaps_left: 1,
      guide: GUIDE,
      capture: PLAN,
      steps_total: 1 + state.moves.length,
      step: step(0),
    };
  };
  const take = async (request, body, n) => {
    state.steps.push(await readStep(request, body, state.opened.at(-1).public_key));
    if (n < state.moves.length) return { outcome: "next", step: step(n + 1) };
    return { outcome: "verdict", verdict: state.verdict };
  };
  /** Another move for a step, once; what the page signed must be that step of that challenge. */
  const swap = async (request, body, id) => {
    await checkSignature(state.opened.at(-1).public_key, request, body);
    const { challenge, n } = JSON.parse(body);
    if (challenge !== id) state.wrong.push(`a swap of ${challenge} for ${id}`);
    state.swaps.push(n);
    if (state.swaps.length > 1) return [409, { code: "already_swapped", message: "Once.", retryable: false, request_id: "r" }];
    state.moves[n - 1] = ["look-up"];
    return [200, step(n)];
  };
  /** Where the challenge stands, for a page that lost an answer. */
  const resume = async (request, path) => {
    await checkSignature(state.opened.at(-1).public_key, request, Buffer.from(`GET ${path}`));
    return { ...(await view(state.opened.at(-1))), step: step(state.steps.length) };
  };
  const answer = async (request, response, path) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const tell = (status, json) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    if (state.refuse) return tell(state.refuse.status, state.refuse);
    const swapped = /\/challenges\/(\w+)\/swap$/.exec(path)?.[1];
    if (swapped !== undefined) {
      const [status, said] = await swap(request, body, swapped);
      return status === 200 && state.lose-- > 0 ? request.socket.destroy() : tell(status, said);
    }
    if (request.method === "GET") return tell(200, await resume(request, path));
    const n = /\/steps\/(\d+)$/.exec(path)?.[1];
    const said = n === undefined ? await open(request, body) : await take(request, body, Number(n));
    if (n !== undefined && state.lose-- > 0) return request.socket.destroy();
    return tell(n === undefined ? 201 : 200, said);
  };
  const html =
    `<!doctype html><html lang="en"><poze-widget session="cs_secret"></poze-widget>` +
    `<script type="module" src="/widget/poze.js"></script></html>`;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://stand").pathname;
    const headers = { "content-security-policy": CSP };
    if (path.startsWith("/v1/")) {
      return answer(request, response, path).catch((error) => {
        state.wrong.push(error.message);
        response.writeHead(500).end();
      });
    }
    if (path === "/framed") {
      // A page of another site: localhost instead of 127.0.0.1.
      const framed = html.replace('src="', `src="http://127.0.0.1:${server.address().port}`);
      return response.writeHead(200, { "content-type": TYPES[".html"] }).end(framed);
    }
    if (path === "/") return response.writeHead(200, { ...headers, "content-type": TYPES[".html"] }).end(html);
    const file = join(DIST, path.slice("/widget/".length));
    state.asked.push(basename(file));
    if (basename(file) === state.missing) return response.writeHead(503).end();
    if (!existsSync(file)) return response.writeHead(404).end();
    if (file.endsWith(".tflite")) await new Promise((resolve) => setTimeout(resolve, state.slow_ms));
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    return response.writeHead(200, { ...headers, "content-type": type, "access-control-allow-origin": "*" }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { state, reset, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Whether there is anything to test: the Rust half is built by `npm run build`. */
export const isBuilt = existsSync(join(DIST, "poze_sdk.wasm"));
