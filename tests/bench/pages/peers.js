// Ours and the peers in one page and one thread, in turn: each picture is given to everybody before the next one, each
// time beginning with another. Everybody gets the picture in the form that was fastest for them in this very page.

import { ENGINES } from "./engines.js";
import { backAndForth, FORMS, Picture } from "./reel.js";

/** Before that, engines still compile. */
const WARM_UP_ROUNDS = 10;
const FORM_ROUNDS = 10;
const SAY_EVERY = 20;

const say = (line) => console.info(`bench: ${line}`);

async function open() {
  const engines = [];
  const missing = {};
  for (const [name, { open: start, ...about }] of Object.entries(ENGINES)) {
    try {
      engines.push({ name, ...about, ...(await start()), times: [] });
      say(`${name} is ready`);
    } catch (error) {
      if (!about.optional) throw new Error(`${name}: ${error.message}`);
      missing[name] = error.message;
      say(`${name} is left out: ${error.message}`);
    }
  }
  return { engines, missing };
}

async function timed(engine, source, size) {
  const started = performance.now();
  const pending = engine.look(source, size);
  const seen = pending instanceof Promise ? await pending : pending;
  const ms = performance.now() - started;
  const [face] = seen.faces;
  if (face && face.length !== engine.points) throw new Error(`${engine.name}: a face with ${face.length} points`);
  return { ms, face, hands: seen.hands };
}

/** The fastest form of a frame for an engine, by the least ms of each, in turn: a busy machine only adds. */
async function chooseForm(engine) {
  const picture = await Picture.open(0, FORMS);
  const taken = engine.forms ?? FORMS;
  const least = Object.fromEntries(taken.map((form) => [form, Infinity]));
  for (let round = 0; round < WARM_UP_ROUNDS + FORM_ROUNDS; round++) {
    for (const form of taken) {
      const { ms } = await timed(engine, picture.as[form], picture.size);
      if (round >= WARM_UP_ROUNDS) least[form] = Math.min(least[form], ms);
    }
  }
  picture.close();
  const [form] = [...taken].sort((a, b) => least[a] - least[b]);
  say(`${engine.name}: ${form} (${taken.map((kind) => `${kind} ${least[kind].toFixed(1)}`).join(", ")})`);
  return { form, least_ms_by_form: least };
}

/** Mean distance of two faces' points, as a share of the distance of their outer eye corners. */
function apart(one, other) {
  const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  const eyes = distance(other[33], other[263]);
  const common = Math.min(one.length, other.length);
  let sum = 0;
  for (let i = 0; i < common; i++) sum += distance(one[i], other[i]);
  return sum / common / eyes;
}

async function run({ pictures, rounds }) {
  const { engines, missing } = await open();
  for (const engine of engines) Object.assign(engine, await chooseForm(engine));
  const forms = [...new Set(engines.map(({ form }) => form))];
  const order = backAndForth(pictures);
  const distances = {};
  const unseen = {};
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const picture = await Picture.open(order.next().value, forms);
    const first = (round + WARM_UP_ROUNDS) % engines.length;
    const turns = [...engines.slice(first), ...engines.slice(0, first)];
    const faces = {};
    for (const engine of turns) {
      const source = picture.as[engine.form];
      if (engine.tracks) await engine.look(source, picture.size);
      const { ms, face, hands } = await timed(engine, source, picture.size);
      if (round < 0) continue;
      faces[engine.name] = face;
      engine.times.push({ ms, face: face !== undefined, hands });
      if (!face) unseen[engine.name] = (unseen[engine.name] ?? 0) + 1;
    }
    const { mediapipe_image: reference, ...others } = faces;
    for (const [name, face] of Object.entries(others)) {
      if (face && reference) (distances[name] ??= []).push(apart(face, reference));
    }
    picture.close();
    if (round > 0 && round % SAY_EVERY === 0) say(`${round} of ${rounds} rounds`);
  }
  const about = ({ name, does, form, least_ms_by_form, times }) => [name, { does, form, least_ms_by_form, times }];
  return { engines: Object.fromEntries(engines.map(about)), missing, distances, unseen };
}

globalThis.bench = { run };
