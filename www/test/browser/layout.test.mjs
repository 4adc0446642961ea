// Nothing is wider than the screen: on the smallest phones, and whatever members are called.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { openStand } from "../support/browser.mjs";
import { launchChromium } from "../support/chromium.mjs";

const LONG_NAME = `Mo ${"W".repeat(37)}`;
const WIDTHS = [320, 390, 1280];

let stand, browser, context, page;
before(async () => {
  stand = await openStand();
  browser = await launchChromium();
  context = await browser.newContext();
  page = await context.newPage();
});
after(async () => {
  await browser.close();
  await stand.close();
});

/** How far the page scrolls sideways at each width, which should be nowhere. */
async function fits() {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 640 });
    const most = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(most <= width, `${page.url()} is ${most} px wide on a screen of ${width} px`);
    if (process.env.SHOTS) {
      const name = new URL(page.url()).pathname.replaceAll("/", "-");
      await page.screenshot({ path: `${process.env.SHOTS}/${width}${name}.png`, fullPage: true });
    }
  }
}

test("pages for visitors", async () => {
  for (const path of ["/", "/signup", "/login", "/login/recovery", "/privacy", "/nothing"]) {
    await page.goto(stand.site.url + path);
    await fits();
  }
});

test("pages that show a long name", async () => {
  await page.goto(`${stand.site.url}/signup`);
  await page.fill("#name", LONG_NAME);
  await page.setInputFiles("#photo", { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("jpeg") });
  await page.check("#agree");
  await page.click("#join");
  await page.waitForURL("**/welcome");
  await fits();
  await page.click("#continue");
  await page.fill("#text", "W".repeat(200));
  await page.click("#post");
  await page.waitForSelector(`.post:has-text("WWWW")`);
  await fits();
  await page.goto(`${stand.site.url}/account`);
  await fits();
  await page.click("#logout");
  await page.goto(`${stand.site.url}/login`);
  await page.fill("#name", LONG_NAME);
  await page.click("#continue");
  await page.waitForURL("**/login/poze");
  await fits();
});
