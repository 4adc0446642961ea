// A take that stops: once the move is shown, or before it, the picture stands still.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { held, inRow, lens, played } from "../scenes.mjs";

/** No living head was seen to stand still for so long. */
const FROZEN_MS = 1900;

export default {
  id: "frozen-frame",
  what: "a take whose picture freezes for two seconds and more",
  expected: ["still_image"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST);
    const end = take.ends.at(-1);
    // At the end of the move, or anywhere: what follows is then late, and the moves with it.
    const at = random.chance(0.6) ? end : random.between(take.ends[0], end);
    const frozen = FROZEN_MS + random.below(800);
    const samples = inRow(
      [played(person.clip, take.from, at), at],
      [held(person.clip, take.from + at / 1000, frozen), frozen],
      [played(person.clip, take.from + at / 1000, end - at + 600)],
    );
    const shots = await draw({ camera: lens(random), samples });
    const ends = take.ends.map((ms) => (ms >= at ? ms + frozen : ms));
    return { victim: person, session: sessionOf(take.script, take.hold_ms), act: atTimes(shots, ends) };
  },
};
