// A member's life over HTTP: joining, leaving, coming back.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { openStand, recoveryCodeIn } from "./support/browser.mjs";

let stand;
before(async () => (stand = await openStand()));
after(() => stand.close());

async function joined(name) {
  const browser = stand.browser();
  const answer = await browser.signUp(name);
  assert.equal(answer.location, "/welcome");
  const code = recoveryCodeIn((await browser.get("/welcome")).text);
  await browser.post("/logout");
  return { browser, code };
}

test("joins, sees the code once, logs out", async () => {
  const browser = stand.browser();
  assert.equal((await browser.signUp("Ada Lovelace")).status, 303);
  const reference = [...stand.verifier.references.values()].at(-1);
  assert.match(reference.subject, /^m_[0-9a-f]{24}$/);
  assert.equal(reference.file, "photo", "the file's own name stays here");
  assert.match(recoveryCodeIn((await browser.get("/welcome")).text), /^(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  assert.equal((await browser.get("/welcome")).status, 303, "the code is shown once");
  assert.match((await browser.get("/home")).text, /Ada Lovelace/);
  assert.equal((await browser.post("/logout")).location, "/");
  assert.equal((await browser.get("/home")).location, "/login");
});

test("comes back by a poze, with a new session id and the token's claims", async () => {
  const { browser } = await joined("Grace");
  const page = await browser.askForPoze("gRACE");
  assert.match(page.text, /<poze-widget session="cs_\d+" name="poze-token" required/);
  const asked = stand.verifier.sessions.at(-1);
  assert.equal(Buffer.from(asked.nonce, "base64url").length, 32);
  assert.ok(!page.text.includes(asked.nonce), "the nonce stays on the server");
  const before = browser.cookies.get("privacybook");
  const answer = await browser.post("/login/poze", { "poze-token": await stand.verifier.issue() });
  assert.equal(answer.location, "/home");
  assert.notEqual(browser.cookies.get("privacybook"), before);
  const home = (await browser.get("/home")).text;
  assert.match(home, /turn-left, then mouth-open/);
  assert.match(home, /urn:poze:basic:1/);
  const planted = stand.browser();
  planted.cookies.set("privacybook", before);
  assert.equal((await planted.get("/home")).location, "/login", "the id of before the login is worth nothing");
});

test("the cookie is out of reach of scripts and of other sites", async () => {
  const answer = await stand.browser().signUp("Cookie Monster");
  const cookie = answer.headers.getSetCookie().join();
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
});

test("a failed poze offers the recovery code, which works once", async () => {
  const { browser, code } = await joined("Edsger");
  await browser.askForPoze("Edsger");
  const refused = await browser.post("/login/poze", { "poze-token": "nonsense" });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /href="\/login\/recovery"/);
  assert.match((await browser.get("/login/recovery")).text, /value="Edsger"/);
  const typed = ` ${code.toLowerCase().replaceAll("-", " ")} `;
  assert.equal((await browser.post("/login/recovery", { name: "Edsger", code: "0".repeat(20) })).status, 403);
  assert.equal((await browser.post("/login/recovery", { name: "Edsger", code: typed })).location, "/welcome");
  assert.notEqual(recoveryCodeIn((await browser.get("/welcome")).text), code);
  assert.equal((await stand.browser().post("/login/recovery", { name: "Edsger", code })).status, 403);
});

test("leaving deletes the reference; the account stays when that fails", async () => {
  const browser = stand.browser();
  await browser.signUp("Alan");
  const [id] = [...stand.verifier.references.keys()].slice(-1);
  assert.equal((await browser.post("/account/delete")).status, 422);
  stand.verifier.fail["DELETE /v1/references/:id"] = [503, "busy"];
  assert.equal((await browser.post("/account/delete", { sure: "yes" })).status, 503);
  assert.equal((await browser.get("/home")).status, 200);
  delete stand.verifier.fail["DELETE /v1/references/:id"];
  assert.match((await browser.post("/account/delete", { sure: "yes" })).text, /Goodbye/);
  assert.ok(!stand.verifier.references.has(id));
  assert.equal((await browser.get("/home")).location, "/login");
  assert.equal((await browser.post("/login", { name: "Alan" })).status, 404);
  assert.equal((await browser.signUp("Alan")).status, 303, "the name is free again");
});

test("why a poze failed is in the log as soon as the member goes on", async () => {
  const { browser } = await joined("Frances");
  await browser.askForPoze("Frances");
  stand.verifier.challenges = [{ codes: ["move_not_done"] }, { codes: ["face_mismatch", "move_not_done"] }];
  await browser.get("/login/recovery");
  while (!stand.log.at(-1).startsWith("last")) await new Promise((resolve) => setTimeout(resolve, 5));
  stand.verifier.challenges = [];
  assert.equal(stand.log.at(-1), "last poze failed: move_not_done, face_mismatch");
});

test("moves that are hard for somebody are left out of the session", async () => {
  const { browser } = await joined("Donald");
  await browser.post("/login", { name: "Donald", avoid: "head" });
  await browser.get("/login/poze");
  assert.deepEqual(stand.verifier.sessions.at(-1).avoid, ["head"]);
});

test("nobody logs in under an invented or unknown name", async () => {
  const browser = stand.browser();
  assert.equal((await browser.post("/login", { name: "Ines Aldana" })).status, 404);
  assert.equal((await browser.post("/login", { name: "Nobody" })).status, 404);
  assert.equal((await browser.get("/login/poze")).location, "/login");
  assert.equal((await browser.post("/login/recovery", { name: "Ines Aldana", code: "" })).status, 403);
});

test("says what to do when the face check is closed or away", async () => {
  const { browser } = await joined("Niklaus");
  for (const [status, code, shown, words] of [
    [429, "locked", 429, /half an hour/],
    [503, "busy", 503, /busy/],
    [401, "unauthorized", 502, /our fault/],
    [404, "not_found", 502, /our fault/],
  ]) {
    stand.verifier.fail["POST /v1/sessions"] = [status, code];
    const page = await browser.askForPoze("Niklaus");
    assert.equal(page.status, shown, code);
    assert.match(page.text, words);
    assert.match(page.text, /href="\/login\/recovery"/);
  }
  delete stand.verifier.fail["POST /v1/sessions"];
});

test("logs facts, never people", async () => {
  const { browser } = await joined("Radia Perlman");
  await browser.askForPoze("Radia Perlman");
  await browser.post("/login/poze", { "poze-token": await stand.verifier.issue() });
  assert.equal(stand.log.at(-1), "login by poze");
  const subject = stand.verifier.sessions.at(-1).subject;
  assert.ok(!/Radia|Perlman/.test(stand.log.join("\n")) && !stand.log.join("\n").includes(subject));
});
