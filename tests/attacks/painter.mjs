// The Python workers that draw what attackers show (paint/main.py): a few processes, one request at a time each.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ensureFootage } from "../cameras/fetch.mjs";
import { PYTHON } from "../setup/python.mjs";

const MAIN = fileURLToPath(new URL("paint/main.py", import.meta.url));

class Worker {
  #waiting = [];

  constructor() {
    this.child = spawn(PYTHON, [MAIN], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.#waiting.shift().resolve(JSON.parse(line)));
    this.child.once("exit", (code) => {
      for (const { reject } of this.#waiting) reject(new Error(`the painter has ended (${code})`));
    });
  }

  ask(request) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }
}

/** @typedef {{t_ms: number, track: Uint8Array, key: Uint8Array}} Shot a frame in both sizes */

export class Painter {
  #idle = [];
  #queue = [];
  #all = [];

  constructor(workers) {
    ensureFootage();
    for (let n = 0; n < workers; n++) this.#all.push(new Worker());
    this.#idle = [...this.#all];
  }

  async #ask(request, urgent) {
    const enqueue = (resolve) => (urgent ? this.#queue.unshift(resolve) : this.#queue.push(resolve));
    const worker = this.#idle.pop() ?? (await new Promise(enqueue));
    try {
      const answer = await worker.ask(request);
      if (answer.error) throw new Error(answer.error);
      return answer;
    } finally {
      const next = this.#queue.shift();
      if (next) next(worker);
      else this.#idle.push(worker);
    }
  }

  /**
   * @param {object} request as paint/main.py takes it
   * @param {{urgent?: boolean}} [options] whether a challenge's clock is running
   * @returns {Promise<Shot[]>}
   */
  async draw(request, { urgent = false } = {}) {
    const { frames } = await this.#ask(request, urgent);
    const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
    return frames.map(({ t, track, key }) => ({ t_ms: t, track: bytes(track), key: bytes(key) }));
  }

  /** Small pictures. @param {{name: string, pictures: Uint8Array[]}[]} rows @returns {Promise<Buffer>} a JPEG */
  async sheet(rows) {
    const text = ({ name, pictures }) => ({
      name,
      pictures: pictures.map((jpeg) => Buffer.from(jpeg).toString("base64")),
    });
    const { sheet } = await this.#ask({ sheet: rows.map(text) });
    return Buffer.from(sheet, "base64");
  }

  close() {
    for (const { child } of this.#all) child.stdin.end();
  }
}
