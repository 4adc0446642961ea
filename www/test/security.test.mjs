// What holds for every page: forms from elsewhere, escaping, headers, files.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { ConfigError, readConfig } from "../src/config.mjs";
import { Sessions } from "../src/sessions.mjs";
import { openStand } from "./support/browser.mjs";

const widgetFolder = mkdtempSync(join(tmpdir(), "privacybook-"));
writeFileSync(join(widgetFolder, "poze.js"), "export {};");
writeFileSync(join(widgetFolder, "poze_sdk.wasm"), "wasm");
writeFileSync(join(widgetFolder, ".secret"), "secret");

let stand;
before(async () => (stand = await openStand({ app: { widgetFolder } })));
after(async () => {
  await stand.close();
  rmSync(widgetFolder, { recursive: true });
});

const POSTS = [
  "/signup",
  "/login",
  "/login/poze",
  "/login/recovery",
  "/logout",
  "/posts",
  "/account/code",
  "/account/delete",
];

test("a form of another site, or of nowhere, changes nothing", async () => {
  const browser = stand.browser();
  await browser.signUp("Sophie");
  for (const path of POSTS) {
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}]) {
      const answer = await browser.post(path, { sure: "yes", text: "spam", name: "Sophie" }, headers);
      assert.equal(answer.status, 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
  const home = await browser.get("/home");
  assert.equal(home.status, 200);
  assert.ok(!home.text.includes("spam"));
});

test("what members write is text", async () => {
  const browser = stand.browser();
  await browser.signUp("O'Hara");
  const nasty = `<script>alert(1)</script> "><img src=x onerror=alert(2)> & ${"${7*7}"}`;
  await browser.post("/posts", { text: nasty });
  const home = (await browser.get("/home")).text;
  assert.ok(!home.includes("<script>alert") && !home.includes("<img src=x"));
  assert.match(home, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &quot;&gt;&lt;img/);
  for (const page of [
    await browser.post("/posts", { text: nasty.repeat(10) }),
    await stand.browser().signUp(nasty),
    await stand.browser().post("/login", { name: nasty }),
    await stand.browser().post("/login/recovery", { name: nasty, code: nasty }),
  ]) {
    assert.ok(!/<script>alert|<img src=x|value="[^"]*"><img/.test(page.text));
    assert.match(page.text, /&lt;script&gt;/);
  }
});

test("claims of a token are text as well", async () => {
  const browser = stand.browser();
  await browser.signUp("Emmy");
  await browser.post("/logout");
  await browser.askForPoze("Emmy");
  const token = await stand.verifier.issue({ claims: { acr: "</pre><script>alert(1)</script>" } });
  await browser.post("/login/poze", { "poze-token": token });
  assert.ok(!(await browser.get("/home")).text.includes("<script>alert"));
});

test("every page is strict about what may run, and is not kept", async () => {
  const browser = stand.browser();
  for (const path of ["/", "/signup", "/login", "/privacy", "/nothing", "/login/recovery"]) {
    const { headers, text } = await browser.get(path);
    const policy = headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
    assert.match(policy, /style-src 'self';/);
    assert.match(policy, new RegExp(`connect-src 'self' ${stand.verifier.url};`));
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes("unsafe-inline"));
    assert.equal(headers.get("permissions-policy"), "camera=(self), microphone=(), geolocation=()");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.ok(!/<script(?![^>]*src=)|<[^>]*\s(?:style|on[a-z]+)=|<style/.test(text), `nothing inline on ${path}`);
  }
});

test("the widget's files have their types, and are asked for again only when they changed", async () => {
  const browser = stand.browser();
  const script = await browser.get("/poze/poze.js");
  assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal((await browser.get("/poze/poze_sdk.wasm")).headers.get("content-type"), "application/wasm");
  const headers = { "if-none-match": script.headers.get("etag") };
  assert.equal((await browser.ask("/poze/poze.js", { headers })).status, 304);
  assert.equal((await browser.ask("/poze/poze.js", { method: "HEAD" })).headers.get("content-length"), "10");
});

test("nothing outside of the two folders is a file", async () => {
  for (const path of [
    "/poze/.secret",
    "/poze/%2e%2e/app.mjs",
    "/static/..%2fapp.mjs",
    "/static/",
    "/static/%00",
    "/static/nothing.css",
  ]) {
    assert.equal((await stand.browser().get(path)).status, 404, path);
  }
});

test("in a frame of the verifier, only its scripts and its frame are let in", async () => {
  const framed = await openStand({ app: { widget: "frame" } });
  const browser = framed.browser();
  await browser.signUp("Frida");
  await browser.post("/logout");
  const page = await browser.askForPoze("Frida");
  await framed.close();
  assert.ok(page.text.includes(`src="${framed.verifier.url}/widget/poze.js"`));
  const policy = page.headers.get("content-security-policy");
  assert.match(policy, new RegExp(`script-src 'self' ${framed.verifier.url};`));
  assert.match(page.headers.get("permissions-policy"), new RegExp(`camera=\\(self "${framed.verifier.url}"\\)`));
});

test("behind a proxy with https the cookie is bound to the host, and forms come from there", async () => {
  const secure = await openStand({ app: { origin: "https://privacybook.example" } });
  const browser = secure.browser();
  const ask = (origin) => browser.post("/login/recovery", { name: "x", code: "y" }, { origin });
  assert.equal((await ask(browser.url)).status, 403);
  assert.match((await ask("https://privacybook.example")).text, /do not belong together/);
  const form = new FormData();
  form.set("name", "Secure");
  form.set("agree", "yes");
  form.set("photo", new Blob(["jpeg"]), "x");
  const answer = await browser.post("/signup", form, { origin: "https://privacybook.example" });
  await secure.close();
  assert.match(answer.headers.getSetCookie().join(), /^__Host-privacybook=.*; Secure/);
});

test("browser sessions end, and cannot fill the memory", () => {
  let now = 0;
  const sessions = new Sessions({ ttlMs: 1000, now: () => now });
  const id = sessions.start({ member: "m_1" });
  assert.equal(sessions.find(id).member, "m_1");
  now = 1000;
  assert.equal(sessions.find(id), null);
  const first = sessions.start();
  for (let count = 0; count < 10_000; count++) sessions.start();
  assert.equal(sessions.find(first), null);
});

test("the environment is checked, and each message names the key", () => {
  const good = { POZE_URL: "http://127.0.0.1:8787/", POZE_SECRET_KEY: "sk_x", POZE_SITE: "site_x" };
  assert.equal(readConfig(good).poze.url, "http://127.0.0.1:8787");
  assert.equal(readConfig(good).port, 8788);
  assert.throws(() => readConfig({}), /POZE_URL[^]*POZE_SECRET_KEY[^]*POZE_SITE/);
  for (const [key, value] of [
    ["POZE_URL", "ftp://x"],
    ["PORT", "x"],
    ["ORIGIN", "here"],
    ["POZE_WIDGET", "popup"],
  ]) {
    assert.throws(
      () => readConfig({ ...good, [key]: value }),
      (error) => error instanceof ConfigError && error.message.includes(key),
    );
  }
});
