// Somebody else does the right moves, honestly.

import { EVERYBODY, HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, played } from "../scenes.mjs";

export default {
  id: "another-person",
  what: "another person throughout, doing the right moves",
  expected: ["face_mismatch"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST);
    const victim = random.of(EVERYBODY.filter((other) => other !== person));
    const shots = await draw({ camera: lens(random), samples: played(person.clip, take.from, take.ends.at(-1) + 600) });
    return { victim, actor: person, session: sessionOf(take.script, take.hold_ms), act: atTimes(shots, take.ends) };
  },
};
