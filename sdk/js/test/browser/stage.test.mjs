// What Rust does in the stage: the real build in a real browser against a pretended verifier, with the browser's own
// test picture as the camera. There is no face in it, so the shutter is what leads on; real footage is in
// tests/scenarios.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { isBuilt, openVerifier } from "./verifier.mjs";

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
const CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

let verifier;
let browser;
before(async () => {
  assert.ok(isBuilt, "sdk/dist is not built: run `npm run build` first");
  verifier = await openVerifier();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...CAMERA] });
});
after(async () => {
  await browser?.close();
  verifier?.close();
});

/** Opens the page; whatever the run, no camera and no worker may be left, and no policy broken. */
function scenario(name, act, { camera = true, allow = /^$/ } = {}) {
  test(name, async () => {
    verifier.reset();
    const context = await browser.newContext({ viewport: { width: 480, height: 760 } });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", ({ message }) => allow.test(message) || wrong.push(message));
    page.on("console", (message) => {
      if (/content security|trusted/i.test(message.text())) wrong.push(message.text());
    });
    await page.addInitScript(watch);
    try {
      await open(page);
      await act(page, verifier.state);
      await page.waitForFunction(() => globalThis.camerasOn() === 0);
      assert.deepEqual([...wrong, ...verifier.state.wrong], []);
      for (const worker of page.workers()) await worker.waitForEvent("close");
      assert.equal((await page.evaluate(() => globalThis.streams.length)) > 0, camera);
    } finally {
      await context.close();
    }
  });
}

/** In the page: what is heard, and every camera that was ever opened. */
function watch() {
  Object.assign(globalThis, { heard: [], streams: [] });
  for (const type of ["state", "verified", "error"]) {
    addEventListener(`poze-${type}`, ({ detail }) => globalThis.heard.push({ type, ...detail }));
  }
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    await globalThis.beforeCamera?.();
    const stream = await ask(constraints);
    globalThis.streams.push(stream);
    return stream;
  };
  const isOn = (track) => track.readyState === "live";
  globalThis.camerasOn = () => globalThis.streams.flatMap((stream) => stream.getTracks()).filter(isOn).length;
}

async function open(page) {
  await page.goto(verifier.url);
  await page.waitForSelector("[data-poze=start]");
}
const press = async (page, ...names) => {
  for (const name of names) await page.click(`[data-poze=${name}]`);
};
const phase = (page, wanted) =>
  page.waitForFunction((name) => globalThis.heard.findLast(({ type }) => type === "state")?.phase === name, wanted);
const begin = async (page) => {
  await press(page, "start", "agree");
  await phase(page, "neutral");
};
const last = (page, type) => page.evaluate((wanted) => globalThis.heard.findLast((event) => event.type === wanted), type);
const error = async (page) => {
  await phase(page, "error");
  const { code, retryable } = await last(page, "error");
  return [code, retryable];
};
const keys = (state) => new Set(state.opened.map(({ public_key }) => public_key.x)).size;
const isAscending = (times) => times.every((time, i) => i === 0 || time > times[i - 1]);

scenario("with the shutter from the camera to the token, answers lost on the way", async (page, state) => {
  await begin(page);
  await press(page, "shutter");
  await phase(page, "step");
  state.lose = 2;
  await press(page, "shutter");
  await phase(page, "verified");
  assert.deepEqual(await last(page, "verified"), { type: "verified", token: "a.b.c", expiresAt: 4_000_000_000_000 });

  const [neutral, ...again] = state.steps;
  assert.equal(again.length, 3);
  assert.equal(new Set(again.map(({ bytes }) => bytes)).size, 1, "the same bytes each time");
  const times = (step, kind) => step.said.frames.filter((frame) => frame.kind === kind).map(({ t_ms }) => t_ms);
  for (const step of [neutral, again[0]]) {
    assert.equal(step.said.shutter, true);
    assert.equal(times(step, "key").length, 4);
    assert.ok(isAscending(times(step, "key")) && isAscending(times(step, "track")));
    assert.ok(times(step, "track").length <= 100);
  }
  assert.ok(times(neutral, "track").length >= 6);
  assert.ok(times(again[0], "track")[0] > times(neutral, "track").at(-1), "one line of time");
  assert.equal(state.opened[0].consent.lang, "en");
});

