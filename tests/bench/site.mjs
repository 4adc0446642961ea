// A web server on loopback for a bench's pages: fixed files under fixed prefixes, compressed as a site would serve
// them, and a list of what was sent.

import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

import { bytesOf } from "./frames.mjs";
import { BENCH } from "./setup.mjs";

const PAGES = join(BENCH, "pages");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
/** What a page with the widget needs, and nothing else; pictures come through fetch. */
export const STRICT =
  "default-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; " +
  "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const compress = promisify(brotliCompress);

/** The files of a folder by path, as a site that compresses once, as well as it can, sends them. */
async function compressedFiles(folder) {
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint, BROTLI_PARAM_LGWIN: window } = constants;
  const paths = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const packed = paths
    .filter((path) => statSync(path).isFile())
    .map(async (path) => {
      const bytes = readFileSync(path);
      return [path, await compress(bytes, { params: { [quality]: 11, [hint]: bytes.length, [window]: 24 } })];
    });
  return Promise.all(packed);
}

/** The file that a path names inside its folder, or null. */
function inside(folder, name) {
  const path = normalize(join(folder, name));
  return path.startsWith(folder + sep) && existsSync(path) && statSync(path).isFile() ? path : null;
}

/**
 * @param {object} options
 * @param {import("./frames.mjs").Picture[]} options.pictures served as `/frames/N`
 * @param {Record<string, string>} options.folders by the first part of the path, such as `widget`
 * @param {string | null} options.csp of every answer
 * @param {string[]} [options.brotli] names of folders that are sent compressed, which takes seconds to prepare
 */
export async function openSite({ pictures, folders, csp, brotli: shrunk = [] }) {
  const sent = [];
  const all = { bench: PAGES, ...folders };
  const compressed = new Map((await Promise.all(shrunk.map((name) => compressedFiles(folders[name])))).flat());
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const [, first, ...rest] = decodeURIComponent(pathname).split("/");
    const headers = { "cache-control": "no-store", ...(csp ? { "content-security-policy": csp } : {}) };
    const picture = first === "frames" ? pictures[Number(rest[0])] : undefined;
    if (picture) return response.writeHead(200, { ...headers, "content-type": picture.type }).end(bytesOf(picture));
    const path = first in all ? inside(all[first], rest.join("/")) : null;
    if (path === null) return response.writeHead(404, headers).end();
    const bytes = readFileSync(path);
    const packs = compressed.has(path) && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    const body = packs ? compressed.get(path) : bytes;
    sent.push({ path: pathname, raw: bytes.length, sent: body.length, brotli: packs });
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const encoding = packs ? { "content-encoding": "br" } : {};
    response.writeHead(200, { ...headers, ...encoding, "content-type": type, "content-length": body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    pictures: pictures.length,
    /** What was sent since it was last asked, pictures and pages aside. */
    take: () => sent.splice(0).filter(({ path }) => !path.startsWith("/bench/")),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
