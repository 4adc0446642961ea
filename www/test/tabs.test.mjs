// Several tabs of one browser that log in, each with a session of its own.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { addPending, takePending } from "../src/pending.mjs";
import { openStand } from "./support/browser.mjs";

let stand;
before(async () => (stand = await openStand()));
after(() => stand.close());

async function joined(name) {
  const browser = stand.browser();
  assert.equal((await browser.signUp(name)).status, 303);
  await browser.post("/logout");
  return browser;
}

/** A tab with the page of the poze, and the token that it will send. */
async function openTab(browser, name) {
  await browser.askForPoze(name);
  return stand.verifier.issue();
}

const send = (browser, token) => browser.post("/login/poze", { "poze-token": token });

test("a second tab does not spoil the first", async () => {
  const browser = await joined("Barbara");
  const first = await openTab(browser, "Barbara");
  await openTab(browser, "Barbara");
  assert.equal((await send(browser, first)).location, "/home");
  assert.match((await browser.get("/home")).text, /Poze says it was you/);
});

test("the tab that is slower ends at home as well, and changes nothing", async () => {
  const browser = await joined("Shafi");
  const [first, second] = [await openTab(browser, "Shafi"), await openTab(browser, "Shafi")];
  assert.equal((await send(browser, second)).location, "/home");
  const session = browser.cookies.get("privacybook");
  assert.equal((await send(browser, first)).location, "/home");
  assert.equal(browser.cookies.get("privacybook"), session);
  assert.ok(!stand.verifier.redeemed.has(first));
});

test("a tab of another member does not pass for the one who is in", async () => {
  const browser = await joined("Whitfield");
  await stand.browser().signUp("Martin");
  const whitfield = await openTab(browser, "Whitfield");
  assert.equal((await send(browser, await openTab(browser, "Martin"))).location, "/home");
  assert.equal((await send(browser, whitfield)).status, 403);
  assert.equal(stand.log.at(-1), "login refused: nonce");
  assert.match((await browser.get("/home")).text, /id="member-name">Martin</);
});

test("nor does a forged token for the one who is in", async () => {
  const browser = await joined("Leonard");
  const token = await openTab(browser, "Leonard");
  await send(browser, token);
  assert.equal((await send(browser, `${token.slice(0, -8)}AAAAAAAA`)).status, 403);
});

test("a forged token takes nothing from a tab, a genuine one its only try", async () => {
  const browser = await joined("Ronald");
  const used = await openTab(browser, "Ronald");
  const strange = await stand.verifier.issue({ claims: { action: "Delete the account" } });
  assert.equal((await send(browser, strange)).status, 403);
  assert.equal(stand.log.at(-1), "login refused: action");
  assert.equal((await send(browser, used)).status, 403);
  assert.equal(stand.log.at(-1), "login refused: nonce");
  const token = await openTab(browser, "Ronald");
  assert.equal((await send(browser, `${token.slice(0, -8)}AAAAAAAA`)).status, 403);
  assert.equal((await send(browser, token)).location, "/home");
});

/** A browser session, as far as it is needed here. */
function visit() {
  const data = {};
  return { data, get: (key) => data[key] ?? null, set: (key, value) => (data[key] = value) };
}
const expected = (nonce) => ({ nonce, sub: "m_1", action: "act" });

test("the oldest of six is forgotten, and each is given out once", () => {
  const session = visit();
  assert.equal(takePending(session, "a"), null);
  assert.deepEqual(session.data, {}, "nothing is begun for somebody who asked for nothing");
  for (const nonce of "abcdef") addPending(session, expected(nonce));
  assert.equal(takePending(session, "a"), null);
  assert.equal(takePending(session, undefined), null);
  for (const nonce of "fbdce") assert.equal(takePending(session, nonce).sub, "m_1");
  for (const nonce of "bcdef") assert.equal(takePending(session, nonce), null);
});

test("what nobody comes back for ends", () => {
  const session = visit();
  const minutes = (count) => count * 60_000;
  addPending(session, expected("a"), 0);
  addPending(session, expected("b"), minutes(10));
  assert.equal(takePending(session, "a", minutes(20)), null);
  assert.equal(takePending(session, "b", minutes(20)).nonce, "b");
  addPending(session, expected("c"), minutes(40));
  assert.deepEqual(session.data.pending.map(({ nonce }) => nonce), ["c"]);
});
