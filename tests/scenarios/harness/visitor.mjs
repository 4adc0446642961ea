// A visitor before a camera: Chromium whose camera plays a file, and a page with the widget in it.

import { readFile } from "node:fs/promises";

import { chromium } from "playwright-core";

import { ensureChromium, FLAGS } from "../../setup/chromium.mjs";

/** Longest that a visitor waits for anything: a hang fails, slowness does not. */
const PATIENCE_MS = 120_000;

/**
 * @param {string | null} camera a .y4m file, or null for a browser whose visitor says no to the camera
 */
export async function openBrowser(camera) {
  const flags = ["--use-fake-device-for-media-stream"];
  // A real camera never waits for a disk: what of the file is not in memory, as after a build, stops the picture for seconds.
  if (camera !== null) await readFile(camera);
  if (camera === null) flags.push("--deny-permission-prompts");
  else flags.push("--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${camera}`);
  return chromium.launch({ executablePath: ensureChromium(), args: [...FLAGS, ...flags] });
}

/** Runs in the page before its own scripts: tells us what the widget tells the page, and which cameras are on. */
function listen() {
  for (const type of ["poze-state", "poze-verified", "poze-error", "poze-expired"]) {
    globalThis.addEventListener(type, ({ detail }) => globalThis.pozeHeard({ type, at: performance.now(), ...detail }));
  }
  const devices = navigator.mediaDevices;
  const open = devices?.getUserMedia?.bind(devices);
  globalThis.pozeTracks = [];
  if (!open) return;
  devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    globalThis.pozeTracks.push(...stream.getTracks());
    return stream;
  };
}

export class Visitor {
  /** Details of the widget's events, oldest first, with their `type`. */
  heard = [];
  /** What the verifier answered to steps, oldest first: all that the page was told. */
  answers = [];
  /** Uncaught errors and breaches of the content security policy. */
  wrong = [];
  #waiting = new Set();

  constructor(page) {
    this.page = page;
    /** Where the widget's own views are. */
    this.inside = page;
  }

  /**
   * Opens a page in a fresh profile.
   * @param {{before?: () => void, context?: object}} [options] `before` runs in the page before its own scripts
   */
  static async at(browser, url, { before, context: more = {} } = {}) {
    const context = await browser.newContext({ viewport: { width: 480, height: 780 }, ...more });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(page);
    await page.exposeFunction("pozeHeard", (detail) => {
      visitor.heard.push(detail);
      visitor.#wake();
    });
    await page.addInitScript(listen);
    if (before) await page.addInitScript(before);
    page.on("pageerror", (error) => visitor.wrong.push(error.message));
    page.on("console", (message) => {
      if (/content security|trusted ?types/i.test(message.text())) visitor.wrong.push(message.text());
    });
    page.on("response", (response) => visitor.#remember(response));
    await page.goto(url);
    return visitor;
  }

  async #remember(response) {
    if (response.request().method() !== "POST" || !/\/steps\/\d+$/.test(response.url())) return;
    const answer = await response.json().catch(() => null); // the page may be gone by now
    if (answer === null) return;
    this.answers.push(answer);
    this.#wake();
  }

  #wake() {
    for (const look of this.#waiting) look();
  }

  /** Presses start and agrees. @param {{frame?: boolean}} [options] whether the check runs in the verifier's frame */
  async begin({ frame = false } = {}) {
    if (frame) this.inside = this.page.frameLocator("poze-widget iframe");
    await this.page.locator("[data-poze=start]").click();
    await this.button("agree").click();
  }

  /** A button of the widget by its `data-poze`. */
  button(name) {
    return this.inside.locator(`[data-poze=${name}]`);
  }

  /** What the visitor reads at the end. */
  words() {
    return this.inside.locator(".ending").innerText();
  }

  /** The first event that fits, past ones included. */
  until(fits, what) {
    return this.#waitFor(() => this.heard.find(fits), what);
  }

  /** Once the widget is at this step (0 is the neutral look). */
  step(n) {
    const asked = ({ phase, step }) => (phase === "neutral" || phase === "step") && step === n;
    return this.until(asked, `step ${n}`);
  }

  /** Says of step `n` that the move is done; the button for it comes when the move has not been seen for a while. */
  async pressShutter(n) {
    await this.step(n);
    const ended = this.end().then(() => {
      throw new Error(`the run has ended before the shutter was there: ${this.story()}`);
    });
    await Promise.race([this.button("shutter").click(), ended]);
  }

  /** How it ended: the last event of a run. */
  end() {
    const last = (e) => e.type === "poze-verified" || e.type === "poze-error" || e.phase === "failed";
    return this.until(last, "the end of the run");
  }

  /** What the page was told at the end. */
  async verdict() {
    const answer = await this.#waitFor(() => this.answers.find(({ outcome }) => outcome === "verdict"), "a verdict");
    return answer.verdict;
  }

  /** What `find` finds, now or when something new is heard. */
  #waitFor(find, what) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(value);
      };
      const timer = setTimeout(() => done(reject, new Error(`no ${what}; heard: ${this.story()}`)), PATIENCE_MS);
      const look = () => {
        const found = find();
        if (found !== undefined) done(resolve, found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Phases, hints and codes in the order in which they came, for messages. */
  story() {
    const line = (e) => [e.phase ?? e.type, e.step, e.hint, e.code].filter((part) => part != null).join(" ");
    return this.heard
      .map(line)
      .filter((text, i, all) => text !== all[i - 1])
      .join(", ");
  }

  /** How many cameras are on in the page (inline pages only; a frame's are its own). */
  camerasOn() {
    return this.page.evaluate(() => globalThis.pozeTracks.filter((track) => track.readyState === "live").length);
  }

  /** What the form would send. */
  formToken() {
    return this.page.evaluate(() => new FormData(document.querySelector("#form")).get("poze-token"));
  }
}
