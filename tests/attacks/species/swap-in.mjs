// The right person looks calmly; another one does a step.

import { EVERYBODY, HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { faded, inRow, lens, played } from "../scenes.mjs";

const REACTION_MS = 150;

export default {
  id: "swap-in",
  what: "another person for the step with the move only: a cut, or a blend over some frames",
  expected: ["track_cut", "face_mismatch"],
  async stage({ random, draw }) {
    const { person: actor, take } = random.of(HONEST.filter(({ take }) => take.script.length === 1));
    const victim = random.of(EVERYBODY.filter((other) => other !== actor));
    const [from, to] = victim.library.calm;
    const calm_ms = Math.max(620, (to - from) * 1000 - 100);
    const step_ms = take.ends[1] - take.ends[0];
    const count = random.below(4);
    const begin = take.from + take.ends[0] / 1000;
    const samples = inRow(
      [played(victim.clip, from, calm_ms + REACTION_MS), calm_ms + REACTION_MS],
      [faded(played(actor.clip, begin, step_ms), { clip: victim.clip, at: to }, count)],
    );
    const shots = await draw({ camera: lens(random), samples });
    const session = sessionOf(take.script, take.hold_ms ?? 400);
    return { victim, actor, how: `${count} blended`, session, act: atTimes(shots, [calm_ms, calm_ms + step_ms]) };
  },
};
