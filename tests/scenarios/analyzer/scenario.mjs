// `@poze/widget/analyzer` on real pictures: what it sees, in the unmirrored picture, with the person's own sides.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { still, take } from "../../cameras/cameras.mjs";
import { ensureChromium, FLAGS } from "../../setup/chromium.mjs";

const DIST = fileURLToPath(new URL("../../../sdk/dist/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".jpg": "image/jpeg" };

/** A moment of a clip, 640x360. */
const moment = (clip, at) => still(take(clip, at, at + 0.1));
const PICTURES = {
  "/smiling.jpg": () => moment("woman", 1),
  "/hand-at-eye.jpg": () => moment("woman", 8),
  "/calm.jpg": () => moment("man", 0.1),
  "/nobody.jpg": () => moment("nobody", 0.1),
};

let server;
let browser;
let page;

function fileOf(path) {
  if (path in PICTURES) return PICTURES[path]();
  const file = join(DIST, path);
  return path !== "/" && existsSync(file) ? file : null;
}

before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://stand");
    if (pathname === "/") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    const file = fileOf(pathname);
    if (file === null) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
  page = await open();
});

/** A page with an analyzer; `plain` as in a browser without relaxed SIMD. */
async function open({ plain = false } = {}) {
  const opened = await browser.newPage();
  await opened.goto(`http://127.0.0.1:${server.address().port}/`);
  await opened.evaluate(async (refused) => {
    if (refused) WebAssembly.validate = () => false;
    const { createAnalyzer } = await import("/analyzer.js");
    globalThis.analyzer = createAnalyzer();
    await globalThis.analyzer.load({ models: ["face", "hands", "objects"] });
    globalThis.pictureOf = async (url) => createImageBitmap(await (await fetch(url)).blob());
  }, plain);
  return opened;
}

after(async () => {
  await browser.close();
  server.close();
});

/** What is seen in a picture that stands still: palms are not looked for in every frame. */
const look = (url, seenBy = page) =>
  seenBy.evaluate(async (path) => {
    const picture = await globalThis.pictureOf(path);
    globalThis.analyzer.analyze(new OffscreenCanvas(32, 32)); // a frame of another size begins another stream
    for (let i = 0; i < 5; i += 1) globalThis.analyzer.analyze(picture);
    return globalThis.analyzer.analyze(picture);
  }, url);

test("a smiling woman: face, landmarks inside of it, expression, a person", async () => {
  const { faces, hands, objects, quality } = await look("/smiling.jpg");
  assert.deepEqual([faces.length, hands.length], [1, 0]);
  const [{ landmarks, box, yaw, pitch, roll, expressions }] = faces;
  assert.equal(landmarks.length, 478);
  const nose = landmarks[1];
  assert.ok(nose.x > box.x && nose.x < box.x + box.width && nose.y > box.y && nose.y < box.y + box.height);
  for (const angle of [yaw, pitch, roll]) assert.ok(Math.abs(angle) < 30, `${angle}`);
  assert.equal(Object.keys(expressions).length, 52);
  assert.ok(expressions.mouthSmileLeft > 0.5 && expressions.jawOpen < 0.5);
  assert.ok(objects.some(({ label, score }) => label === "person" && score > 0.3));
  assert.ok(quality.brightness > 80 && quality.sharpness > 100);
});

test("without expressions a face is the same but for these", async () => {
  const faces = await page.evaluate(async () => {
    const { createAnalyzer } = await import("/analyzer.js");
    const picture = await globalThis.pictureOf("/smiling.jpg");
    const look = async (options) => {
      const analyzer = createAnalyzer(options);
      await analyzer.load();
      const { faces } = analyzer.analyze(picture);
      analyzer.close();
      return faces;
    };
    return { whole: await look(), shape: await look({ expressions: false }) };
  });
  assert.equal(faces.whole.length, 1);
  assert.equal(Object.keys(faces.whole[0].expressions).length, 52);
  const shapes = faces.whole.map(({ expressions, ...shape }) => shape);
  assert.deepEqual(faces.shape, shapes);
});

test("a hand before a face: side, points, fingers", async () => {
  const { faces, hands } = await look("/hand-at-eye.jpg");
  assert.deepEqual([faces.length, hands.length], [1, 1]);
  const [{ landmarks, fingers, score }] = hands;
  assert.equal(landmarks.length, 21);
  const tips = [8, 12, 16, 20].map((n) => landmarks[n]); // the wrist is below the picture
  assert.ok(tips.every(({ x, y }) => x > 0 && x < 640 && y > 0 && y < 360), JSON.stringify(tips));
  assert.ok(fingers.index > 0.5 && fingers.middle > 0.5, JSON.stringify(fingers));
  assert.ok(score > 0.5);
});

