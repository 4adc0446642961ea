// Everything that a scenario stands on, closed after it: a verifier of its own, two sites' backends, their pages,
// browsers.

import assert from "node:assert/strict";
import test from "node:test";

import { startVerifier } from "../../setup/verifier.mjs";
import { Backend } from "./backend.mjs";
import { HeadlessPage } from "./headless.mjs";
import { servePages } from "./page-server.mjs";
import { openBrowser, Visitor } from "./visitor.mjs";

/**
 * A test with a stand.
 * @param {string} name
 * @param {(stand: Stand) => Promise<void>} act
 * @param {{verifier?: string[]}} [options] more arguments of `poze serve`
 */
export function scenario(name, act, options) {
  test(name, async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(act, options);
      } catch (error) {
        if (attempt === ATTEMPTS || !STALLED.test(error.message)) throw error;
        console.error(`${name}: the browser stood still for longer than a track may have a gap; once more`);
      }
    }
  });
}

/**
 * Browser, camera, verifier and test share this machine's processors. Where two have to do, the browser is now and then
 * stopped for half a second, which the verifier rightly refuses: that says nothing of what a scenario is about. A gap that
 * comes again and again still fails.
 */
const ATTEMPTS = 3;
const STALLED = /track_gap: 0\.\d+ of 1\.00/;

async function once(act, options) {
  const stand = await Stand.open(options);
  try {
    await act(stand);
    assert.deepEqual(stand.wrong(), [], "errors in the page or breaches of its policy");
  } catch (error) {
    console.error(`the verifier said:\n${stand.verifier.log()}`);
    throw error;
  } finally {
    await stand.close();
  }
}

export class Stand {
  #closers = [];
  #visitors = [];

  static async open({ verifier: args = [] } = {}) {
    const stand = new Stand();
    stand.verifier = await startVerifier({ sites: 2, args });
    stand.#closers.push(() => stand.verifier.stop());
    stand.url = stand.verifier.url;
    [stand.backend, stand.otherSite] = stand.verifier.sites.map((site) => new Backend(stand.url, site));
    stand.pages = await servePages(stand.url);
    stand.#closers.push(() => stand.pages.close());
    return stand;
  }

  /** Something to close in the end, last opened first. */
  defer(close) {
    this.#closers.push(close);
  }

  async close() {
    for (const close of this.#closers.reverse()) await close();
  }

  wrong() {
    return this.#visitors.flatMap(({ wrong }) => wrong);
  }

  async browser(camera) {
    const browser = await openBrowser(camera);
    this.#closers.push(() => browser.close());
    return browser;
  }

  /** A visitor with a camera of their own, on the page of a session. */
  async visitor(camera, url, options) {
    const visitor = await Visitor.at(await this.browser(camera), url, options);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** A session against a photo, and a page for it without a browser. */
  async headless(photo, session) {
    const opened = await this.backend.session(await this.backend.reference(photo), session);
    return { ...opened, page: await HeadlessPage.of(this.url, opened.secret) };
  }

  /**
   * A whole take without a browser.
   * @param {{photo: Uint8Array, session: object, footage: object[], ends: number[], keep?: (frame: object) => boolean}}
   *   what `keep` may drop track frames
   * @returns {Promise<{verdict: object, seen: object}>} what the page is told, and what the backend sees
   */
  async take({ photo, session, footage, ends, keep }) {
    const { id, page } = await this.headless(photo, session);
    await page.open();
    const answers = await page.perform(footage, ends, { keep });
    return { verdict: answers.at(-1).verdict, seen: await this.backend.look(id) };
  }

  /**
   * A visitor's whole run on a page: start, agree, whatever `act` does, to the end; `arrive` is called before start,
   * `before` runs in the page before its own scripts.
   * @param {{camera: string | null, reference: Uint8Array, session: object, kind?: "inline" | "frame",
   *   before?: () => void, arrive?: (visitor: Visitor) => void | Promise<void>,
   *   act?: (visitor: Visitor) => Promise<void>}} what
   * @returns {Promise<{visitor: Visitor, end: object, session: object, seen: object}>} how it ended for the page, and
   *   what the backend sees
   */
  async run({ camera, reference, session, kind = "inline", before, arrive = () => {}, act = async () => {} }) {
    const opened = await this.backend.session(await this.backend.reference(reference), session);
    const visitor = await this.visitor(camera, this.pages[kind](opened.secret), { before });
    await arrive(visitor);
    await visitor.begin({ frame: kind === "frame" });
    await act(visitor);
    const end = await visitor.end();
    return { visitor, end, session: opened, seen: await this.backend.look(opened.id) };
  }
}

/** A run that was refused: every code for the backend, only what it may hear for the page, no token for anybody. */
export async function assertRefused({ visitor, end, seen }, { backend, page }) {
  const detail = `${seen.result?.detail}\n${visitor.story()}`;
  assert.equal(end.phase, "failed", detail);
  const [challenge] = seen.challenges;
  assert.equal(challenge.verified, false, detail);
  assert.deepEqual(challenge.codes, backend, detail);
  assert.equal(seen.last_error, backend[0]);
  const verdict = await visitor.verdict();
  assert.equal(verdict.verified, false);
  assert.deepEqual(verdict.codes, page, detail);
  assert.equal(verdict.token ?? null, null);
  assert.equal(
    visitor.heard.some(({ type }) => type === "poze-verified"),
    false,
  );
  assert.equal(await visitor.formToken(), null);
  assert.equal(await visitor.camerasOn(), 0, "the camera stays on");
}
