// The right person looks calmly; another one does a step.

import { EVERYBODY, HONEST, sessionOf } from "../people.mjs";
import { faded, lens, played } from "../scenes.mjs";

export default {
  id: "swap-in",
  what: "another person for the step with the move only: a cut, or a blend over some frames",
  expected: ["track_cut", "face_mismatch"],
  async stage({ random, draw }) {
    const { person: actor, take } = random.of(HONEST.filter(({ take }) => take.script.length === 1));
    const victim = random.of(EVERYBODY.filter((other) => other !== actor));
    const camera = lens(random);
    const [from, to] = victim.library.calm;
    const calm_ms = Math.max(620, (to - from) * 1000 - 100);
    const opening = await draw({ camera, samples: played(victim.clip, from, calm_ms + 700) });
    const step_ms = take.ends[1] - take.ends[0];
    const samples = played(actor.clip, take.from + take.ends[0] / 1000, step_ms + 600);
    const shots = await draw({ camera, samples: faded(samples, { clip: victim.clip, at: to }, random.below(4)) });
    return {
      victim,
      actor,
      session: sessionOf(take.script, take.hold_ms ?? 400),
      act: { opening, calm_ms, answer: (_, clock) => ({ shots, until_ms: clock() + step_ms }) },
    };
  },
};
