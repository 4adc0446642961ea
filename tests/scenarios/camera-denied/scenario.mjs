// The visitor says no to the camera.

import assert from "node:assert/strict";

import { MAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("a denied camera costs nothing and can be tried again", async (stand) => {
  const { visitor, end, seen } = await stand.run({ camera: null, reference: MAN.photo(), session: MAN.session });
  assert.deepEqual([end.type, end.code, end.retryable], ["poze-error", "camera_denied", true], visitor.story());
  assert.equal(await visitor.formToken(), null);
  assert.match(await visitor.words(), /camera/i);
  await visitor.button("retry").waitFor();
  assert.deepEqual([seen.status, seen.challenges], ["open", []]);
});
