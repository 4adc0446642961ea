// An attacker who has filmed the victim beforehand, doing each move once, and blends from clip to clip as prompts come.

import { PEOPLE, sessionOf } from "../people.mjs";
import { faded, lens, played } from "../scenes.mjs";

const STEP_MS = 1800;

export default {
  id: "clip-library",
  what: "a clip for each move of one person, never shown before, blended over some frames in answer to the prompts",
  measured: true,
  expected: ["track_cut", "still_image"],
  async stage({ random, draw }) {
    const victim = random.of([PEOPLE.woman, PEOPLE.driver]);
    const { calm, moves } = victim.library;
    const asked = random.shuffled(Object.keys(moves)).slice(0, 2);
    const camera = lens(random);
    const count = random.below(5);
    const calm_ms = (calm[1] - calm[0]) * 1000 - 100;
    const opening = await draw({ camera, samples: played(victim.clip, calm[0], calm_ms + 700) });
    const answers = {};
    let before = { clip: victim.clip, at: calm[1] };
    for (const move of asked) {
      const [from, to] = moves[move];
      const speed = Math.min(1, (to - from) / (STEP_MS / 1000));
      const samples = played(victim.clip, from, STEP_MS + 600, { speed });
      answers[move] = await draw({ camera, samples: faded(samples, before, count) });
      before = { clip: victim.clip, at: to };
    }
    return {
      victim,
      session: sessionOf(asked.map((move) => [move]), 400),
      act: {
        opening,
        calm_ms,
        answer: (step, clock) => ({ shots: answers[step.moves[0]], until_ms: clock() + STEP_MS }),
      },
    };
  },
};
