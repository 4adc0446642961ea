// The visitor stops in the middle, or the page goes on without them: the camera is off at once.

import assert from "node:assert/strict";

import { WOMAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

async function inTheMiddle(stand) {
  const session = await stand.backend.session(await stand.backend.reference(WOMAN.photo()), WOMAN.session);
  const visitor = await stand.visitor(WOMAN.camera(), stand.pages.inline(session.secret));
  await visitor.begin();
  await visitor.step(1);
  assert.equal(await visitor.camerasOn(), 1);
  return { session, visitor };
}

const isIdle = ({ phase }, i, all) => phase === "idle" && all.slice(0, i).some((before) => before.phase === "step");

scenario("cancelling turns the camera off and leads back to the start", async (stand) => {
  const { session, visitor } = await inTheMiddle(stand);
  await visitor.button("cancel").click();
  await visitor.until(isIdle, "start again");
  await visitor.button("start").waitFor();
  assert.equal(await visitor.camerasOn(), 0);
  assert.equal(await visitor.formToken(), null);
  const seen = await stand.backend.look(session.id);
  assert.deepEqual([seen.status, seen.result], ["open", null]);
});

scenario("an element that is taken out of the page turns the camera off", async (stand) => {
  const { visitor } = await inTheMiddle(stand);
  await visitor.page.evaluate(() => document.querySelector("poze-widget").remove());
  assert.equal(await visitor.camerasOn(), 0);
});

scenario("a session that the backend cancels ends the run", async (stand) => {
  const { session, visitor } = await inTheMiddle(stand);
  const cancelled = await stand.backend.call("POST", `/v1/sessions/${session.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body.status], [200, "cancelled"]);
  const end = await visitor.end();
  assert.deepEqual([end.type, end.code, end.retryable], ["poze-error", "session_ended", false], visitor.story());
  assert.equal(await visitor.camerasOn(), 0);
  assert.equal(await visitor.formToken(), null);
});
