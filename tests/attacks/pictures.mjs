// What the attacks look like: some frames of one run of each species, in one small picture. Only of footage that may be
// published, which all of it is (tests/cameras/clips.json).

import { Random } from "./random.mjs";

const FRAMES = 6;

/** @param {import("./species/all.mjs").Species[]} species @param {import("./painter.mjs").Painter} painter */
export async function sheetOf(species, painter, run = 1) {
  const rows = species.map(async (one) => {
    const random = new Random(`${one.id}/${run}`);
    const draw = (request) => painter.draw({ seed: run, ...request });
    const { act } = await one.stage({ random, seed: run, run, draw });
    // A puppet waits for the prompt.
    if (one.id === "puppet") await act.answer({ n: 1, moves: ["turn-left", "mouth-open"] }, () => act.calm.at_ms);
    const { shots } = act;
    const end = shots.findLastIndex(({ t_ms }) => t_ms < 6000);
    const pictures = Array.from({ length: FRAMES }, (_, n) => shots[Math.round((end * n) / (FRAMES - 1))].key);
    return { name: one.id, pictures };
  });
  return painter.sheet(await Promise.all(rows));
}
