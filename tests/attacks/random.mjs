// Randomness from a seed, so that every run can be run again.

import { createHash } from "node:crypto";

/** @param {string} seed any text */
export class Random {
  #seed;
  #count = 0;

  constructor(seed) {
    this.#seed = seed;
  }

  /** 0 to below 1. */
  next() {
    const digest = createHash("sha256").update(`${this.#seed}/${this.#count++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  }

  between(low, high) {
    return low + (high - low) * this.next();
  }

  /** A whole number below `n`. */
  below(n) {
    return Math.floor(this.next() * n);
  }

  of(list) {
    return list[this.below(list.length)];
  }

  /** In another order. */
  shuffled(list) {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0]);
  }

  /** Whether, so often. */
  chance(part) {
    return this.next() < part;
  }
}
