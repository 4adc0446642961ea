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
  stand.slow = 1500;
  await press(page, "start", "agree");
  await page.evaluate(() => globalThis.widget.remove());
  await page.waitForTimeout(1800);
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

scenario("a file that is not there is a mistake of the page", async (page) => {
  stand.missing = /poze_sdk\.js|lang/;
  await press(page, "start", "agree");
  await page.waitForSelector("[data-poze=close]");
  const { code, message } = await last(page, "error");
  assert.equal(code, "bad_configuration", message);
  assert.equal(await page.locator("[data-poze=retry]").count(), 0);
});

scenario("a file that does not come now is an error that can be tried again", async (page) => {
  Object.assign(stand, { missing: /landmarks/, status: 503 });
  await press(page, "start", "agree");
  await page.waitForSelector("[data-poze=retry]");
  assert.equal((await last(page, "error")).code, "network");
  stand.missing = null;
  await press(page, "retry");
  await verified(page);
});

scenario("a visitor who does not want to wait for the download can go", async (page) => {
  stand.slow = 1500;
  await press(page, "start", "agree", "cancel");
  await page.waitForSelector("[data-poze=start]");
  await page.waitForTimeout(1800);
  assert.equal(await page.evaluate(() => globalThis.widgets), undefined);
});

for (const attributes of ['session="cs_&hellip;"', 'session="a&#10;b"', 'session="s" api="ftp://x"', 'session="s" base="http://"']) {
  const refused = async (page) => {
    await press(page, "start");
    await page.waitForSelector("[data-poze=close]");
    assert.equal((await last(page, "error")).code, "bad_configuration");
  };
  scenario(`a mistake of the page is told as one: ${attributes}`, refused, { attributes });
}

scenario("an element that is moved keeps its pass; one that gets another session meanwhile does not", async (page) => {
  await press(page, "start", "agree");
  await verified(page);
  const move = (session) =>
    page.evaluate((next) => {
      const { widget } = globalThis;
      const form = document.getElementById("form");
      widget.remove();
      if (next) widget.session = next;
      const apart = widget.getToken();
      form.append(widget);
      return [apart, new FormData(form).get("poze-token")];
    }, session);
  assert.deepEqual(await move(), ["token of secret", "token of secret"]);
  await page.getByText("That's you!").waitFor();
  assert.deepEqual(await move("next"), [null, null]);
  await page.waitForSelector("[data-poze=start]");
});

scenario("it has a width where the parent is as wide as its content, and fits where there is little room", async (page) => {
  const widths = await page.evaluate(() => {
    const { widget } = globalThis;
    const form = document.getElementById("form");
    return ["inline-block", "flex", "table-cell", "block"].map((display) => {
      form.style.display = display;
      return widget.getBoundingClientRect().width;
    });
  });
  for (const width of widths) assert.ok(width > 250 && width <= 464, widths.join());
  await page.setViewportSize({ width: 320, height: 600 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});

scenario("the page hears once that there is nothing to do yet", async (page) => {
  const idle = await page.evaluate(async () => {
    let times = 0;
    const fresh = document.createElement("poze-widget");
    fresh.addEventListener("poze-state", () => times++);
    fresh.setAttribute("session", "other");
    document.body.append(fresh);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return times;
  });
  assert.equal(idle, 1);
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
