// <poze-widget> in a page of another origin than the verifier: the check runs in the verifier's frame.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { onPage, openStand } from "./stand.mjs";

let stand;
before(async () => (stand = await openStand()));
after(() => stand.close());

const scenario = (name, act, options) => test(name, () => onPage(stand, stand.frame, act, options));
const inFrame = (page, name) => page.frameLocator("iframe").locator(`[data-poze=${name}]`);
const token = (page) => page.waitForFunction(() => globalThis.widget.getToken() !== null);
const frameIsThere = (page) => page.evaluate(() => globalThis.widget.shadowRoot.querySelector("iframe") !== null);

scenario("the token reaches the page, the embedding origin reaches the verifier's side", async (page) => {
  await page.click("[data-poze=start]");
  await inFrame(page, "agree").click();
  await token(page);
  assert.equal(await page.evaluate(() => new FormData(document.getElementById("form")).get("poze-token")), "token of secret");
  const frame = page.frames().find((one) => one.url().endsWith("frame.html"));
  const options = await frame.evaluate(() => {
    const { parentOrigin, api, clientSecret } = globalThis.widgets[0].options;
    return { parentOrigin, api, clientSecret };
  });
  const api = new URL(frame.url()).origin;
  assert.deepEqual(options, { parentOrigin: new URL(stand.frame).origin, api, clientSecret: "secret" });
  assert.ok(!stand.asked.some((name) => name.includes("secret")));
});

scenario("the frame is as high as what it shows", async (page) => {
  await page.click("[data-poze=start]");
  await inFrame(page, "agree").waitFor();
  await page.waitForFunction(() => globalThis.widget.shadowRoot.querySelector("iframe").clientHeight > 300);
});

scenario("a visitor who does not agree is back at the start, without the frame", async (page) => {
  await page.click("[data-poze=start]");
  await inFrame(page, "cancel").click();
  await page.waitForSelector("[data-poze=start]");
  assert.equal(await frameIsThere(page), false);
});

scenario("a reset takes the frame, and with it the camera, away", async (page) => {
  await page.click("[data-poze=start]");
  await inFrame(page, "agree").click();
  await token(page);
  await page.evaluate(() => globalThis.widget.reset());
  assert.equal(await frameIsThere(page), false);
  assert.equal(await page.evaluate(() => globalThis.widget.value), "");
});

scenario("a hello from elsewhere does not get the secret", async (page) => {
  await page.evaluate(() => {
    globalThis.messages = [];
    addEventListener("message", ({ data }) => globalThis.messages.push(data));
  });
  await page.click("[data-poze=start]");
  await page.evaluate(() => postMessage({ type: "poze-hello", version: 1 }, "*"));
  await inFrame(page, "agree").waitFor();
  const messages = await page.evaluate(() => JSON.stringify(globalThis.messages));
  assert.match(messages, /poze-hello/);
  assert.doesNotMatch(messages, /secret/);
});

test("a page that is not one of the site's is told so", async () => {
  const act = async (page) => {
    await page.click("[data-poze=start]");
    await page.waitForSelector("[data-poze=close]");
    assert.equal(await page.evaluate(() => globalThis.heard.findLast(({ type }) => type === "error").code), "origin_not_allowed");
  };
  await onPage(stand, stand.stranger, act, { allow: /frame-ancestors/ });
});
