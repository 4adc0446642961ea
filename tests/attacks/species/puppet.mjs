// A puppet made of one photo of the victim, which does whatever is asked for (paint/puppet.py).

import { EVERYBODY } from "../people.mjs";
import { eased, held, lens, sway, withMore } from "../scenes.mjs";

const CALM_MS = 1500;
const STEP_MS = 2200;
const REACTION_MS = 300;

/** Poses of the moves that are drawn by default, degrees and parts. */
const POSES = {
  "turn-left": { yaw: 24 },
  "turn-right": { yaw: -24 },
  "look-up": { pitch: 18 },
  "look-down": { pitch: -18 },
  "tilt-left": { roll: 18 },
  "tilt-right": { roll: -18 },
  "mouth-open": { mouth: 0.8 },
  "eyes-closed": { eyes: 1 },
  "brows-up": { brows: 1 },
};

/** How long it could go on, ms. */
const MOST_MS = 30_000;

/** What the puppet does over time: it sways, blinks, and goes to a pose after each prompt and back after it. */
class Acting {
  #still;
  #blink_ms;
  #more;
  #asked = [];

  constructor(random) {
    this.#still = { yaw: sway(random, 2), pitch: sway(random, 1.5), roll: sway(random, 1) };
    this.#blink_ms = random.between(300, 1200);
    this.#more = random.between(0.9, 1.15);
  }

  ask(moves, from_ms) {
    this.#asked.push({ goal: Object.assign({}, ...moves.map((move) => POSES[move])), from_ms });
  }

  at(t) {
    const pose = { eyes: Math.abs(t - this.#blink_ms) < 80 ? 0.9 : 0 };
    for (const [name, at] of Object.entries(this.#still)) pose[name] = at(t);
    for (const { goal, from_ms } of this.#asked) {
      const done = (eased(t, from_ms, 500) - eased(t, from_ms + STEP_MS, 500)) * this.#more;
      for (const [name, value] of Object.entries(goal)) pose[name] = (pose[name] ?? 0) + value * done;
    }
    return { pose: { ...pose, eyes: Math.min(1, pose.eyes) } };
  }
}

export default {
  id: "puppet",
  what: "a puppet made of one photo, bent and turned to order; the challenge is drawn",
  measured: true,
  expected: ["presentation_attack", "no_depth", "still_image", "face_mismatch"],
  async stage({ random, seed, draw }) {
    const victim = random.of(EVERYBODY);
    const acting = new Acting(random);
    const camera = lens(random);
    const photo = held(victim.clip, victim.portrait, MOST_MS);
    const scene = (from_ms, to_ms, n) => {
      const samples = photo.filter(({ t }) => t > from_ms && t <= to_ms);
      const puppet = { box: victim.face };
      return draw(
        { seed: seed + n, camera, puppet, samples: withMore(samples, (t) => acting.at(t)) },
        { urgent: n > 0 },
      );
    };
    const act = {
      shots: await scene(-1, CALM_MS, 0),
      calm: { at_ms: CALM_MS },
      // What it did since the step before is drawn while time passes, and is there when it is sent.
      async answer({ n, moves }, clock) {
        const from_ms = clock() + REACTION_MS;
        const until_ms = from_ms + STEP_MS;
        acting.ask(moves, from_ms);
        act.shots = [...act.shots, ...(await scene(act.shots.at(-1).t_ms, until_ms, n))];
        return { at_ms: Math.max(until_ms, clock()), upto_ms: until_ms };
      },
    };
    // It has no hands: where they are asked for, that alone refuses it.
    const avoid = random.chance(0.5) ? ["hands", "prop"] : [];
    return { victim, how: avoid.length > 0 ? "no hands asked for" : "as drawn", session: { avoid }, act };
  },
};
