// Times the analyser in its page: several streams, each picture given to all of them before the next one.

import { createAnalyzer } from "/widget/analyzer.js";

import { backAndForth, FORMS, Picture } from "./reel.js";
import { problemOf } from "./shape.js";

/** What is timed: which models, and whether the frame before counts. */
const STREAMS = {
  face_tracked: { models: ["face"], track: true },
  face_full: { models: ["face"], track: false },
  hands_tracked: { models: ["hands"], track: true, optional: true },
  hands_full: { models: ["hands"], track: false, optional: true },
  objects: { models: ["objects"], track: false, optional: true },
  everything: { models: ["face", "hands", "objects"], track: true, optional: true },
};
/** The engine compiles hot functions again while they run; before that times are not those of a stream. */
const WARM_UP_ROUNDS = 20;
const SAY_EVERY = 50;

const say = (line) => console.info(`bench: ${line}`);

/** The streams whose models are there, and why the others are not. */
async function open() {
  const streams = {};
  const missing = {};
  for (const [name, { models, track, optional }] of Object.entries(STREAMS)) {
    const analyzer = createAnalyzer();
    try {
      await analyzer.load({ models });
      streams[name] = { analyzer, track, times: [], seen: { faces: 0, hands: 0, objects: 0 } };
    } catch (error) {
      if (!optional) throw error;
      missing[name] = error.message;
      say(`${name} is left out: ${error.message}`);
    }
  }
  return { streams, missing };
}

function timed({ analyzer, track, seen }, source, size) {
  const started = performance.now();
  const analysis = analyzer.analyze(source, { track });
  const ms = performance.now() - started;
  const problem = problemOf(analysis, size);
  if (problem !== null) throw new Error(`the analyser answered ${problem}`);
  for (const kind of Object.keys(seen)) seen[kind] += analysis[kind].length > 0 ? 1 : 0;
  return { ms, face: analysis.faces.length > 0 };
}

/** Milliseconds of one answer for each form of a frame, by the stream that follows a face. */
async function byForm(stream) {
  const picture = await Picture.open(0, FORMS);
  const times = Object.fromEntries(FORMS.map((form) => [form, []]));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const form of FORMS) times[form].push(timed(stream, picture.as[form], picture.size).ms);
  }
  picture.close();
  return times;
}

/**
 * Each picture is shown to every stream, and to those that follow a face once before it counts: what is timed is a
 * frame whose face was there in the frame before, also where the pictures have nothing to do with each other.
 */
async function run({ pictures, rounds, form }) {
  const { streams, missing } = await open();
  const forms = await byForm(streams.face_tracked);
  const order = backAndForth(pictures);
  let sizes = {};
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    if (round === 0) {
      for (const stream of Object.values(streams)) Object.assign(stream.seen, { faces: 0, hands: 0, objects: 0 });
      sizes = {};
    }
    const picture = await Picture.open(order.next().value, [form]);
    const source = picture.as[form];
    const size = `${picture.size.width}x${picture.size.height}`;
    sizes[size] = (sizes[size] ?? 0) + 1;
    for (const stream of Object.values(streams)) {
      if (stream.track) stream.analyzer.analyze(source);
      const { ms, face } = timed(stream, source, picture.size);
      if (round >= 0) stream.times.push({ ms, face });
    }
    picture.close();
    if (round % SAY_EVERY === 0 && round > 0) say(`${round} of ${rounds} frames`);
  }
  const results = Object.entries(streams).map(([name, { times, seen }]) => [name, { times, seen }]);
  for (const { analyzer } of Object.values(streams)) analyzer.close();
  return { streams: Object.fromEntries(results), missing, forms, sizes };
}

globalThis.bench = { run };
