// Every camera of the scenarios by name: made once, kept in tests/.footage.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { PYTHON } from "../setup/python.mjs";
import { ensureFootage, FOOTAGE } from "./fetch.mjs";

const MAKE = fileURLToPath(new URL("make.py", import.meta.url));
const SIZE = { width: 640, height: 360, fps: 30 };
const clip = (name) => join(FOOTAGE, `${name}.mp4`);

/** @typedef {{clip: string, from?: number, to?: number, at?: number, for?: number} | {black: number} |
 *   {left: object, right: object}} Segment as make.py takes them */

/** Part of a clip, in seconds of it; backwards if `from` is the later. @param {{speed?: number}} [more] <1: slower */
export const take = (name, from, to, more = {}) => ({ clip: clip(name), from, to, ...more });
/** One frame of a clip, held. */
export const held = (name, at, seconds) => ({ clip: clip(name), at, for: seconds });
export const black = (seconds) => ({ black: seconds });
export const beside = (left, right) => ({ left, right });

function make(what, ending, segments, more = {}) {
  ensureFootage();
  const spec = JSON.stringify({ ...SIZE, segments, ...more });
  const made = createHash("sha256").update(readFileSync(MAKE)).update(what).update(spec).digest("hex").slice(0, 16);
  const out = join(FOOTAGE, `${made}${ending}`);
  if (existsSync(what === "frames" ? join(out, "done") : out)) return out;
  const done = spawnSync(PYTHON, [MAKE, what, out, spec], { stdio: ["ignore", 2, 2] });
  if (done.status !== 0) throw new Error(`make.py ${what} failed`);
  return out;
}

/** A file for Chromium's fake camera, which plays it in a loop from the moment a page opens the camera. */
export const camera = (...segments) => make("camera", ".y4m", segments);

/** The same at another rate than 30 frames a second, as cameras do in poor light. */
export const cameraAt = (fps, ...segments) => make("camera", ".y4m", segments, { fps });

/** A picture. */
export const still = (segment) => make("still", ".jpg", [segment]);

/**
 * Frames as the widget would send them, from the start of the segments.
 * @returns {{t_ms: number, track: Uint8Array, key: Uint8Array}[]}
 */
export function frames(segments, everyMs = 150) {
  const folder = make("frames", "", segments, { every_ms: everyMs });
  const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
  const names = readdirSync(folder).filter((name) => name.endsWith(".track.jpg"));
  return names.sort().map((name) => {
    const key = read(name.replace(".track.", ".key."));
    return { t_ms: Number.parseInt(name, 10), track: read(name), key };
  });
}
