import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { PozeError } from "../errors.js";
import { download } from "../loader.js";

const BODY = Buffer.alloc(300_000, "poze");
let server;
let base;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/file") response.end(BODY);
    else if (request.url === "/page") response.setHeader("content-type", "text/html; charset=utf-8").end("<h1>Not found</h1>");
    else if (request.url === "/overloaded") response.writeHead(503).end();
    else if (request.url === "/stalls") response.write("a first byte, and no more");
    else if (request.url === "/breaks") response.write("x", () => response.destroy());
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test("the whole body comes, and every byte is counted once", async () => {
  let counted = 0;
  const blob = await download(`${base}/file`, (more) => (counted += more));
  assert.equal(counted, BODY.length);
  assert.ok(BODY.equals(Buffer.from(await blob.arrayBuffer())));
});

const failures = [
  ["/missing", /answered 404/, "bad_configuration", false],
  ["/page", /is a page, not a file/, "bad_configuration", false],
  ["/overloaded", /answered 503/, "network", true],
  ["/stalls", /sent nothing for 0\.2 s/, "network", true],
  ["/breaks", /could not be read/, "network", true],
];
for (const [path, message, code, retryable] of failures) {
  test(`${path} is told as ${code}`, async () => {
    const failed = download(base + path, () => {}, { stallMs: 200 });
    await assert.rejects(failed, (error) => {
      assert.ok(error instanceof PozeError);
      assert.deepEqual([error.code, error.retryable], [code, retryable]);
      assert.match(error.message, message);
      return true;
    });
  });
}

test("a server that is not there is a network error", async () => {
  await assert.rejects(download("http://127.0.0.1:1/file", () => {}), { code: "network" });
});
