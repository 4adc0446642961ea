// <poze-widget> in a page that has its own copy of the files.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { onPage, openStand } from "./stand.mjs";

let stand;
before(async () => (stand = await openStand()));
after(() => stand.close());

const scenario = (name, act, options) => test(name, () => onPage(stand, stand.inline, act, options));
const press = (page, ...names) => names.reduce((last, name) => last.then(() => page.click(`[data-poze=${name}]`)), Promise.resolve());
const verified = (page) => page.waitForFunction(() => globalThis.widget.getToken() !== null);
const last = (page, type) => page.evaluate((wanted) => globalThis.heard.findLast((event) => event.type === wanted), type);

scenario("nothing but the loader is fetched before start is pressed", async (page) => {
  await page.waitForTimeout(200);
  assert.deepEqual(stand.asked.filter((name) => name !== ""), ["poze.js"]);
});

scenario("start, consent, token: in the event, the property and the form", async (page) => {
  await press(page, "start", "agree");
  await verified(page);
  assert.equal((await last(page, "verified")).token, "token of secret");
  assert.equal(await page.evaluate(() => new FormData(document.getElementById("form")).get("poze-token")), "token of secret");
  const phases = await page.evaluate(() => globalThis.heard.filter(({ type }) => type === "state").map(({ phase }) => phase));
  assert.deepEqual([...new Set(phases)], ["consent", "loading", "camera"]);
  assert.ok(!stand.asked.some((name) => name.includes("secret")));
});

scenario("two elements share one download and one module", async (page) => {
  await page.evaluate(async () => {
    const { mount } = await import("/widget/poze.js");
    globalThis.second = mount("body", { session: "other", onVerified: ({ token }) => (globalThis.secondToken = token) });
  });
  for (const name of ["start", "agree"]) {
    for (const n of [0, 1]) await page.locator("poze-widget").nth(n).locator(`[data-poze=${name}]`).click();
  }
  await page.waitForFunction(() => globalThis.secondToken === "token of other");
  await verified(page);
  assert.equal(new Set(stand.asked).size, stand.asked.length, stand.asked.join());
  assert.equal(await page.evaluate(() => globalThis.inits), 1);
});

scenario("an element that is taken out of the page stops", async (page) => {
  await press(page, "start", "agree");
  await verified(page);
  assert.equal(await page.evaluate(() => (globalThis.widget.remove(), globalThis.widgets[0].stops)), 1);
});

scenario("an element that is taken out while loading never begins", async (page) => {
  stand.slow = true;
  await press(page, "start", "agree");
  await page.evaluate(() => globalThis.widget.remove());
  await page.waitForTimeout(800);
  assert.equal(await page.evaluate(() => globalThis.widgets), undefined);
});

scenario("a reset of the form stops and forgets; the same session is not asked for consent again", async (page) => {
  await press(page, "start", "agree");
  await verified(page);
  await page.evaluate(() => document.getElementById("form").reset());
  assert.deepEqual(await page.evaluate(() => [globalThis.widget.value, globalThis.widgets[0].stops]), ["", 1]);
  await press(page, "start");
  await verified(page);
});

scenario("a new session forgets the old one's token and asks for consent", async (page) => {
  await press(page, "start", "agree");
  await verified(page);
  assert.equal(await page.evaluate(() => ((globalThis.widget.session = "next"), globalThis.widget.getToken())), null);
  await press(page, "start", "agree");
  await verified(page);
  assert.equal((await last(page, "verified")).token, "token of next");
});

scenario(
  "a required element makes the form invalid until there is a token, under the name of its own",
  async (page) => {
    const valid = () => page.evaluate(() => [document.getElementById("form").checkValidity(), globalThis.widget.validationMessage]);
    assert.deepEqual(await valid(), [false, "Please complete the face check."]);
    await press(page, "start", "agree");
    await verified(page);
    assert.deepEqual(await valid(), [true, ""]);
    assert.equal(await page.evaluate(() => new FormData(document.getElementById("form")).get("face")), "token of s");
  },
  { attributes: 'session="s" required name="face"' },
);

scenario(
  "a token that has expired is gone, and the page hears of it",
  async (page) => {
    await press(page, "start", "agree");
    await page.waitForFunction(() => globalThis.heard.some(({ type }) => type === "expired"));
    const state = () => [globalThis.widget.value, globalThis.widget.checkValidity()];
    assert.deepEqual(await page.evaluate(state), ["", false]);
    await page.getByText("Your check has expired").waitFor();
  },
  { attributes: 'session="short" required' },
);

scenario(
  "without a session nothing starts",
  async (page) => {
    await press(page, "start");
    await page.waitForSelector("[data-poze=close]");
    assert.equal((await last(page, "error")).code, "bad_configuration");
    assert.deepEqual(stand.asked.filter((name) => name.endsWith("tflite")), []);
  },
  { attributes: 'sitekey="pk_1"' },
);

scenario(
  "what Rust throws is shown with its own code",
  async (page) => {
    await press(page, "start", "agree");
    await page.waitForSelector("[data-poze=retry]");
    assert.deepEqual(await last(page, "error"), { type: "error", code: "camera_denied", message: "no", retryable: true });
    assert.equal(await page.evaluate(() => globalThis.widgets[0].stops), 1);
  },
  { attributes: 'session="error"' },
);

scenario("a missing file is an error that can be tried again", async (page) => {
  stand.missing = /landmarks/;
  await press(page, "start", "agree");
  await page.waitForSelector("[data-poze=retry]");
  assert.equal((await last(page, "error")).code, "network");
  stand.missing = null;
  await press(page, "retry");
  await verified(page);
});

scenario("a visitor who does not agree is back at the start", async (page) => {
  await press(page, "start", "cancel");
  await page.waitForSelector("[data-poze=start]");
  assert.equal((await last(page, "state")).phase, "idle");
});

scenario("a disabled element cannot be started", async (page) => {
  await page.evaluate(() => globalThis.widget.setAttribute("disabled", ""));
  assert.equal(await page.locator("[data-poze=start]").isDisabled(), true);
  await page.evaluate(() => globalThis.widget.start());
  await page.waitForSelector("[data-poze=start]");
});

scenario("it is used by keyboard, and the focus follows", async (page) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-poze=agree]");
  const focused = () => globalThis.widget.shadowRoot.activeElement?.textContent;
  assert.equal(await page.evaluate(focused), "Before the camera opens");
});
