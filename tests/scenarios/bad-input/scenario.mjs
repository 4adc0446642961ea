// What strangers send: each gets a 4xx with a code, nothing is kept, the verifier goes on.

import assert from "node:assert/strict";

import { MAN } from "../../cameras/people.mjs";
import { evidence, HeadlessPage } from "../harness/headless.mjs";
import { scenario } from "../harness/stand.mjs";
import { badPictures } from "./pictures.mjs";
import { badCalls } from "./calls.mjs";

const [CALM] = MAN.ends;

/** The one shape of errors; a 5xx or anything else fails. */
function assertRefusal(name, { status, body }, code) {
  const codes = [code].flat();
  assert.ok(status >= 400 && status < 500, `${name}: ${status} ${JSON.stringify(body)}`);
  assert.ok(codes.includes(body.code), `${name}: ${body.code}, not ${codes.join(" or ")}`);
  assert.deepEqual(Object.keys(body).sort(), ["code", "message", "request_id", "retryable"], name);
}

async function assertStillWell(stand) {
  assert.equal((await fetch(`${stand.url}/healthz`)).status, 200);
  const { verdict, seen } = await stand.take(MAN.honest());
  assert.equal(verdict.verified, true, seen.result.detail);
  assert.doesNotMatch(stand.verifier.log(), /panic/i);
}

scenario("pictures that are none, as references", async (stand) => {
  for (const { name, bytes, code } of badPictures(MAN.photo())) {
    assertRefusal(name, await stand.backend.sendReference(bytes, "nobody"), code);
  }
  const kept = await stand.backend.call("GET", "/v1/references?subject=nobody");
  assert.deepEqual(kept.body, { references: [] });
  await assertStillWell(stand);
});

scenario("pictures that are none, as frames of a step", async (stand) => {
  const { page } = await stand.headless(MAN.photo(), MAN.session);
  const good = evidence(MAN.footage(), -1, CALM);
  await page.open();
  await page.reach(CALM);
  for (const kind of ["key", "track"]) {
    const at = good.findIndex((frame) => frame.kind === kind);
    for (const { name, bytes, code } of badPictures(good[at].bytes)) {
      const frames = good.with(at, { ...good[at], bytes });
      assertRefusal(`${name} as a ${kind} frame`, await page.send(page.pack(0, frames)), code);
    }
  }
  const taken = await page.send(page.pack(0, good));
  assert.equal(taken.status, 200, "none of them has taken the step");
  await assertStillWell(stand);
});

scenario("calls that are none", async (stand) => {
  const reference = await stand.backend.reference(MAN.photo());
  const opened = await stand.backend.session(reference, MAN.session);
  const page = await HeadlessPage.of(stand.url, opened.secret);
  await page.open();
  const step = page.pack(0, evidence(MAN.footage(), -1, CALM));
  const signature = await page.sign(step.signed);
  const [{ secretKey: key }] = stand.verifier.sites;
  const known = { url: stand.url, key, opened, challenge: page.challenge.id, signature };
  for (const { name, code, send } of badCalls(known)) {
    const answer = await send().catch((error) => assert.fail(`${name} got no answer: ${error.cause ?? error}`));
    const text = await answer.text();
    assertRefusal(name, { status: answer.status, body: JSON.parse(text) }, code);
  }
  await assertStillWell(stand);
});
