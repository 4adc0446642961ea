// A site's pages: one that has its own copy of the widget's files (inline) and one that has not (frame), under a
// strict content security policy, each on a port, and so an origin, of its own.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../sdk/dist/", import.meta.url));
const STRICT = "default-src 'none'; base-uri 'none'; require-trusted-types-for 'script';";
const TYPES = { ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** One file of the build; what is not there is 404, as on any server. */
function file(name, response) {
  const path = join(DIST, name);
  if (name.includes("..") || !existsSync(path)) return response.writeHead(404).end();
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  const csp = `${STRICT} script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'`; // a worker has its own policy
  response.writeHead(200, { "content-type": type, "content-security-policy": csp }).end(readFileSync(path));
}

function html(script, { secret, api }) {
  const where = api ? ` api="${escaped(api)}"` : "";
  const widget = `<poze-widget session="${escaped(secret)}" site="A site" action="Log in"${where}></poze-widget>`;
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title><form id="form">${widget}</form>` +
    `<script type="module" src="${script}"></script></html>`
  );
}

/**
 * @param {string} verifier its URL
 * @returns {Promise<{inline(secret: string): string, frame(secret: string): string, close(): void}>} addresses of
 *   pages for a session, which are served until they are closed
 */
export async function servePages(verifier) {
  const secrets = new Map(); // a secret never stands in a URL
  const pages = {
    inline: {
      csp: `${STRICT} script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${verifier}; worker-src 'self'`,
      html: (secret) => html("/widget/poze.js", { secret, api: verifier }),
    },
    frame: {
      csp: `${STRICT} script-src ${verifier}; frame-src ${verifier}`,
      html: (secret) => html(`${verifier}/widget/poze.js`, { secret }),
    },
  };
  const serve = ({ csp, html: page }) =>
    new Promise((resolve) => {
      const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://site");
        if (pathname.startsWith("/widget/")) return file(pathname.slice("/widget/".length), response);
        const secret = secrets.get(pathname.slice(1));
        if (secret === undefined) return response.writeHead(404).end();
        response.writeHead(200, { "content-type": "text/html", "content-security-policy": csp }).end(page(secret));
      }).listen(0, "127.0.0.1", () => resolve(server));
    });
  const servers = { inline: await serve(pages.inline), frame: await serve(pages.frame) };
  const address = (kind) => (secret) => {
    const name = String(secrets.size + 1);
    secrets.set(name, secret);
    return `http://127.0.0.1:${servers[kind].address().port}/${name}`;
  };
  const close = () => {
    for (const server of Object.values(servers)) {
      server.close();
      server.closeAllConnections();
    }
  };
  return { inline: address("inline"), frame: address("frame"), close };
}
