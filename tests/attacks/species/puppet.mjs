// A puppet made of one photo of the victim, which does whatever is asked for (paint/puppet.py).

import { EVERYBODY, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
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

const FACE = ["mouth-open", "eyes-closed", "brows-up"];
const TURNS = ["turn-left", "turn-right", "look-up", "look-down"];

/** The pose at a time: the puppet sways, blinks, and goes to each pose after its prompt and back after it. */
function acting(random, moves) {
  const still = { yaw: sway(random, 2), pitch: sway(random, 1.5), roll: sway(random, 1) };
  const blink = random.between(300, 1200);
  const more = random.between(0.9, 1.15);
  return (t) => {
    const pose = { eyes: Math.abs(t - blink) < 80 ? 0.9 : 0 };
    for (const [name, at] of Object.entries(still)) pose[name] = at(t);
    for (const [n, move] of moves.entries()) {
      const from = CALM_MS + n * STEP_MS + REACTION_MS;
      const done = (eased(t, from, 500) - eased(t, from + STEP_MS, 500)) * more;
      for (const [name, value] of Object.entries(POSES[move])) pose[name] = (pose[name] ?? 0) + value * done;
    }
    return { pose: { ...pose, eyes: Math.min(1, pose.eyes) } };
  };
}

export default {
  id: "puppet",
  what: "a puppet made of one photo, bent and turned to order; asked for as is drawn by default",
  measured: true,
  expected: ["presentation_attack", "flat_face", "still_image", "face_mismatch"],
  async stage({ random, draw }) {
    const victim = random.of(EVERYBODY);
    // As the draw has it: a turn of the head, and something that deforms the face.
    const moves = random.shuffled([random.of(TURNS), random.of(FACE)]);
    const ends = [CALM_MS, CALM_MS + STEP_MS, CALM_MS + 2 * STEP_MS];
    const samples = withMore(held(victim.clip, victim.portrait, ends[2] + 400), acting(random, moves));
    const shots = await draw({ camera: lens(random), puppet: { box: victim.face }, samples });
    return { victim, session: sessionOf(moves.map((move) => [move])), act: atTimes(shots, ends) };
  },
};
