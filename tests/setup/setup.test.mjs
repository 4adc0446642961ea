// What starts processes for `npm start` and `npm test`.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";

import { nodeModulesAreFresh } from "./node-modules.mjs";
import { runTool, ToolError } from "./run-tool.mjs";
import { startVerifier } from "./verifier.mjs";

const folder = mkdtempSync(join(tmpdir(), "poze-setup-"));
after(() => rmSync(folder, { recursive: true }));

/** A program in the verifier's place. */
function pretended(name, script) {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("reads what the verifier prints, and stops it", async () => {
  const bin = pretended(
    "good",
    `const say = (line) => process.stdout.write(line + "\\n");
    process.stderr.write("args " + process.argv.slice(2).join(" ") + "\\n");
    say("site: site_a"); say("secret key: sk_a"); say("site: site_b"); say("secret key: sk_b");
    say("listening on http://127.0.0.1:4711");
    setInterval(() => {}, 1000);`,
  );
  const verifier = await startVerifier({ bin, port: 4711, sites: 2 });
  assert.equal(verifier.url, "http://127.0.0.1:4711");
  assert.deepEqual(verifier.sites, [
    { id: "site_a", secretKey: "sk_a" },
    { id: "site_b", secretKey: "sk_b" },
  ]);
  await verifier.stop();
  assert.equal(await verifier.exited, "signal SIGTERM");
  assert.match(verifier.log(), /^args serve --dev --port 4711 --dev-sites 2$/m);
});

test("one that ends before it answers is reported with what it said", async () => {
  const bin = pretended("bad", `process.stderr.write("no such thing\\n", () => process.exit(3));`);
  await assert.rejects(startVerifier({ bin }), /exit code 3[^]*no such thing/);
  await assert.rejects(startVerifier({ bin: join(folder, "absent") }), /ENOENT/);
});

test("a tool that fails is named with its arguments", async () => {
  const say = () => {};
  await runTool(process.execPath, ["-e", ""], { cwd: folder, say });
  await assert.rejects(runTool(process.execPath, ["-e", "process.exit(2)"], { cwd: folder, say }), (error) => {
    return error instanceof ToolError && /process\.exit\(2\)` failed \(2\)/.test(error.message);
  });
  await assert.rejects(runTool(join(folder, "absent"), [], { cwd: folder, say }), ToolError);
});

test("packages are installed again when the lock file is newer", () => {
  const lock = join(folder, "package-lock.json");
  const done = join(folder, "node_modules", ".package-lock.json");
  writeFileSync(lock, "{}");
  assert.equal(nodeModulesAreFresh(folder), false);
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(done, "{}");
  utimesSync(lock, 1000, 1000);
  assert.equal(nodeModulesAreFresh(folder), true);
  utimesSync(done, 999, 999);
  assert.equal(nodeModulesAreFresh(folder), false);
});
