// `npm run measure [RUNS]`: how fast and how small a real run is, in headless Chromium with real footage on this
// machine. Prints JSON; nothing is asserted. Needs `npm run build` and `cargo build --release --bin poze` before.

import { gzipSync } from "node:zlib";

import { MAN, WOMAN } from "./cameras/people.mjs";
import { Stand } from "./scenarios/harness/stand.mjs";

/** The clips in which a visitor does nothing but what is asked for; the man's is slowed down. */
const PEOPLE = { woman: WOMAN, man: MAN };

const say = (line) => process.stderr.write(`measure: ${line}\n`);
const round = (value) => Math.round(value * 10) / 10;

/** Runs in the page: when the worker was told and has answered, which is once a frame. */
function watchWorkers() {
  globalThis.pozeFrames = [];
  globalThis.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        if (data.seen) globalThis.pozeFrames.push(performance.now());
      });
    }
  };
}

/** What the page loads before anybody presses start, in bytes as a server with gzip sends it. */
function countLoader(page) {
  const bodies = [];
  const note = (response) => {
    if (new URL(response.url()).pathname.startsWith("/widget/")) bodies.push(response.body());
  };
  page.on("response", note);
  return async () => {
    page.off("response", note);
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length);
    return sizes.reduce((sum, size) => sum + size, 0);
  };
}

/** Analysed frames a second between two times. */
function rate(frames, from, to) {
  const inside = frames.filter((at) => at >= from && at <= to);
  return ((inside.length - 1) * 1000) / (inside.at(-1) - inside[0]);
}

async function measure(stand, person) {
  const session = await stand.backend.session(await stand.backend.reference(person.photo()), person.session);
  const visitor = await stand.visitor(person.camera(), "about:blank", { before: watchWorkers });
  const { page } = visitor;
  const loaded = countLoader(page);
  await page.goto(stand.pages.inline(session.secret));
  await page.locator("[data-poze=start]").waitFor();
  const loaderBytes = await loaded();
  // Pressed by the page itself, so that no time of the test's own hands is counted.
  const [start, agreed] = await page.evaluate(async () => {
    const root = document.querySelector("poze-widget").shadowRoot;
    const started = performance.now();
    root.querySelector("[data-poze=start]").click();
    while (!root.querySelector("[data-poze=agree]")) await new Promise(requestAnimationFrame);
    const agreed = performance.now();
    root.querySelector("[data-poze=agree]").click();
    return [started, agreed];
  });
  const end = await visitor.end();
  if (end.type !== "poze-verified") throw new Error(`not verified: ${visitor.story()}`);
  const frames = await page.evaluate(() => globalThis.pozeFrames);
  const at = (phase) => visitor.heard.find((event) => event.phase === phase).at;
  const from = (event) => round(event - start);
  await page.context().browser().close();
  return {
    loader_gzip_bytes: loaderBytes,
    start_to_consent_ms: from(agreed),
    start_to_first_analysed_frame_ms: from(frames[0]),
    analysed_frames: frames.length,
    analysed_frames_per_s: round(rate(frames, at("neutral"), at("verdict"))),
    start_to_camera_phase_ms: from(at("camera")),
    start_to_neutral_look_ms: from(at("neutral")),
    start_to_move_asked_ms: from(at("step")),
    start_to_last_frame_ms: from(at("verdict")),
    last_frame_to_verdict_ms: round(end.at - at("verdict")),
    start_to_token_ms: from(end.at),
  };
}

/** The median of every figure. */
function medians(runs) {
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, middle(runs.map((run) => run[key]))]));
}

const wanted = Number(process.argv[2] ?? 3);
const stand = await Stand.open();
const result = {};
try {
  for (const [name, person] of Object.entries(PEOPLE)) {
    const runs = [];
    for (let run = 1; run <= wanted; run++) {
      say(`${name}, run ${run} of ${wanted}`);
      runs.push(await measure(stand, person));
    }
    result[name] = { median: medians(runs), runs };
  }
} finally {
  await stand.close();
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
