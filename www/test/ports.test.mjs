// Ports of `npm start`, also when two are started at once.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import test from "node:test";

import { onPort } from "../ports.mjs";

/** Starts a server on the port; fails as a process does whose port is taken. */
const listen = (port) =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ port: server.address().port, close: () => server.close() }));
  });

async function freePort() {
  const { port, close } = await listen(0);
  close();
  return port;
}

function options(port) {
  const said = [];
  return { said, what: "the site", key: "PORT", port, say: (line) => said.push(line) };
}

test("a free port is used, and 0 is any", async () => {
  const port = await freePort();
  const wanted = options(port);
  const server = await onPort(wanted, listen);
  server.close();
  assert.equal(server.port, port);
  assert.deepEqual(wanted.said, []);
  assert.equal(await onPort(options(0), async (given) => given), 0);
});

test("a taken port is passed over, and said", async () => {
  const other = await listen(0);
  const wanted = options(other.port);
  const server = await onPort(wanted, listen);
  assert.notEqual(server.port, other.port);
  assert.deepEqual(wanted.said, [`port ${other.port} is taken, so the site gets a free one (PORT chooses another)`]);
  server.close();
  other.close();
});

test("two at once: the one that comes too late starts once more", async () => {
  const port = await freePort();
  const wanted = [options(port), options(port)];
  const servers = await Promise.all(wanted.map((one) => onPort(one, listen)));
  for (const server of servers) server.close();
  assert.equal(servers.filter((server) => server.port === port).length, 1);
  assert.equal(wanted.flatMap(({ said }) => said).length, 1);
});

test("what fails for another reason fails, once", async () => {
  let tries = 0;
  const start = async () => {
    tries += 1;
    throw new Error("no such file");
  };
  await assert.rejects(onPort(options(await freePort()), start), /no such file/);
  assert.equal(tries, 1);
});