scenario("another move instead of this one, once, although the first answer is lost on the way", async (page, state) => {
  state.moves = [["turn-left"], ["mouth-open"]];
  await begin(page);
  assert.equal(await page.locator("[data-poze=another]:visible").count(), 0, "the calm look is everybody's");
  await press(page, "shutter");
  await phase(page, "step");
  await page.getByText("Turn your head to your left").waitFor();
  state.lose = 1;
  await press(page, "another");
  await page.getByText("Lift your chin").waitFor();
  assert.deepEqual(state.swaps, [1, 1], "sent again, and asked where it stands");
  assert.equal(await page.locator("[data-poze=another]:visible").count(), 0);
  await press(page, "shutter");
  await page.getByText("Open your mouth wide").waitFor();
  assert.equal(await page.locator("[data-poze=another]:visible").count(), 0);
  await press(page, "shutter");
  await phase(page, "verified");
  const times = state.steps.flatMap(({ said }) => said.frames.filter(({ kind }) => kind === "track").map(({ t_ms }) => t_ms));
  assert.ok(isAscending(times) && times.every((time, i) => i === 0 || time - times[i - 1] <= 1000), "one take");
});

scenario("models that only this challenge needs come during the calm look, and the move waits for them", async (page, state) => {
  Object.assign(state, { moves: [["peace"]], models: ["face", "hands", "shoes"] });
  await press(page, "start");
  await page.waitForSelector("[data-poze=agree]");
  await page.waitForTimeout(1000);
  const hands = () => state.asked.filter((name) => name.startsWith("hand_")).sort();
  assert.deepEqual(hands(), [], "not before a challenge asks for them");
  state.slow_ms = 1500;
  await press(page, "agree");
  await phase(page, "neutral");
  await page.waitForSelector("[role=progressbar]:visible");
  await press(page, "shutter");
  await phase(page, "step");
  assert.equal(await page.locator("[role=progressbar]:visible").count(), 0);
  assert.deepEqual(hands(), ["hand_landmarks.tflite", "hand_palms.tflite"]);
  await page.getByText("Make a peace sign").waitFor();
  await press(page, "shutter");
  await phase(page, "verified");
});

scenario("models that do not come end the run with a failure that can be tried again", async (page, state) => {
  Object.assign(state, { moves: [["cup@head"]], models: ["face", "objects"], missing: "object_nanodet.tflite" });
  await press(page, "start", "agree");
  assert.deepEqual(await error(page), ["network", true]);
  state.missing = null;
  await press(page, "retry");
  await phase(page, "neutral");
  await press(page, "shutter");
  await phase(page, "step");
  await page.getByText("Hold a cup on your head").waitFor();
  await press(page, "cancel");
});

scenario("a visitor who cancels is back at the start and goes on with the same key", async (page, state) => {
  await begin(page);
  await press(page, "cancel");
  await page.waitForFunction(() => globalThis.camerasOn() === 0);
  await press(page, "start");
  await phase(page, "neutral");
  await page.reload();
  await page.waitForSelector("[data-poze=start]");
  await begin(page);
  assert.deepEqual([state.opened.length, keys(state)], [3, 1]);
  await press(page, "cancel");
  await page.waitForSelector("[data-poze=start]");
});

scenario("a camera that is granted after the visitor has cancelled goes off again", async (page) => {
  await page.evaluate(() => (globalThis.beforeCamera = () => new Promise((resolve) => (globalThis.grant = resolve))));
  await press(page, "start", "agree");
  await page.getByText("Please allow the camera").waitFor();
  await press(page, "cancel");
  await page.waitForSelector("[data-poze=start]");
  await page.evaluate(() => globalThis.grant());
  await page.waitForFunction(() => globalThis.streams.length === 1);
});

scenario("an element that is taken out of the page leaves nothing behind", async (page) => {
  await begin(page);
  await page.evaluate(() => document.querySelector("poze-widget").remove());
  assert.equal(await page.evaluate(() => globalThis.camerasOn()), 0, "at once");
});

scenario("a page that stops the widget from inside a callback is heard", async (page) => {
  await page.evaluate(() =>
    addEventListener("poze-state", ({ detail }) => detail.phase === "neutral" && document.querySelector("poze-widget").reset()),
  );
  await press(page, "start", "agree");
  await page.waitForFunction(() => globalThis.heard.filter(({ phase }) => phase === "idle").length > 1);
});

for (const [name, code] of [
  ["NotAllowedError", "camera_denied"],
  ["NotFoundError", "camera_missing"],
  ["NotReadableError", "camera_in_use"],
]) {
  const refused = async (page, state) => {
    await page.evaluate((thrown) => {
      globalThis.beforeCamera = () => Promise.reject(new DOMException("no", thrown));
    }, name);
    await press(page, "start", "agree");
    assert.deepEqual(await error(page), [code, true]);
    await page.waitForSelector("[data-poze=retry]");
    assert.equal(state.opened.length, 0, "no try is used up");
  };
  scenario(`${name} of the camera is told as ${code}`, refused, { camera: false });
}

scenario("a camera that stops ends the run, and another try is another challenge", async (page, state) => {
  await begin(page);
  await page.evaluate(() => globalThis.streams[0].getTracks()[0].dispatchEvent(new Event("ended")));
  assert.deepEqual(await error(page), ["camera_lost", true]);
  await press(page, "retry");
  await phase(page, "neutral");
  assert.deepEqual([state.opened.length, keys(state)], [2, 1]);
  await press(page, "cancel");
});

