// Verifiers that are really running. Every run gets a site of its own, so that it meets a store that knows nothing of
// the runs before it; whoever wants to be known makes two runs on one site.

import { Backend } from "../scenarios/harness/backend.mjs";
import { startVerifier } from "../setup/verifier.mjs";

/** Of one process; a fresh one is started when they are used up. */
const SITES = 250;

export class Stage {
  #current = null;
  #opening = null;
  #all = [];
  #left = [];

  /** @param {{args?: string[]}} [options] more arguments of `poze serve` */
  constructor({ args = [] } = {}) {
    this.args = args;
  }

  /** @returns {Promise<{url: string, backend: Backend}>} a site that nobody has used */
  async site() {
    while (this.#left.length === 0) {
      this.#opening ??= this.#open();
      await this.#opening;
    }
    return { url: this.#current.url, backend: new Backend(this.#current.url, this.#left.pop()) };
  }

  async #open() {
    this.#current = await startVerifier({ sites: SITES, args: this.args, env: { RUST_LOG: "warn" } });
    this.#all.push(this.#current);
    this.#left = [...this.#current.sites];
    this.#opening = null;
  }

  async close() {
    await Promise.all(this.#all.map((verifier) => verifier.stop()));
  }
}
