// An honest visitor does a move when it is asked for, however long the page takes to get there. A file plays on, so
// that on a busy machine the moment is over before it is asked for. This camera shows one uninterrupted take, every
// frame of it in its order and none twice over; only its pace follows what the page has come to.

import * as fs from "node:fs";
import { join } from "node:path";

import { folderFor } from "./director.mjs";

/** How often the picture may change: more often than any clip's. */
const TICK_MS = 15;
const FRAME_MARK = Buffer.from("FRAME\n");

/** The header of a .y4m file and its frames, each with its mark. */
function parse(file) {
  const bytes = fs.readFileSync(file);
  const start = bytes.indexOf("\n") + 1;
  const header = bytes.subarray(0, start);
  const [, width, height, fps] = /W(\d+) H(\d+) F(\d+):1/.exec(header.toString()).map(Number);
  const length = FRAME_MARK.length + width * height * 1.5;
  const frames = [];
  for (let at = start; at < bytes.length; at += length) frames.push(bytes.subarray(at, at + length));
  return { header, frames, fps };
}

export class PatientCamera {
  #film;
  #file;
  #timer;
  #shown = 0;
  /** What has been waited for in vain, if anything. */
  late = null;

  /** @param {string} take a .y4m file; the first frame is shown until it is played */
  constructor(take) {
    this.#film = parse(take);
    const { header, frames } = this.#film;
    const folder = fs.mkdtempSync(join(folderFor(header.length + frames[0].length), "poze-camera-"));
    this.camera = join(folder, "camera.y4m");
    // A file of one frame, which Chromium reads again and again.
    fs.writeFileSync(this.camera, Buffer.concat([header, frames[0]]));
    this.#file = fs.openSync(this.camera, "r+");
  }

  /**
   * Plays the take from its first frame.
   * @param {{to: number, pace: number, until?: Promise<void>, what?: string}[]} parts each up to a second of the take
   *   at a pace (1: as it was filmed), or from the moment that it waits for at the pace as it was filmed
   */
  play(parts) {
    const over = parts.map(() => false);
    for (const [n, { until }] of parts.entries()) until?.then(() => (over[n] = true), () => {}); // who waits in vain says so themselves
    let [at, before] = [0, performance.now()];
    this.#timer = setInterval(() => {
      const now = performance.now();
      const n = parts.findIndex(({ to }) => at < to);
      if (n < 0) return clearInterval(this.#timer);
      at += ((now - before) / 1000) * (over[n] ? 1 : parts[n].pace);
      before = now;
      if (at >= parts[n].to && parts[n].until && !over[n]) this.late ??= parts[n].what;
      this.#show(Math.floor(at * this.#film.fps));
    }, TICK_MS);
  }

  #show(number) {
    const { header, frames } = this.#film;
    if (number === this.#shown || number >= frames.length) return;
    this.#shown = number;
    fs.writeSync(this.#file, frames[number], 0, frames[number].length, header.length);
  }

  close() {
    clearInterval(this.#timer);
    fs.closeSync(this.#file);
    fs.rmSync(join(this.camera, ".."), { recursive: true });
  }
}
