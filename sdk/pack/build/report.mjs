// What was built: sizes, the hash for a page's `integrity`, and the loader's limit.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** What a visitor who never presses start has to download, at most. */
export const LOADER_LIMIT_BYTES = 15 * 1024;

/** What an analyzer downloads before its models, at most. */
export const EYE_LIMIT_BYTES = 150_000;
const EYES = ["poze_eye", "poze_eye_relaxed"];

const brotli = (bytes) => brotliCompressSync(bytes).length;
const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
const withCommas = (n) => n.toLocaleString("en-US");

/** Prints a line per file of `files`, then the integrity of poze.js. */
export function printTable(dist, files) {
  const rows = [...files].sort().map((file) => {
    const bytes = readFileSync(join(dist, file));
    return [file, withCommas(bytes.length), withCommas(gzipped(bytes)), withCommas(brotli(bytes))];
  });
  const width = Math.max(...rows.map(([file]) => file.length));
  const line = ([file, ...sizes]) => `${file.padEnd(width)} ${sizes.map((size) => size.padStart(11)).join(" ")}\n`;
  process.stdout.write(line(["sdk/dist", "bytes", "gzip", "brotli"]));
  for (const row of rows) process.stdout.write(line(row));
  const sri = createHash("sha384").update(readFileSync(join(dist, "poze.js"))).digest("base64");
  process.stdout.write(`poze.js integrity="sha384-${sri}"\n`);
}

/** @throws when what the analyzer needs before its models is larger than {@link EYE_LIMIT_BYTES} compressed */
export function checkEyeSize(dist) {
  for (const eye of EYES) {
    const files = ["analyzer.js", `${eye}.js`, `${eye}.wasm`];
    const size = files.reduce((sum, file) => sum + brotli(readFileSync(join(dist, file))), 0);
    process.stdout.write(`${files.join(" + ")}: ${withCommas(size)} bytes brotli\n`);
    if (size > EYE_LIMIT_BYTES) {
      const message = `the analyzer has ${size} bytes brotli without models, the limit is ${EYE_LIMIT_BYTES}`;
      throw Object.assign(new Error(message), { expected: true });
    }
  }
}

/** @throws when poze.js is larger than {@link LOADER_LIMIT_BYTES} compressed */
export function checkLoaderSize(dist) {
  const size = gzipped(readFileSync(join(dist, "poze.js")));
  if (size > LOADER_LIMIT_BYTES) {
    const message = `poze.js has ${size} bytes gzip, the limit is ${LOADER_LIMIT_BYTES}: something large is in the loader`;
    throw Object.assign(new Error(message), { expected: true });
  }
}
