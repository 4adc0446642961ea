// Nobody's attack: the right person does the right moves. What is refused here counts towards BPCER.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, PLAIN, played } from "../scenes.mjs";

const honest = (id, what, camera) => ({
  id,
  what,
  honest: true,
  expected: [],
  async stage({ random, draw, run }) {
    const { person, take } = HONEST[run % HONEST.length];
    const samples = played(person.clip, take.from, take.ends.at(-1) + 600);
    const shots = await draw({ camera: camera(random), samples });
    return { victim: person, session: sessionOf(take.script, take.hold_ms), act: atTimes(shots, take.ends) };
  },
});

export const asTaken = honest("honest", "honest takes as they were filmed", () => PLAIN);
export const varied = honest("honest-varied", "the same takes in other light, size, place and noise", lens);
