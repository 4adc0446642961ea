// A challenge past its deadline, in the browser and for whoever sends a step regardless.

import assert from "node:assert/strict";

import { camera, take } from "../../cameras/cameras.mjs";
import { MAN } from "../../cameras/people.mjs";
import { evidence } from "../harness/headless.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("the widget says that the time is over", async (stand) => {
  const { visitor, end, seen } = await stand.run({
    camera: camera(take("nobody", 0, 3.5)),
    reference: MAN.photo(),
    session: { script: [["smile"]], timing: { deadline_ms: 2000 } },
  });
  assert.deepEqual([end.type, end.code, end.retryable], ["poze-error", "challenge_expired", true], visitor.story());
  assert.equal(await visitor.camerasOn(), 0);
  assert.equal(await visitor.formToken(), null);
  assert.equal(seen.status, "open"); // there are tries left
});

scenario("a step after the deadline is refused", async (stand) => {
  const timing = { deadline_ms: 800, hold_ms: 300 };
  const { id, page } = await stand.headless(MAN.photo(), { ...MAN.session, timing });
  const calm = evidence(MAN.footage(), -1, 620);
  const { body: challenge } = await page.open();
  const step = page.pack(0, calm);
  await page.reach(challenge.remaining_ms + 100);
  const late = await page.send(step);
  assert.deepEqual([late.status, late.body.code, late.body.retryable], [410, "challenge_expired", true]);
  const seen = await stand.backend.look(id);
  assert.equal(seen.last_error, "challenge_expired");
  // Trying again is a new challenge.
  const again = await page.open();
  assert.deepEqual([again.status, again.body.challenges_left], [201, challenge.challenges_left - 1]);
});
