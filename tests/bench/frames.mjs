// The pictures that everybody in a bench is given: a folder of them, or frames of the tests' clips.

import { mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";

import { frames, take } from "../cameras/cameras.mjs";
import { CACHE } from "./setup.mjs";

const TYPES = { ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp" };

/** More pictures tell nothing new and take memory. */
const MOST = 240;
const EVERY_MS = 100;
/** Two people, 640x360: looking up behind a hand, smiling; calm, then smiling. */
const STRETCHES = [take("woman", 6, 19.6), take("man", 0, 2.4)];

/** @typedef {{path: string, type: string}} Picture */

/** `most` of them, evenly spread, in their order. */
const spread = (all, most) =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);

/** @returns {Picture[]} of a folder and the folders in it, in the order of their names */
function inFolder(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const byNumber = new Intl.Collator("en", { numeric: true });
  const wanted = names.filter((name) => extname(name).toLowerCase() in TYPES).sort(byNumber.compare);
  return wanted.map((name) => ({ path: join(folder, name), type: TYPES[extname(name).toLowerCase()] }));
}

/** The clips' frames as files, cut once. */
function ofClips() {
  const folder = join(CACHE, "frames");
  if (!existsSync(join(folder, "done"))) {
    mkdirSync(folder, { recursive: true });
    STRETCHES.forEach((stretch, clip) => {
      for (const { t_ms, key } of frames([stretch], EVERY_MS)) writeFileSync(join(folder, `${clip}-${t_ms}.jpg`), key);
    });
    writeFileSync(join(folder, "done"), "");
  }
  return inFolder(folder);
}

/**
 * @param {string} [folder] of jpg, png or webp; the tests' clips when absent
 * @returns {{source: string, found: number, pictures: Picture[]}}
 */
export function findPictures(folder) {
  const all = folder === undefined ? ofClips() : inFolder(resolve(folder));
  if (all.length === 0) throw new Error(`There is no jpg, png or webp in ${folder}.`);
  const source = folder === undefined ? "frames of the clips that tests/cameras fetches" : "--frames";
  return { source, found: all.length, pictures: spread(all, MOST) };
}

export const bytesOf = ({ path }) => readFileSync(path);
