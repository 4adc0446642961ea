// The photo field in a real browser: what ends up in the form, and that the camera goes off on every way out.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { openStand } from "../support/browser.mjs";
import { launchChromium } from "../support/chromium.mjs";

let stand, browser;
before(async () => {
  stand = await openStand();
  browser = await launchChromium(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
});
after(async () => {
  await browser.close();
  await stand.close();
});

/** Opens the sign-up with every track noted; an uncaught error or a breach of the policy fails the test. */
async function onSignup(act, prepare = () => {}) {
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => /content security/i.test(message.text()) && wrong.push(message.text()));
  await page.addInitScript(() => {
    globalThis.tracks = [];
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      await globalThis.permission;
      const stream = await open(wanted);
      globalThis.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await page.addInitScript(prepare);
  try {
    await page.goto(`${stand.site.url}/signup`);
    await act(page);
    assert.deepEqual(wrong, []);
  } finally {
    await page.close();
  }
}

const openCamera = async (page) => {
  await page.click("#camera-open");
  await page.waitForSelector("#camera-take:not([hidden])");
};
const states = (page) => page.evaluate(() => globalThis.tracks.map(({ readyState }) => readyState));
/** Type, width and height of the picture in the form. */
const chosen = (page) =>
  page.evaluate(async () => {
    const [file] = document.querySelector("#photo").files;
    const picture = await createImageBitmap(file);
    return [file.type, picture.width, picture.height];
  });

test("a photo from the camera lies in the form, and the camera is off", () =>
  onSignup(async (page) => {
    await openCamera(page);
    assert.deepEqual(await states(page), ["live"]);
    await page.click("#camera-take");
    await page.waitForSelector("#viewfinder-photo:not([hidden])");
    assert.deepEqual(await states(page), ["ended"]);
    const [type, width, height] = await chosen(page);
    assert.equal(type, "image/jpeg");
    assert.ok(width >= 320 && height >= 240);
    await page.fill("#name", "Camera Person");
    await page.check("#agree");
    await page.click("#join");
    await page.waitForSelector("#recovery-code");
  }));

test("cancel, and a page out of sight, turn the camera off", () =>
  onSignup(async (page) => {
    await openCamera(page);
    await page.click("#camera-cancel");
    await openCamera(page);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    assert.deepEqual(await states(page), ["ended", "ended"]);
    assert.ok(await page.isVisible("#camera-open"));
    assert.ok(await page.isHidden("#viewfinder"));
  }));

test("choosing a file turns the camera off", () =>
  onSignup(async (page) => {
    await openCamera(page);
    await page.setInputFiles("#photo", { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
    assert.deepEqual(await states(page), ["ended"]);
  }));

test("a permission that comes after cancel opens nothing", () =>
  onSignup(
    async (page) => {
      await page.click("#camera-open");
      await page.click("#camera-cancel");
      await page.evaluate(() => globalThis.allow());
      await page.waitForFunction(() => globalThis.tracks.length === 1);
      await page.waitForFunction(() => globalThis.tracks[0].readyState === "ended");
      assert.ok(await page.isHidden("#viewfinder"));
    },
    () => (globalThis.permission = new Promise((resolve) => (globalThis.allow = resolve))),
  ));

test("a camera that is refused says what to do", () =>
  onSignup(
    async (page) => {
      await page.click("#camera-open");
      await page.waitForSelector("#camera-problem:not([hidden])");
      assert.match(await page.textContent("#camera-problem"), /address bar/);
    },
    () => {
      globalThis.permission = Promise.reject(new DOMException("no", "NotAllowedError"));
      globalThis.permission.catch(() => {}); // awaited when the button is pressed
    },
  ));

test("a large file is sent as a smaller JPEG", () =>
  onSignup(async (page) => {
    const png = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(3200, 2000);
      canvas.getContext("2d").fillRect(0, 0, 10, 10);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return [...bytes];
    });
    await page.setInputFiles("#photo", { name: "x.png", mimeType: "image/png", buffer: Buffer.from(png) });
    await page.waitForFunction(() => document.querySelector("#photo").files[0].name === "photo.jpg");
    assert.deepEqual(await chosen(page), ["image/jpeg", 1600, 1000]);
  }));

test("a photo that is much too large leads back to the form, with the name in it", () =>
  onSignup(async (page) => {
    // What the browser can read it makes smaller: this is one that it cannot.
    for (const megabytes of [13, 40]) {
      await page.goto(`${stand.site.url}/signup`);
      await page.fill("#name", "Dorothy");
      await page.evaluate((bytes) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "me.heic", { type: "image/heic" }));
        document.querySelector("#photo").files = files.files;
      }, megabytes * 1e6);
      await page.check("#agree");
      await page.click("#join");
      await page.waitForSelector("#photo-problem");
      assert.match(await page.textContent("#photo-problem"), /larger than 12 MB/);
      assert.equal(await page.inputValue("#name"), "Dorothy");
    }
  }));
