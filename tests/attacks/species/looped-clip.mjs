// A short clip, again and again, that shows the calm look and the move.

import { PEOPLE, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, looped } from "../scenes.mjs";

/** Pieces that hold both, seconds of the clip, with the move. */
const PIECES = [
  { person: PEOPLE.man, from: 0, to: 2.3, move: "smile" },
  { person: PEOPLE.woman, from: 8.4, to: 10.6, move: "smile" },
  { person: PEOPLE.woman, from: 8.2, to: 11, move: "smile" },
  { person: PEOPLE.driver, from: 1.0, to: 3.3, move: "tilt-right" },
];

export default {
  id: "looped-clip",
  what: "a piece of two or three seconds in a loop, forwards or there and back",
  expected: ["still_image", "track_cut"],
  async stage({ random, draw }) {
    const { person, from, to, move } = random.of(PIECES);
    const back = random.chance(0.5);
    const round_ms = (to - from) * 1000 * (back ? 2 : 1);
    // Once through for the look, once for the move, and on: 1.2 s later than the piece that comes again.
    const ends = [round_ms + 300, 2 * round_ms + 1300];
    const shots = await draw({ camera: lens(random), samples: looped(person.clip, from, to, ends[1] + 600, { back }) });
    return { victim: person, session: sessionOf([[move]], 400), act: atTimes(shots, ends) };
  },
};
