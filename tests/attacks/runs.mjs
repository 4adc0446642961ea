// One run of a species: a site of its own, a reference, whatever is shown, and what the site's backend then sees.

import { randomUUID } from "node:crypto";

import { perform } from "./perform.mjs";
import { Random } from "./random.mjs";
import { PLAIN } from "./scenes.mjs";

/** A run that says nothing, because the machine was too slow, is made again so often. */
const TRIES = 3;

/**
 * @typedef {object} Run
 * @property {string} species
 * @property {number} run its number, which with the species gives its seed
 * @property {string} victim whose reference it was
 * @property {string} [actor] who was on the footage instead
 * @property {string} [how] the variant
 * @property {"passed" | "refused" | "spoiled"} outcome `spoiled`: says nothing, by `why`
 * @property {string[]} codes as the backend sees them
 * @property {boolean} expected whether one of the codes is one that the species is to be refused with
 * @property {string} [detail] scores
 */

export class Runs {
  #stage;
  #painter;
  #photos = new Map();
  #policy;

  /** @param {{stage: import("./stage.mjs").Stage, painter: import("./painter.mjs").Painter, policy?: string}} on */
  constructor({ stage, painter, policy }) {
    this.#stage = stage;
    this.#painter = painter;
    this.#policy = policy;
  }

  /** The photo that the site has of somebody. */
  #photo({ clip, reference }) {
    const samples = [{ t: 0, clip, at: reference }];
    if (!this.#photos.has(clip)) this.#photos.set(clip, this.#painter.draw({ seed: 0, camera: PLAIN, samples }));
    return this.#photos.get(clip).then(([{ key }]) => key);
  }

  /** @returns {Promise<Run>} */
  async make(species, run) {
    for (let n = 1; ; n++) {
      const made = await this.#once(species, run);
      if (made.outcome !== "spoiled" || n === TRIES) return made;
    }
  }

  async #once(species, run) {
    const name = `${species.id}/${run}`;
    const random = new Random(name);
    const seed = new Random(`${name}/pixels`).below(2 ** 31);
    const draw = (request, how) => this.#painter.draw({ seed, ...request }, how);
    const { victim, actor, how, before, session, act } = await species.stage({ random, seed, run, draw });
    const described = { species: species.id, run, victim: victim.name, actor: actor?.name, how };
    const site = await this.#stage.site();
    const photo = await this.#photo(victim);
    if (before) {
      const earlier = await this.#performed(site, photo, before);
      if (earlier.late) return { ...described, outcome: "spoiled", why: "slow", codes: [], expected: false };
      if (!earlier.verified) {
        // An attacker who has nothing that was let in has nothing to replay.
        return { ...described, outcome: "spoiled", why: earlier.codes.join(" "), codes: [], expected: false };
      }
      act.earlier = earlier.challenge;
    }
    const { late, verified, codes, detail } = await this.#performed(site, photo, { session, act });
    if (late) return { ...described, outcome: "spoiled", why: "slow", codes, expected: false };
    const expected = codes.some((code) => species.expected.includes(code));
    return { ...described, outcome: verified ? "passed" : "refused", codes, expected, detail };
  }

  async #performed({ url, backend }, photo, { session, act }) {
    const subject = randomUUID();
    const wanted = this.#policy ? { ...session, policy: this.#policy } : session;
    const opened = await backend.session(await backend.reference(photo, subject), { ...wanted, subject });
    const { door, late, challenge } = await perform(url, opened.secret, act);
    const seen = await backend.look(opened.id);
    const verified = seen.status === "verified";
    const codes = door ? [door] : (seen.challenges.at(-1)?.codes ?? []);
    return { late, challenge, verified, codes, detail: seen.result?.detail };
  }
}
