// The analyzer with the built module and models, in a page that has nothing else. Its pictures are drawn; what it sees
// in real ones is tested in tests/scenarios/analyzer.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { isBuilt } from "./verifier.mjs";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const TYPES = { ".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm" };
const PLAIN_EYE = ["poze_eye.js", "poze_eye.wasm"];
// The build that Chromium gets.
const EYE = ["poze_eye_relaxed.js", "poze_eye_relaxed.wasm"];
const FACE = ["face_blendshapes.tflite", "face_detector.tflite", "face_landmarks.tflite"];
const HANDS = ["hand_landmarks.tflite", "hand_palms.tflite"];
const OBJECTS = ["object_nanodet.tflite"];

let server;
let browser;
let asked = [];
let missing = null;

before(async () => {
  server = createServer((request, response) => {
    const name = new URL(request.url, "http://stand").pathname.slice(1);
    if (name === "") return response.writeHead(200, { "content-type": TYPES[".html"] }).end("<!doctype html>");
    asked.push(name);
    if (name === missing || !existsSync(join(DIST, name))) return response.writeHead(503).end();
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    return response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(readFileSync(join(DIST, name)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

/** A page with `create` (createAnalyzer), `codeOf` (how a call fails) and `drawn` (a canvas with something in it). */
function scenario(name, act) {
  test(name, { skip: !isBuilt && "npm run build first" }, async () => {
    const page = await browser.newPage();
    try {
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      await page.evaluate(async () => {
        const memories = [];
        globalThis.memories = memories;
        const instantiate = WebAssembly.instantiate;
        WebAssembly.instantiate = async (...args) => {
          const made = await instantiate(...args);
          memories.push((made.instance ?? made).exports.memory);
          return made;
        };
        globalThis.create = (await import("/analyzer.js")).createAnalyzer;
        globalThis.codeOf = async (call) => {
          try {
            await call();
            return null;
          } catch (error) {
            return error.code ?? String(error);
          }
        };
        globalThis.drawn = (width, height) => {
          const canvas = new OffscreenCanvas(width, height);
          const context = canvas.getContext("2d");
          context.fillStyle = "#b58463";
          context.fillRect(0, 0, width, height);
          context.fillStyle = "#234";
          context.fillRect(width / 4, height / 4, width / 3, height / 2);
          return canvas;
        };
      });
      asked = [];
      missing = null;
      await act(page);
    } finally {
      await page.close();
    }
  });
}

scenario("only what is asked for is downloaded, and nothing twice", async (page) => {
  const load = async (models) => {
    asked = [];
    await page.evaluate((groups) => (globalThis.analyzer ??= globalThis.create()).load({ models: groups }), models);
    return asked.toSorted();
  };
  assert.deepEqual(await load(["hands"]), [...HANDS, ...EYE].toSorted());
  assert.deepEqual(await load(["face", "hands"]), FACE);
  assert.deepEqual(await load(["objects"]), OBJECTS);
  assert.deepEqual(await load(["face", "hands", "objects"]), []);
});

scenario("a browser without relaxed SIMD gets the plain build, which runs as well", async (page) => {
  const analyse = () =>
    page.evaluate(async () => {
      const analyzer = globalThis.create();
      await analyzer.load();
      return analyzer.analyze(globalThis.drawn(64, 48)).faces.length;
    });
  await page.evaluate(() => {
    WebAssembly.validate = () => false;
  });
  assert.equal(await analyse(), 0);
  assert.deepEqual(asked.toSorted(), [...PLAIN_EYE, ...FACE].toSorted());
});

scenario("analyzers that load at the same time share their downloads", async (page) => {
  await page.evaluate(async () => {
    const [one, other] = [globalThis.create(), globalThis.create()];
    await Promise.all([one.load(), other.load({ models: ["face", "hands"] }), one.load({ models: ["hands"] })]);
    for (const analyzer of [one, other]) analyzer.analyze(globalThis.drawn(64, 48));
  });
  assert.deepEqual(asked.toSorted(), [...EYE, ...FACE, ...HANDS].toSorted());
});

scenario("a download that failed is told, leaves what was there, and can be tried again", async (page) => {
  await page.evaluate(async () => {
    globalThis.analyzer = globalThis.create();
    await globalThis.analyzer.load();
  });
  const more = () => page.evaluate(() => globalThis.codeOf(() => globalThis.analyzer.load({ models: ["hands"] })));
  missing = "hand_palms.tflite";
  assert.equal(await more(), "network");
  assert.deepEqual(await page.evaluate(() => globalThis.analyzer.analyze(globalThis.drawn(64, 48)).faces), []);
  missing = null;
  assert.equal(await more(), null);
});

scenario("every source that there is, from one pixel to 8K", async (page) => {
  const seen = await page.evaluate(async () => {
    const analyzer = globalThis.create();
    await analyzer.load({ models: ["face", "hands"] });
    const nothing = (source) => JSON.stringify(analyzer.analyze(source)) === '{"faces":[],"hands":[],"objects":[],"quality":null}';
    const element = document.createElement("canvas");
    const all = {
      canvas: nothing(element),
      one: nothing(globalThis.drawn(1, 1)),
      flat: nothing(globalThis.drawn(3000, 2)),
      odd: nothing(globalThis.drawn(641, 15)),
      large: nothing(globalThis.drawn(7680, 4320)),
      bitmap: nothing(await createImageBitmap(globalThis.drawn(320, 240))),
      data: nothing(new ImageData(32, 32)),
    };
    const frame = new VideoFrame(globalThis.drawn(320, 240), { timestamp: 0 });
    all.frame = nothing(frame);
    frame.close();
    return { all, bytes: globalThis.memories[0].buffer.byteLength };
  });
  assert.deepEqual(Object.entries(seen.all).filter(([, nothing]) => !nothing), []);
  assert.ok(seen.bytes < 80e6, `${seen.bytes} bytes of memory after a large frame`);
});

scenario("what cannot be looked at is told by its code", async (page) => {
  const codes = await page.evaluate(async () => {
    const { codeOf, create, drawn } = globalThis;
    const analyzer = create();
    const before = await codeOf(() => analyzer.analyze(drawn(64, 48)));
    await analyzer.load();
    const of = (source) => codeOf(() => analyzer.analyze(source));
    const frame = new VideoFrame(drawn(64, 48), { timestamp: 0 });
    frame.close();
    const bitmap = await createImageBitmap(drawn(64, 48));
    bitmap.close();
    const image = new ImageData(64, 48);
    structuredClone(image.data.buffer, { transfer: [image.data.buffer] });
    const tooLarge = new ImageData(4096, 4096);
    const codes = {
      before,
      frame: await of(frame),
      bitmap: await of(bitmap),
      image: await of(image),
      tooLarge: await of(tooLarge),
      short: await of({ width: 64, height: 48, data: new Uint8ClampedArray(4), [Symbol.toStringTag]: "ImageData" }),
      nothing: await of(undefined),
      number: await of(7),
      element: await of(document.createElement("div")),
      empty: await of(new OffscreenCanvas(0, 0)),
      groups: await codeOf(() => analyzer.load({ models: ["ears"] })),
      none: await codeOf(() => analyzer.load({ models: [] })),
      after: await of(drawn(64, 48)),
    };
    analyzer.close();
    analyzer.close();
    return { ...codes, closed: await of(drawn(64, 48)), closedLoad: await codeOf(() => analyzer.load()) };
  });
  const { after: still, closed, closedLoad, ...wrong } = codes;
  assert.equal(still, null, "nothing of it does harm");
  assert.deepEqual([closed, closedLoad], ["cancelled", "cancelled"]);
  assert.deepEqual(Object.entries(wrong).filter(([, code]) => code !== "bad_configuration"), []);
});

scenario("an analyzer that is closed while it loads stays closed", async (page) => {
  const code = await page.evaluate(() => {
    const analyzer = globalThis.create();
    const loading = globalThis.codeOf(() => analyzer.load());
    analyzer.close();
    return loading;
  });
  assert.equal(code, "cancelled");
});

scenario("two thousand frames take no more memory than two hundred", async (page) => {
  const [before, after] = await page.evaluate(async () => {
    const analyzer = globalThis.create();
    await analyzer.load({ models: ["face", "hands"] });
    const sizes = [globalThis.drawn(160, 120), globalThis.drawn(96, 128), globalThis.drawn(33, 17)];
    const look = (frames) => {
      for (let i = 0; i < frames; i += 1) analyzer.analyze(sizes[i % sizes.length]);
      return globalThis.memories[0].buffer.byteLength;
    };
    return [look(200), look(1800)];
  });
  assert.equal(after, before);
});
