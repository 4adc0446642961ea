// The right take, but it was ready before the prompt: the answer comes faster than anybody reacts.

import { HONEST, sessionOf } from "../people.mjs";
import { lens, played } from "../scenes.mjs";

export default {
  id: "too-fast",
  what: "an answer that was ready before the prompt: at once, or dated ahead of the clock",
  expected: ["timing_implausible", "frames_invalid"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST.filter(({ take }) => take.script.length === 1));
    const [look_ms, end_ms] = take.ends;
    const shots = await draw({ camera: lens(random), samples: played(person.clip, take.from, end_ms + 600) });
    const ahead = random.chance(0.3);
    const delay_ms = random.below(150);
    const act = {
      shots,
      // Late enough that all frames of the move are taken before its prompt, or at once, with dates to come.
      calm: { at_ms: ahead ? look_ms : end_ms, upto_ms: look_ms },
      answer: (_, clock) => ({ at_ms: clock() + delay_ms, upto_ms: end_ms }),
    };
    return {
      victim: person,
      session: sessionOf(take.script, take.hold_ms),
      how: ahead ? "ahead of the clock" : "at once",
      act,
    };
  },
};
