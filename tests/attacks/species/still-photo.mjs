// One photo held before the camera, or sent as it is.

import { EVERYBODY, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { held, lens, PLAIN } from "../scenes.mjs";

export default {
  id: "still-photo",
  what: "one photo, sent as it is or with a camera's noise",
  expected: ["still_image"],
  async stage({ random, draw }) {
    const victim = random.of(EVERYBODY);
    const { script, hold_ms } = random.of(victim.honest);
    const ends = [1500, ...script.map((_, n) => 3600 + 2100 * n)];
    const camera = random.chance(0.2) ? PLAIN : lens(random);
    const shots = await draw({ camera, samples: held(victim.clip, victim.portrait, ends.at(-1) + 600) });
    return { victim, session: sessionOf(script, hold_ms), act: atTimes(shots, ends) };
  },
};
