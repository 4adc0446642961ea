// A client_secret that somebody else got hold of: it is bound to the browser that used it first.

import assert from "node:assert/strict";

import { camera, take } from "../../cameras/cameras.mjs";
import { WOMAN } from "../../cameras/people.mjs";
import { HeadlessPage } from "../harness/headless.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("another browser cannot use the secret", async (stand) => {
  const session = await stand.backend.session(await stand.backend.reference(WOMAN.photo()), WOMAN.session);
  const owner = await stand.visitor(WOMAN.camera(), stand.pages.inline(session.secret));
  await owner.begin();
  await owner.step(1);

  const program = await HeadlessPage.of(stand.url, session.secret);
  const refused = await program.open();
  assert.deepEqual([refused.status, refused.body.code], [403, "session_bound"]);
  assert.equal((await stand.backend.look(session.id)).last_error, "session_bound");

  // The owner is not disturbed.
  const end = await owner.end();
  const seen = await stand.backend.look(session.id);
  assert.equal(end.type, "poze-verified", `${owner.story()}\n${seen.result?.detail}`);
  assert.equal(seen.challenges.length, 1, "the thief has not used up a try");
});

scenario("the thief's page says that the session is in use", async (stand) => {
  const session = await stand.backend.session(await stand.backend.reference(WOMAN.photo()), WOMAN.session);
  const owner = await HeadlessPage.of(stand.url, session.secret);
  await owner.open();
  const thief = await stand.visitor(camera(take("nobody", 0, 3.5)), stand.pages.inline(session.secret));
  await thief.begin();
  const end = await thief.end();
  assert.deepEqual([end.type, end.code, end.retryable], ["poze-error", "session_bound", false], thief.story());
  assert.equal(await thief.camerasOn(), 0);
  assert.equal((await stand.backend.look(session.id)).last_error, "session_bound");
});
