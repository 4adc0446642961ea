// Two people before one camera: one does everything right, the other is beside them.

import assert from "node:assert/strict";

import { beside, camera, frames, take } from "../../cameras/cameras.mjs";
import { WOMAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("two people are refused, and the page is told", async (stand) => {
  const footage = frames([beside(take("woman", 7, 12), take("man", 0, 2.4, { speed: 0.48 }))]);
  const { verdict, seen } = await stand.take({ ...WOMAN.honest(), footage, ends: [1500, 4600] });
  assert.deepEqual([verdict.verified, verdict.codes], [false, ["multiple_faces"]], seen.result.detail);
  assert.deepEqual(seen.challenges[0].codes, ["multiple_faces"], seen.result.detail);
});

scenario("the widget asks for one person, and the shutter does not help", async (stand) => {
  const { visitor, end, seen } = await stand.run({
    camera: camera(beside(take("woman", 6, 18), take("man", 0, 2.4, { speed: 0.2 }))),
    reference: WOMAN.photo(),
    session: WOMAN.session,
    act: async (visitor) => {
      await visitor.until(({ hint }) => hint === "multiple-faces", "hint that there are two");
      for (const n of [0, 1]) await visitor.pressShutter(n);
    },
  });
  assert.equal(end.phase, "failed", visitor.story());
  // By the time of the shutter she is no longer calm, so there may be more to say: but this comes first.
  assert.equal(seen.challenges[0].codes[0], "multiple_faces", seen.result.detail);
  assert.equal((await visitor.verdict()).verified, false);
  assert.equal(await visitor.formToken(), null);
});
