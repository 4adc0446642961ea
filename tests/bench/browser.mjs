// `npm run bench:browser -- [--frames DIR] [--rounds N]`: what the analyzer costs in headless Chromium on this machine,
// one thread: ms a frame, bytes and time to the first answer, memory. JSON alone on stdout, progress and a table on
// stderr.

import { parseArgs } from "node:util";

import { launch, memoryOf, openPage } from "./browser-process.mjs";
import { findPictures } from "./frames.mjs";
import { goalsOfDownload } from "./goals.mjs";
import { machine } from "./machine.mjs";
import { DIST, ensureDist } from "./setup.mjs";
import { openSite, STRICT } from "./site.mjs";
import { median, rounded, summary } from "./stats.mjs";
import { table } from "./table.mjs";

const ROUNDS = 200;
const COLD_STARTS = 5;
/** Frames after which the analyser's memory no longer changes. */
const STEADY_FRAMES = 30;
/** What a page that shows a camera has in its hands. */
const FORM = "ImageBitmap";
const GROUPS = {
  face: ["face"],
  face_and_hands: ["face", "hands"],
  face_and_objects: ["face", "objects"],
  everything: ["face", "hands", "objects"],
};

const say = (line) => process.stderr.write(`bench: ${line}\n`);

/** Which part of the download a file is. */
function partOf(path) {
  const name = path.split("/").at(-1);
  const group = /^(face|hand|object)s?_|^(face|hand|object)s?\./.exec(name);
  if (name.endsWith(".wasm")) return "wasm";
  if (/\.m?js$/.test(name)) return "js";
  return group ? { face: "face_models", hand: "hands", object: "objects" }[group[1] ?? group[2]] : "other";
}

/** Bytes by part, as they are and as they were sent. */
function bytesByPart(sent) {
  const parts = {};
  for (const { path, raw, sent: packed } of sent) {
    const part = (parts[partOf(path)] ??= { raw: 0, brotli: 0 });
    part.raw += raw;
    part.brotli += packed;
  }
  const total = (kind) => Object.values(parts).reduce((sum, part) => sum + part[kind], 0);
  return { ...parts, total: { raw: total("raw"), brotli: total("brotli") } };
}

/** Everything of one fresh start with these models; `refused` says why there is none. */
async function coldStart(site, models, { steady = false } = {}) {
  const browser = await launch();
  try {
    site.take();
    const { page, call } = await openPage(browser, `${site.url}/bench/cold.html?models=${models}`, { say });
    const { ms, refused } = await call("first");
    if (refused !== undefined) return { refused };
    const sent = site.take();
    if (sent.some(({ brotli }) => !brotli)) throw new Error("Chromium did not ask for brotli");
    if (steady) await call("goOn", STEADY_FRAMES);
    return { ms, sent, memory: steady ? await memoryOf(browser, page) : null };
  } finally {
    await browser.close();
  }
}

async function emptyMemory(site) {
  const browser = await launch();
  try {
    const { page } = await openPage(browser, `${site.url}/bench/empty.html`);
    return await memoryOf(browser, page);
  } finally {
    await browser.close();
  }
}

const over = (memory, empty) =>
  memory && Object.fromEntries(Object.keys(memory).map((kind) => [kind, memory[kind] - empty[kind]]));

/** First answer, download and memory of a group of models. */
async function starts(site, models, empty) {
  const first = await coldStart(site, models, { steady: true });
  if (first.refused !== undefined) return { refused: first.refused };
  const times = [];
  for (let i = 0; i < COLD_STARTS; i++) times.push((await coldStart(site, models)).ms);
  return {
    time_to_first_answer_ms: summary(times),
    bytes_to_first_answer: bytesByPart(first.sent),
    memory_over_empty_page_bytes: over(first.memory, empty),
  };
}

/** The times of a stream, over all frames or those in which a face was seen. */
const msOf = ({ times }, all = false) => times.filter(({ face }) => all || face).map(({ ms }) => ms);

function perFrame({ streams, missing, forms, sizes }) {
  const more = (name) => {
    const stream = streams[name];
    return stream === undefined
      ? { refused: missing[name] }
      : { ...summary(msOf(stream, true)), frames_with: stream.seen };
  };
  return {
    form: FORM,
    frame_sizes: sizes,
    frames_with_a_face: streams.face_full.seen.faces,
    face_tracked: summary(msOf(streams.face_tracked)),
    face_full: summary(msOf(streams.face_full)),
    hands_tracked: more("hands_tracked"),
    hands_full: more("hands_full"),
    objects: more("objects"),
    everything: more("everything"),
    face_tracked_by_form: Object.fromEntries(
      Object.entries(forms).map(([form, times]) => [form, rounded(median(times))]),
    ),
  };
}

const { values } = parseArgs({
  options: { frames: { type: "string" }, rounds: { type: "string", default: String(ROUNDS) } },
});
const { source, found, pictures } = findPictures(values.frames);
await ensureDist();
say(`${pictures.length} of ${found} pictures (${source})`);
say("compressing the widget's files as a site would");
const site = await openSite({ pictures, folders: { widget: DIST }, csp: STRICT, brotli: ["widget"] });
try {
  const browser = await launch();
  const chromium = browser.version();
  say("timing frames");
  const { call } = await openPage(browser, `${site.url}/bench/ours.html`, { say });
  const run = await call("run", { pictures: pictures.length, rounds: Number(values.rounds), form: FORM });
  await browser.close();
  const empty = await emptyMemory(site);
  const start = {};
  for (const [name, models] of Object.entries(GROUPS)) {
    say(`cold starts: ${name}`);
    start[name] = await starts(site, models, empty);
  }
  const result = {
    machine: { ...machine(), chromium },
    pictures: { source, found, used: pictures.length },
    content_security_policy: STRICT,
    ms_per_frame: perFrame(run),
    start,
  };
  result.goals = goalsOfDownload(start);
  process.stderr.write(table.browser(result));
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  site.close();
}
