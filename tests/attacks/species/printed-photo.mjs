// A photo on paper, moved before the camera as if it were a head: turned, raised, tilted as the prompt asks.

import { EVERYBODY, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { eased, held, lens, sway, withMore } from "../scenes.mjs";

const CALM_MS = 1500;
const STEP_MS = 2300;
const REACTION_MS = 300;

/** How a card is turned to look like a move, degrees; what only a face can do is left out. */
const TURNS = {
  "turn-left": { yaw: 32 },
  "turn-right": { yaw: -32 },
  "look-up": { pitch: 26 },
  "look-down": { pitch: -26 },
  "tilt-left": { roll: 20 },
  "tilt-right": { roll: -20 },
};
const ALL = [...Object.keys(TURNS), "mouth-open", "eyes-closed", "brows-up"];

/** Where the card is at a time: it sways in the hand, and goes to each turn after its prompt and back after it. */
function places(random, moves) {
  const [x, y] = [sway(random, 0.015), sway(random, 0.015)];
  const sways = { yaw: sway(random, 3), pitch: sway(random, 2.5), roll: sway(random, 1.5) };
  const scale = random.between(0.85, 1.15);
  const more = random.between(0.8, 1.3);
  return (t) => {
    const done = moves.map((_, n) => {
      const from = CALM_MS + n * STEP_MS + REACTION_MS;
      return eased(t, from, 600) - eased(t, from + STEP_MS, 600);
    });
    const angle = (name) => moves.reduce((sum, move, n) => sum + (TURNS[move]?.[name] ?? 0) * more * done[n], 0);
    const angles = Object.entries(sways).map(([name, at]) => [name, at(t) + angle(name)]);
    return { place: { x: x(t), y: y(t), scale, ...Object.fromEntries(angles) } };
  };
}

export default {
  id: "printed-photo",
  what: "a photo on paper, swung by hand in answer to the prompts",
  measured: true,
  expected: ["still_image", "presentation_attack", "no_depth"],
  async stage({ random, draw }) {
    const victim = random.of(EVERYBODY);
    // Most attackers with a photo hope for moves of the head; here they often get them.
    const moves = random.chance(0.5)
      ? random.shuffled(Object.keys(TURNS)).slice(0, 2)
      : random.shuffled(ALL).slice(0, 2);
    const ends = [CALM_MS, CALM_MS + STEP_MS, CALM_MS + 2 * STEP_MS];
    const samples = withMore(held(victim.clip, victim.portrait, ends[2] + 400), places(random, moves));
    const card = { ink: random.next(), crop: victim.crop };
    const shots = await draw({ camera: lens(random), card, samples });
    return { victim, session: sessionOf(moves.map((move) => [move])), act: atTimes(shots, ends) };
  },
};
