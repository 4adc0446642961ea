// Somebody else does all the right moves: only the backend hears that it is another face.

import assert from "node:assert/strict";

import { MAN, WOMAN } from "../../cameras/people.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";

scenario("another person is refused", async (stand) => {
  const run = await stand.run({ camera: WOMAN.camera(), reference: MAN.photo(), session: WOMAN.session });
  await assertRefused(run, { backend: ["face_mismatch"], page: ["not_verified"] });
  assert.doesNotMatch(await run.visitor.words(), /match|other|reference|photo/i);
});
