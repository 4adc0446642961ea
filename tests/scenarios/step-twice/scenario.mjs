// A step that is sent again: the same bytes get the same answer, other bytes are refused and change nothing.

import assert from "node:assert/strict";

import { MAN } from "../../cameras/people.mjs";
import { evidence } from "../harness/headless.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("a step is taken once", async (stand) => {
  const { id, page } = await stand.headless(MAN.photo(), MAN.session);
  const footage = MAN.footage();
  const [calm, move] = MAN.ends;
  await page.open();
  let answer;
  for (const [n, from, end] of [
    [0, -1, calm],
    [1, calm, move],
  ]) {
    await page.reach(end);
    const step = page.pack(n, evidence(footage, from, end));
    const other = page.pack(n, evidence(footage, from, end).slice(1));
    answer = await page.send(step);
    assert.equal(answer.status, 200, answer.text);
    const again = await page.send(step);
    assert.deepEqual([again.status, again.text], [200, answer.text], "the same bytes");
    const taken = await page.send(other);
    assert.deepEqual([taken.status, taken.body.code], [409, "step_taken"], "other bytes");
    assert.equal((await stand.backend.look(id)).last_error, "step_taken");
  }
  assert.equal(answer.body.verdict.verified, true);
  assert.equal((await stand.backend.look(id)).status, "verified");
});
