// Frames of an earlier challenge, sent as evidence of this one.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, PLAIN, played } from "../scenes.mjs";

export default {
  id: "other-challenge",
  what: "evidence of another challenge: its signed description, or its frames for the step with the move",
  expected: ["invalid_field", "seen_before", "track_cut"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST);
    const session = sessionOf(take.script, take.hold_ms);
    const samples = played(person.clip, take.from, take.ends.at(-1) + 600);
    const first = await draw({ camera: PLAIN, samples });
    const before = { session, act: atTimes(first, take.ends) };
    if (random.chance(0.3)) {
      const act = atTimes(first, take.ends);
      act.pack = (n, frames, page) => page.pack(n, frames, { meta: (meta) => ({ ...meta, challenge: act.earlier }) });
      return { victim: person, before, session, how: "description", act };
    }
    const now = await draw({ camera: lens(random), samples });
    const shots = now.map((shot, n) => (shot.t_ms <= take.ends[0] ? shot : first[n]));
    return { victim: person, before, session, how: "frames", act: atTimes(shots, take.ends) };
  },
};
