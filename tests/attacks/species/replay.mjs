// A whole earlier run, which was honest and let in, sent again: the same challenge happens to come up.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, PLAIN, played } from "../scenes.mjs";

export default {
  id: "replay",
  what: "a whole earlier run again, as it was or filmed through another lens",
  expected: ["seen_before"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST);
    const session = sessionOf(take.script, take.hold_ms);
    const samples = played(person.clip, take.from, take.ends.at(-1) + 600);
    const first = await draw({ camera: PLAIN, samples });
    const again = random.chance(0.3) ? first : await draw({ camera: recoded(random), samples });
    return {
      victim: person,
      before: { session, act: atTimes(first, take.ends) },
      session,
      act: atTimes(again, take.ends),
    };
  },
};

/** What remains of a recording that somebody makes look new: the same picture, other bytes. */
function recoded(random) {
  const { gain, gamma, warmth, noise, track_quality, key_quality } = lens(random);
  return { gain, gamma, warmth, noise, track_quality, key_quality, zoom: random.between(1, 1.03) };
}
