// Two clips for one take: cut together beforehand, and switched while the camera runs.

import assert from "node:assert/strict";

import { black, camera, frames, take } from "../../cameras/cameras.mjs";
import { WOMAN } from "../../cameras/people.mjs";
import { directedCamera } from "../harness/director.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";

const SPLICES = {
  "of two people": [take("woman", 7, 8.6), take("man", 0.9, 2.4)],
  "of two moments of one person": [take("woman", 7, 8.6), take("woman", 12.4, 13.9)],
};

for (const [what, parts] of Object.entries(SPLICES)) {
  scenario(`a splice ${what} is refused, and the page is not told why`, async (stand) => {
    const take = { ...WOMAN.honest(), footage: frames(parts), ends: [1500, 3000] };
    const { verdict, seen } = await stand.take(take);
    assert.deepEqual([verdict.verified, verdict.codes], [false, ["not_verified"]], seen.result.detail);
    assert.equal(seen.challenges[0].codes[0], "track_cut", seen.result.detail);
  });
}

const CUT_MS = 1600;
const hidden = (seconds) => frames([take("woman", 7, 8.6), black(seconds), take("woman", 12.4, 13.9)]);
const HIDDEN = {
  "behind a moment of black": { footage: hidden(0.3), ends: [1500, 3300] },
  "behind half a second of black": { footage: hidden(0.45), ends: [1500, 3400] },
  "by a time that makes room for it": {
    footage: hidden(0).map((frame) => (frame.t_ms < CUT_MS ? frame : { ...frame, t_ms: frame.t_ms + 230 })),
    ends: [1500, 3200],
  },
};

for (const [how, take] of Object.entries(HIDDEN)) {
  scenario(`a splice that is hidden ${how} is refused`, async (stand) => {
    const { verdict, seen } = await stand.take({ ...WOMAN.honest(), ...take });
    assert.deepEqual([verdict.verified, verdict.codes], [false, ["not_verified"]], seen.result.detail);
    assert.equal(seen.challenges[0].codes[0], "track_cut", seen.result.detail);
  });
}

scenario("a scene that is switched to answer the prompt is refused", async (stand) => {
  const slow = { speed: 0.75 };
  const calm = camera(take("woman", 6, 9.3, slow));
  const smiling = camera(take("woman", 12.3, 15.6, slow));
  const director = directedCamera(calm);
  stand.defer(director.close);
  const run = await stand.run({
    camera: director.camera,
    reference: WOMAN.photo(),
    session: WOMAN.session,
    act: async (visitor) => {
      await visitor.step(1);
      director.show(smiling);
    },
  });
  await assertRefused(run, { backend: ["track_cut"], page: ["not_verified"] });
});

scenario("the same person without a cut is let in", async (stand) => {
  const { verdict, seen } = await stand.take(WOMAN.honest());
  assert.equal(verdict.verified, true, seen.result.detail);
});