scenario("a page that is hidden before the poze begins waits until it is shown", async (page, state) => {
  const hide = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { get: () => value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await press(page, "start", "agree");
  await phase(page, "camera");
  await page.waitForTimeout(300);
  assert.deepEqual([state.opened.length, await page.evaluate(() => globalThis.streams.length)], [0, 0]);
  await hide(false);
  await phase(page, "neutral");
  await press(page, "cancel");
});

scenario("a widget that is hidden in the page does not go on", async (page) => {
  await begin(page);
  await page.evaluate(() => (document.querySelector("poze-widget").style.display = "none"));
  await phase(page, "idle");
  assert.equal(await page.evaluate(() => globalThis.camerasOn()), 0);
});

scenario("a lost answer to the last step is asked for again before anything else", async (page, state) => {
  state.moves = [];
  await begin(page);
  state.lose = 1000;
  await press(page, "shutter");
  await phase(page, "verdict");
  await page.waitForFunction(() => globalThis.camerasOn() === 0);
  await page.waitForSelector("canvas.picture");
  await page.getByText("Still trying").waitFor();
  await page.evaluate(() => {
    const real = performance.now.bind(performance);
    performance.now = () => real() + 100_000; // the time for it is over
  });
  assert.deepEqual(await error(page), ["network", true]);
  state.lose = 0;
  await press(page, "retry");
  await phase(page, "verified");
  assert.equal(state.opened.length, 1);
  assert.equal(new Set(state.steps.map(({ bytes }) => bytes)).size, 1, "the same bytes each time");
  assert.equal(await page.evaluate(() => globalThis.streams.length), 1, "without the camera");
});

scenario(
  "whatever breaks in Rust, the camera goes off, and another try is with a fresh module",
  async (page) => {
    await begin(page);
    await page.evaluate(() => {
      const draw = Document.prototype.createElementNS;
      Document.prototype.createElementNS = () => {
        Document.prototype.createElementNS = draw;
        throw new Error("no"); // what Rust takes for impossible
      };
    });
    await press(page, "shutter");
    await page.waitForFunction(() => globalThis.heard.some(({ type }) => type === "error"));
    const { code, retryable } = await last(page, "error");
    assert.deepEqual([code, retryable], ["internal", true]);
    assert.equal(await page.evaluate(() => globalThis.camerasOn()), 0);
    await press(page, "retry");
    await phase(page, "neutral");
    await press(page, "cancel");
  },
  { allow: /unreachable/ },
);

scenario("a page that goes out of view ends the run", async (page) => {
  await begin(page);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  assert.deepEqual(await error(page), ["track_gap", true]);
});

scenario("the deadline ends the run", async (page, state) => {
  state.remaining_ms = 1500;
  await begin(page);
  assert.deepEqual(await error(page), ["challenge_expired", true]);
});

scenario("what the verifier refuses is shown with its code", async (page, state) => {
  state.refuse = { status: 403, code: "session_bound", message: "Bound.", retryable: false, request_id: "r" };
  await press(page, "start", "agree");
  assert.deepEqual(await error(page), ["session_bound", false]);
  assert.equal(await page.locator("[data-poze=retry]").count(), 0);
  await press(page, "close");
  await page.waitForSelector("[data-poze=start]");
});

scenario("a verdict against the visitor says why and how many tries are left", async (page, state) => {
  state.moves = [];
  state.verdict = { verified: false, codes: ["no_face"], challenges_left: 0 };
  await begin(page);
  await press(page, "shutter");
  await phase(page, "failed");
  await page.getByText("Your face could not be seen").waitFor();
  await page.getByText("There are no tries left").waitFor();
  assert.equal(await page.locator("[data-poze=retry]").count(), 0);
});

test("a frame that may store nothing goes on with the key that its page has kept", async () => {
  verifier.reset();
  const context = await browser.newContext({ viewport: { width: 480, height: 760 } });
  await context.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { get: () => null }));
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(new URL("/framed", verifier.url.replace("127.0.0.1", "localhost")).href);
    await page.waitForSelector("[data-poze=start]");
    const inside = (name) => page.frameLocator("iframe").locator(`[data-poze=${name}]`);
    for (const again of [false, true]) {
      await press(page, "start");
      await inside("agree").click();
      await phase(page, "neutral");
      if (!again) await inside("cancel").click();
      if (!again) await page.waitForSelector("[data-poze=start]");
    }
    const { opened, wrong } = verifier.state;
    assert.deepEqual([opened.length, keys(verifier.state), wrong], [2, 1, []]);
  } finally {
    await context.close();
  }
});
