// An honest take with the right moves, in another order than they were asked for.

import { PEOPLE, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, played } from "../scenes.mjs";

/** The moves as they are shown; they are asked for the other way round. */
const TAKES = [
  { person: PEOPLE.woman, from: 7.4, ends: [1600, 3700, 10400], shown: ["smile", "tilt-right"] },
  { person: PEOPLE.woman, from: 7.3, ends: [1700, 8600, 10600], shown: ["turn-left", "tilt-right"] },
  { person: PEOPLE.driver, from: 0, ends: [1500, 2450, 3350], shown: ["brows-up", "tilt-right"] },
];

export default {
  id: "wrong-order",
  what: "an honest take of the right moves in the wrong order",
  expected: ["move_not_done"],
  async stage({ random, draw }) {
    const { person, from, ends, shown } = random.of(TAKES);
    const shots = await draw({ camera: lens(random), samples: played(person.clip, from, ends.at(-1) + 600) });
    const script = [...shown].reverse().map((move) => [move]);
    return { victim: person, session: sessionOf(script, 400), act: atTimes(shots, ends) };
  },
};
