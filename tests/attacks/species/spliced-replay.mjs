// A live director who has the victim's earlier, honest runs on disk and cuts to the piece that the prompt asks for.

import { PEOPLE, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { black, inRow, lens, PLAIN, played, stretched } from "../scenes.mjs";

/** Which moves an earlier run holds, by who it is of. */
const SOURCES = [
  { person: PEOPLE.woman, take: PEOPLE.woman.honest[1], moves: ["smile", "tilt-right"] },
  { person: PEOPLE.driver, take: PEOPLE.driver.honest[1], moves: ["mouth-open", "tilt-right"] },
];
const STEP_MS = 1800;
const REACTION_MS = 150;

export default {
  id: "spliced-replay",
  what: "pieces of earlier runs, cut to order by a live director: hard cuts, or behind a moment of black",
  expected: ["track_cut", "seen_before"],
  async stage({ random, draw }) {
    const { person, take, moves } = random.of(SOURCES);
    const asked = random.shuffled(moves);
    const { calm, moves: pieces } = person.library;
    const hidden_ms = random.chance(0.3) ? random.of([150, 300]) : 0;
    const calm_ms = (calm[1] - calm[0]) * 1000 - 100;
    const step_ms = hidden_ms + STEP_MS;
    const parts = asked.flatMap((move) => [
      [black(hidden_ms), hidden_ms],
      [stretched(person.clip, pieces[move], STEP_MS), STEP_MS],
    ]);
    const samples = inRow([played(person.clip, calm[0], calm_ms + REACTION_MS), calm_ms + REACTION_MS], ...parts);
    const camera = random.chance(0.3) ? PLAIN : { ...lens(random), zoom: 1, dx: 0, dy: 0 };
    const shots = await draw({ camera, samples });
    const earlier = await draw({ camera: PLAIN, samples: played(person.clip, take.from, take.ends.at(-1) + 600) });
    return {
      victim: person,
      how: hidden_ms > 0 ? "black between" : "hard cut",
      before: { session: sessionOf(take.script, take.hold_ms), act: atTimes(earlier, take.ends) },
      session: sessionOf(
        asked.map((move) => [move]),
        400,
      ),
      act: atTimes(shots, [calm_ms, calm_ms + step_ms, calm_ms + 2 * step_ms]),
    };
  },
};
