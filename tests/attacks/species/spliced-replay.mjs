// A live director who has the victim's earlier, honest runs on disk and cuts to the piece that the prompt asks for.

import { PEOPLE, sessionOf } from "../people.mjs";
import { oneTake } from "../perform.mjs";
import { black, inRow, lens, PLAIN, played } from "../scenes.mjs";

/** Which moves an earlier run holds, by who it is of. */
const SOURCES = [
  { person: PEOPLE.woman, take: PEOPLE.woman.honest[1], moves: ["smile", "tilt-right"] },
  { person: PEOPLE.driver, take: PEOPLE.driver.honest[0], moves: ["mouth-open", "tilt-right"] },
];
const STEP_MS = 1500;
const slower = (length_s) => Math.min(1, length_s / (STEP_MS / 1000));

export default {
  id: "spliced-replay",
  what: "pieces of earlier runs, cut to order by a live director: hard cuts, or behind a moment of black",
  expected: ["track_cut", "replayed", "frames_seen", "not_fresh"],
  async stage({ random, draw }) {
    const { person, take, moves } = random.of(SOURCES);
    const camera = random.chance(0.3) ? PLAIN : { ...lens(random), zoom: 1, dx: 0, dy: 0 };
    const [from, to] = person.library.calm;
    const calm_ms = (to - from) * 1000 - 100;
    const opening = await draw({ camera, samples: played(person.clip, from, calm_ms + 100 + 600) });
    const hidden_ms = random.chance(0.3) ? random.of([150, 300]) : 0;
    const pieces = {};
    for (const move of moves) {
      const [start, end] = person.library.moves[move];
      const samples = played(person.clip, start, STEP_MS + 600, { speed: slower(end - start) });
      pieces[move] = await draw({ camera, samples: inRow([black(hidden_ms), hidden_ms], [samples, 1e6]) });
    }
    const earlier = await draw({ camera: PLAIN, samples: played(person.clip, take.from, take.ends.at(-1) + 600) });
    const order = random.shuffled(moves).map((move) => [move]);
    return {
      victim: person,
      before: { session: sessionOf(take.script, take.hold_ms), act: oneTake(earlier, take.ends) },
      session: sessionOf(order, 400),
      act: {
        opening,
        calm_ms,
        answer: (step, clock) => ({ shots: pieces[step.moves[0]], until_ms: clock() + hidden_ms + STEP_MS }),
      },
    };
  },
};