test("a calm man does not smile; nobody is nobody", async () => {
  const { faces } = await look("/calm.jpg");
  assert.ok(faces[0].expressions.mouthSmileLeft < 0.3);
  const nobody = await look("/nobody.jpg");
  assert.deepEqual([nobody.faces, nobody.hands, nobody.quality], [[], [], null]);
});

test("every kind of source of one picture gives the same", async () => {
  const seen = await page.evaluate(async () => {
    const bitmap = await globalThis.pictureOf("/calm.jpg");
    const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
    offscreen.getContext("2d").drawImage(bitmap, 0, 0);
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    const sources = [bitmap, canvas, offscreen, frame, context.getImageData(0, 0, canvas.width, canvas.height)];
    const boxes = sources.map((source) => {
      globalThis.analyzer.analyze(new OffscreenCanvas(32, 32)); // forgets where the face was
      return globalThis.analyzer.analyze(source).faces[0].box;
    });
    frame.close();
    return boxes;
  });
  for (const box of seen) for (const key of ["x", "y", "width", "height"]) assert.ok(Math.abs(box[key] - seen[0][key]) < 2, key);
});

test("a picture that is looked at scaled down is told in its own pixels", async () => {
  const [small, large] = await page.evaluate(async () => {
    const bitmap = await globalThis.pictureOf("/calm.jpg");
    const scaled = new OffscreenCanvas(bitmap.width * 8, bitmap.height * 8);
    scaled.getContext("2d").drawImage(bitmap, 0, 0, scaled.width, scaled.height);
    return [bitmap, scaled].map((source) => globalThis.analyzer.analyze(source).faces[0].box);
  });
  for (const key of ["x", "y", "width", "height"]) assert.ok(Math.abs(large[key] / 8 - small[key]) < 4, `${key}: ${large[key]}`);
});

test("both builds of the eyes see the same", async () => {
  const plain = await open({ plain: true });
  try {
    for (const url of ["/smiling.jpg", "/hand-at-eye.jpg"]) {
      const [one, other] = [await look(url), await look(url, plain)];
      assert.deepEqual([other.faces.length, other.hands.length], [one.faces.length, one.hands.length]);
      // Relaxed SIMD rounds once where plain SIMD rounds twice.
      for (const [n, point] of one.faces[0].landmarks.entries()) {
        const twin = other.faces[0].landmarks[n];
        assert.ok(Math.hypot(point.x - twin.x, point.y - twin.y) < 0.5, `${url}: point ${n}`);
      }
    }
  } finally {
    await plain.close();
  }
});

test("memory does not grow over 500 frames of somebody who comes and goes", async () => {
  const watched = await browser.newPage();
  try {
    await watched.goto(`http://127.0.0.1:${server.address().port}/`);
    const { before, after, faces, hands } = await watched.evaluate(async () => {
      let memory;
      const instantiate = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...args) => {
        const made = await instantiate(...args);
        memory = (made.instance ?? made).exports.memory;
        return made;
      };
      const { createAnalyzer } = await import("/analyzer.js");
      const analyzer = createAnalyzer();
      await analyzer.load({ models: ["face", "hands"] });
      const canvas = new OffscreenCanvas(320, 180);
      const context = canvas.getContext("2d");
      const bitmap = await createImageBitmap(await (await fetch("/hand-at-eye.jpg")).blob());
      const seen = { faces: 0, hands: 0 };
      // 30 frames of her, moving by some pixels, and 20 of nothing.
      const turn = () => {
        for (let n = 0; n < 50; n += 1) {
          context.fillRect(0, 0, canvas.width, canvas.height);
          if (n < 30) context.drawImage(bitmap, n % 5, 0, canvas.width, canvas.height);
          const { faces, hands } = analyzer.analyze(canvas);
          seen.faces += faces.length;
          seen.hands += hands.length;
        }
      };
      for (let n = 0; n < 2; n += 1) turn();
      const before = memory.buffer.byteLength;
      for (let n = 0; n < 10; n += 1) turn();
      return { before, after: memory.buffer.byteLength, ...seen };
    });
    assert.ok(faces > 300 && hands > 200, `${faces} faces, ${hands} hands`);
    assert.equal(after, before, "bytes of the module's memory");
  } finally {
    await watched.close();
  }
});
