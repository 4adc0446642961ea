// A puppet made of one photo of the victim, which does whatever is asked for (paint/puppet.py). The challenge is drawn.

import { EVERYBODY } from "../people.mjs";
import { eased, held, lens, sway, withMore } from "../scenes.mjs";

const CALM_MS = 1500;
const STEP_MS = 2300;
/** Drawing the next move takes a while: so long the puppet goes on. */
const WAITING_MS = 5000;

/** Poses, degrees and parts. */
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

/** A pose that a living puppet takes: it sways, blinks, and goes to `moves` after a moment. */
function acting(random, moves) {
  const [yaw, pitch, roll] = [sway(random, 2), sway(random, 1.5), sway(random, 1)];
  const blink = random.between(300, 1200);
  const goal = Object.assign({}, ...moves.map((move) => POSES[move]));
  const more = random.between(0.9, 1.15);
  return (t) => {
    const done = eased(t, 300, 450) * more;
    const pose = { yaw: yaw(t), pitch: pitch(t), roll: roll(t), eyes: Math.abs(t - blink) < 80 ? 0.9 : 0 };
    for (const [name, value] of Object.entries(goal)) pose[name] = (pose[name] ?? 0) + value * done;
    return { pose: { ...pose, eyes: Math.min(1, pose.eyes) } };
  };
}

export default {
  id: "puppet",
  what: "a puppet made of one photo, moved to order: the challenge is drawn, not scripted",
  measured: true,
  expected: ["presentation_attack", "flat_face", "still_image", "face_mismatch"],
  async stage({ random, draw, seed }) {
    const victim = random.of(EVERYBODY);
    const camera = lens(random);
    const scene = (ms, moves) =>
      draw({
        seed,
        camera,
        puppet: { box: victim.face },
        samples: withMore(held(victim.clip, victim.portrait, ms), acting(random, moves)),
      });
    const opening = await scene(CALM_MS + WAITING_MS, []);
    return {
      victim,
      session: {},
      act: {
        opening,
        calm_ms: CALM_MS,
        answer: async ({ moves }, clock) => {
          const shots = await scene(STEP_MS + WAITING_MS, moves);
          return { shots, until_ms: clock() + STEP_MS };
        },
      },
    };
  },
};
