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
    // It does not depend on what is asked for: half of the challenges are drawn.
    const { script, hold_ms } = random.of(victim.honest);
    const session = random.chance(0.5) ? {} : sessionOf(script, hold_ms);
    const ends = [1500, 3600, 5700];
    const camera = random.chance(0.2) ? PLAIN : lens(random);
    const shots = await draw({ camera, samples: held(victim.clip, victim.portrait, ends.at(-1) + 600) });
    return { victim, session, act: atTimes(shots, ends) };
  },
};
