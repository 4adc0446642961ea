// A photo on paper, moved before the camera as if it were a head: turned, raised, tilted as the prompt asks.

import { EVERYBODY, sessionOf } from "../people.mjs";
import { eased, held, lens, sway, withMore } from "../scenes.mjs";

const CALM_MS = 1500;
const STEP_MS = 2400;

/** How a card is turned to look like a move, degrees; what only a face can do is left at a nudge. */
const TURNS = {
  "turn-left": { yaw: 32 },
  "turn-right": { yaw: -32 },
  "look-up": { pitch: 26 },
  "look-down": { pitch: -26 },
  "tilt-left": { roll: 20 },
  "tilt-right": { roll: -20 },
};
const SCRIPTS = [...Object.keys(TURNS), "mouth-open", "eyes-closed", "brows-up"];

/** Where the card is at `t` ms after the prompt. */
function place(random, turn) {
  const [x, y] = [sway(random, 0.02), sway(random, 0.02)];
  const [yaw, pitch, roll] = [sway(random, 4), sway(random, 3), sway(random, 2)];
  const scale = random.between(0.85, 1.15);
  const more = random.between(0.8, 1.3);
  return (t) => {
    const done = eased(t, 250, 500) * more;
    return {
      place: {
        x: x(t),
        y: y(t),
        scale,
        yaw: yaw(t) + (turn?.yaw ?? 0) * done,
        pitch: pitch(t) + (turn?.pitch ?? 0) * done,
        roll: roll(t) + (turn?.roll ?? 0) * done,
      },
    };
  };
}

export default {
  id: "printed-photo",
  what: "a photo on paper, swung by hand in answer to the prompts",
  measured: true,
  expected: ["still_image", "presentation_attack", "flat_face"],
  async stage({ random, draw, seed }) {
    const victim = random.of(EVERYBODY);
    const moves = random.shuffled(SCRIPTS).slice(0, 2);
    const card = { ink: random.next(), crop: victim.crop };
    const camera = lens(random);
    const scene = (ms, turn) =>
      draw({ seed, camera, card, samples: withMore(held(victim.clip, victim.portrait, ms), place(random, turn)) });
    const opening = await scene(CALM_MS + 900);
    const answers = {};
    for (const move of moves) answers[move] = await scene(STEP_MS + 900, TURNS[move]);
    return {
      victim,
      session: sessionOf(moves.map((move) => [move])),
      act: {
        opening,
        calm_ms: CALM_MS,
        answer: ({ moves: [move] }, clock) => ({ shots: answers[move], until_ms: clock() + STEP_MS }),
      },
    };
  },
};
