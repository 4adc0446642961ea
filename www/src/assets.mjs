// Files: our own under /static/, those of @poze/widget under /poze/.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
/** Segments of letters, digits, - and _, none of which begins with a dot: nothing climbs out of the folder. */
const SAFE_PATH = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

export const STATIC_FOLDER = fileURLToPath(new URL("./static/", import.meta.url));

/** Where the widget's files lie, wherever npm has put the package. */
export const WIDGET_FOLDER = fileURLToPath(new URL("./", import.meta.resolve("@poze/widget/assets/poze.js")));

async function fileAt(path) {
  try {
    const found = await stat(path);
    return found.isFile() ? found : null;
  } catch {
    return null;
  }
}

/**
 * Handler for `<prefix>*`. The names do not change with the contents, so browsers keep the files and ask each time
 * whether they are still good.
 */
export function files(prefix, folder) {
  return async (context) => {
    const name = context.req.path.slice(prefix.length);
    const path = join(folder, name);
    const found = SAFE_PATH.test(name) ? await fileAt(path) : null;
    if (found === null) return context.notFound();
    const tag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    context.header("etag", tag);
    context.header("cache-control", "no-cache");
    if (context.req.header("if-none-match") === tag) return context.body(null, 304);
    context.header("content-type", TYPES[extname(name)] ?? "application/octet-stream");
    context.header("content-length", String(found.size));
    if (context.req.method === "HEAD") return context.body(null);
    return context.body(Readable.toWeb(createReadStream(path)));
  };
}
