// A page without a browser: what a program that speaks the protocol can send, honest or not. It holds a key as the
// widget does and keeps real time as the widget does, so that only what a scenario changes is different.

import { createHash, webcrypto } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("base64url");

/** Key frames of a step, spread over its last frames. */
const KEYS = 4;

export class HeadlessPage {
  #url;
  #secret;
  #key;
  #startedAt = 0;
  challenge = null;

  /** @param {string} url of the verifier @param {string} secret the session's client_secret */
  static async of(url, secret) {
    const page = new HeadlessPage();
    page.#url = url;
    page.#secret = secret;
    page.#key = await webcrypto.subtle.generateKey(ALGORITHM, false, ["sign"]);
    return page;
  }

  /** The signature of a text under the key that the session is bound to. */
  async sign(text) {
    const algorithm = { ...ALGORITHM, hash: "SHA-256" };
    const signature = await webcrypto.subtle.sign(algorithm, this.#key.privateKey, Buffer.from(text));
    return Buffer.from(signature).toString("base64url");
  }

  /** Any signed call. @returns {Promise<{status: number, body: any, text: string}>} */
  async call(method, path, { signed, body, headers = {} }) {
    const response = await fetch(this.#url + path, {
      method,
      body,
      headers: {
        authorization: `Bearer ${this.#secret}`,
        "poze-signature": await this.sign(signed),
        ...headers,
      },
    });
    const text = await response.text();
    return { status: response.status, text, body: text === "" ? null : JSON.parse(text) };
  }

  /** Opens a challenge; its clock starts here. `change` may spoil the body. */
  async open(change = (body) => body) {
    const { kty, crv, x, y } = await webcrypto.subtle.exportKey("jwk", this.#key.publicKey);
    const consent = { text_version: "2026-11", lang: "en" };
    const body = JSON.stringify(change({ protocol: 1, public_key: { kty, crv, x, y }, consent }));
    const headers = { "content-type": "application/json" };
    const answer = await this.call("POST", "/v1/challenges", { signed: body, body, headers });
    this.#startedAt = performance.now();
    if (answer.status === 201) this.challenge = answer.body;
    return answer;
  }

  /** Asks again where the challenge stands. */
  resume(id = this.challenge.id) {
    const path = `/v1/challenges/${id}`;
    return this.call("GET", path, { signed: `GET ${path}` });
  }

  /** What the challenge's clock shows, ms. */
  elapsed() {
    return performance.now() - this.#startedAt;
  }

  /** Waits until the challenge's clock shows `t_ms`: what a camera has not taken yet cannot be sent. */
  async reach(t_ms) {
    await wait(Math.max(0, this.#startedAt + t_ms - performance.now()));
  }

  /**
   * The body of a step.
   * @param {number} n
   * @param {{kind: "key" | "track", t_ms: number, bytes: Uint8Array}[]} frames in order of time
   * @param {{challenge?: string, meta?: (meta: object) => object}} [changes]
   */
  pack(n, frames, { challenge = this.challenge.id, meta = (m) => m } = {}) {
    const described = frames.map(({ kind, t_ms, bytes }) => ({ kind, t_ms, sha256: sha256(bytes) }));
    const signed = JSON.stringify(meta({ challenge, n, frames: described, shutter: false }));
    const form = new FormData();
    form.set("meta", new Blob([signed], { type: "application/json" }));
    frames.forEach(({ bytes }, i) => form.set(`f${i}`, new Blob([bytes], { type: "image/jpeg" }), `f${i}.jpg`));
    return { path: `/v1/challenges/${challenge}/steps/${n}`, signed, body: form };
  }

  send({ path, signed, body }) {
    return this.call("POST", path, { signed, body });
  }

  /**
   * One take: sends what the footage shows up to each of `ends` (ms on its own clock) as one step, in real time.
   * @param {{t_ms: number, track: Uint8Array, key: Uint8Array}[]} footage
   * @param {number[]} ends of the steps, the neutral look first
   * @returns {Promise<object[]>} the answers, the verdict last
   */
  async perform(footage, ends, { keep = () => true } = {}) {
    const answers = [];
    let from = -1;
    for (const [n, end] of ends.entries()) {
      const frames = evidence(footage, from, end, keep);
      await this.reach(end);
      const answer = await this.send(this.pack(n, frames));
      if (answer.status !== 200) throw new Error(`step ${n}: ${answer.status} ${answer.text}`);
      answers.push(answer.body);
      from = end;
    }
    return answers;
  }
}

/** The frames of footage after `from` up to `end` (ms), as a step sends them; `keep` may drop track frames. */
export function evidence(footage, from, end, keep = () => true) {
  const here = footage.filter(({ t_ms }) => t_ms > from && t_ms <= end);
  const keys = here.slice(-KEYS).map(({ t_ms, key }) => ({ kind: "key", t_ms, bytes: key }));
  const track = here.filter(keep).map(({ t_ms, track }) => ({ kind: "track", t_ms, bytes: track }));
  return [...track, ...keys].sort((a, b) => a.t_ms - b.t_ms);
}
