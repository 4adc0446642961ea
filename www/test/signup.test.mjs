// What a sign-up does not take, and what the member reads then.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { openStand } from "./support/browser.mjs";

let stand;
before(async () => (stand = await openStand()));
after(() => stand.close());

const PHOTO_CODES = {
  reference_no_face: [422, /No face can be seen/],
  reference_multiple_faces: [422, /only you/],
  reference_too_small: [422, /Come closer/],
  reference_blurred: [422, /blurred/],
  reference_too_dark: [422, /too dark/],
  reference_too_bright: [422, /too bright/],
  reference_turned: [422, /straight into the camera/],
  reference_covered: [422, /all of your face/],
  image_type: [422, /JPEG, PNG or WebP/],
  image_damaged: [422, /damaged/],
  image_too_large: [422, /12 megapixels/],
  image_too_small: [422, /too small/],
  busy: [503, /try again in a minute/],
  rate_limited: [503, /wait a minute/],
  unauthorized: [502, /our fault/],
  a_code_of_tomorrow: [502, /our fault/],
};

test("every refusal of a photo says what to do, keeps the typed name, and leaves no member behind", async () => {
  const browser = stand.browser();
  for (const [code, [status, words]] of Object.entries(PHOTO_CODES)) {
    stand.verifier.fail["POST /v1/references"] = [422, code];
    const answer = await browser.signUp("Katherine");
    assert.equal(answer.status, status, code);
    assert.match(answer.text, words);
    assert.match(answer.text, /value="Katherine"/);
    assert.match(stand.log.at(-1), new RegExp(`^sign-up refused: ${code} `));
  }
  delete stand.verifier.fail["POST /v1/references"];
  assert.equal((await browser.signUp("Katherine")).status, 303);
});

test("a verifier that is away is no fault of the photo", async () => {
  const away = await openStand();
  await away.verifier.close();
  const answer = await away.browser().signUp("Annie");
  await away.site.close();
  assert.equal(answer.status, 503);
  assert.match(answer.text, /does not answer/);
});

test("names: too short, too long, taken whatever the case, or made of other things", async () => {
  for (const [name, status] of [
    ["x", 422],
    ["x".repeat(41), 422],
    ["<script>alert(1)</script>", 422],
    ["Ada\u202eecarG", 422],
    ["ines ALDANA", 409],
    ["Ｉnes Aldana", 409],
    [`a${"\u0301".repeat(30)}`, 422],
    [`Ze${"\u0335".repeat(4)}d`, 422],
    ["Ödön O’Neill-山田 3", 303],
    ["श्रीनिवास", 303],
    ["Nguyễn Thị Ngọc", 303],
    ["น้ำผึ้ง", 303],
    ["בְּרֵאשִׁ֖ית", 303],
  ]) {
    assert.equal((await stand.browser().signUp(name)).status, status, name);
  }
});

test("photo and agreement are needed, and nothing is sent on without them", async () => {
  const calls = stand.verifier.calls.length;
  for (const options of [{ photo: null }, { photo: new Blob([]) }, { agree: "" }]) {
    assert.equal((await stand.browser().signUp("Margaret", options)).status, 422);
  }
  assert.equal(stand.verifier.calls.length, calls);
});

test("a photo of 12 MB goes through, a larger one and an endless form do not", async () => {
  const browser = stand.browser();
  const limit = 12 * 1024 * 1024;
  assert.equal((await browser.signUp("Large", { photo: new Blob([new Uint8Array(limit)]) })).status, 303);
  assert.equal([...stand.verifier.references.values()].at(-1).bytes, limit);
  const larger = await stand.browser().signUp("Larger", { photo: new Blob([new Uint8Array(limit + 1)]) });
  assert.equal(larger.status, 413);
  assert.match(larger.text, /larger than 12 MB/);
  const largest = await stand.browser().signUp("O'Largest", { photo: new Blob([new Uint8Array(2 * limit)]) });
  assert.equal(largest.status, 413);
  assert.match(largest.text, /id="photo-problem"[^>]*>This photo is larger than 12 MB/);
  assert.match(largest.text, /value="O&#39;Largest"/, "the typed name is kept");
  const endless = await stand.browser().signUp("x".repeat(2 * limit));
  assert.equal(endless.status, 413);
  assert.match(endless.text, /name="name"[^>]* value=""/);
  assert.equal((await stand.browser().post("/login", { name: "x".repeat(20_000) })).status, 413);
});

test("a body without a length is counted as it comes", async () => {
  const browser = stand.browser();
  const chunk = new Uint8Array(1024 * 1024);
  let sent = 0;
  const body = new ReadableStream({
    pull: (controller) => (sent++ < 40 ? controller.enqueue(chunk) : controller.close()),
  });
  const headers = { origin: browser.url, "content-type": "multipart/form-data; boundary=x" };
  const answer = await browser.ask("/signup", { method: "POST", body, duplex: "half", headers }).catch(() => null);
  assert.ok(answer === null || answer.status === 413);
  assert.ok(sent < 40, "it stopped listening");
});

test("broken forms are answered, not crashed on", async () => {
  const browser = stand.browser();
  for (const [type, body] of [
    ["multipart/form-data; boundary=x", "--x\r\nnonsense"],
    ["multipart/form-data", "no boundary"],
    ["application/json", "{}"],
  ]) {
    const answer = await browser.ask("/signup", {
      method: "POST",
      body,
      headers: { origin: browser.url, "content-type": type },
    });
    assert.equal(answer.status, 400, type);
  }
  assert.equal((await browser.get("/")).status, 200);
});
