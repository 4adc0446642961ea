// An attacker who has filmed the victim beforehand, doing each move once, and blends from clip to clip as prompts come.

import { PEOPLE, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { faded, inRow, lens, played, stretched } from "../scenes.mjs";

const STEP_MS = 2000;
const REACTION_MS = 150;

export default {
  id: "clip-library",
  what: "a clip for each move of one person, never shown before, blended over up to four frames as prompts come",
  measured: true,
  expected: ["track_cut", "still_image"],
  async stage({ random, draw }) {
    const victim = random.of([PEOPLE.woman, PEOPLE.driver]);
    const { calm, moves } = victim.library;
    const asked = random.shuffled(Object.keys(moves)).slice(0, 2);
    const count = random.below(5);
    const calm_ms = (calm[1] - calm[0]) * 1000 - 100;
    const parts = [[played(victim.clip, calm[0], calm_ms + REACTION_MS), calm_ms + REACTION_MS]];
    for (const move of asked) {
      const before = parts.at(-1)[0].at(-1);
      parts.push([faded(stretched(victim.clip, moves[move], STEP_MS), before, count), STEP_MS]);
    }
    const ends = [calm_ms, calm_ms + STEP_MS, calm_ms + 2 * STEP_MS];
    const shots = await draw({ camera: lens(random), samples: inRow(...parts) });
    return {
      victim,
      how: `${count} blended`,
      session: sessionOf(
        asked.map((move) => [move]),
        400,
      ),
      act: atTimes(shots, ends),
    };
  },
};
