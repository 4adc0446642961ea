import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { hashOf, Stamps } from "../build/stamps.mjs";

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "poze-stamps-"));
  mkdirSync(join(root, "src/tests"), { recursive: true });
  mkdirSync(join(root, "out"));
  writeFileSync(join(root, "src/a.rs"), "a");
  writeFileSync(join(root, "out/made.js"), "made");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a change, a new file and a new name are seen; tests are not", () => {
  const hash = () => hashOf(root, ["src", "absent"]);
  const first = hash();
  writeFileSync(join(root, "src/tests/t.rs"), "t");
  assert.equal(hash(), first);
  writeFileSync(join(root, "src/b.rs"), "");
  const second = hash();
  assert.notEqual(second, first);
  writeFileSync(join(root, "src/a.rs"), "A");
  assert.notEqual(hash(), second);
  assert.notEqual(hashOf(root, ["src"], ["flag"]), hashOf(root, ["src"]));
});

test("outputs are fresh until they or the inputs change, over runs", () => {
  const path = join(root, "stamps.json");
  const out = join(root, "out");
  new Stamps(path).set("js", "h1", out, ["made.js"]);
  const next = new Stamps(path);
  assert.ok(next.fresh("js", "h1", out));
  assert.deepEqual(next.outputs("js"), ["made.js"]);
  assert.ok(!next.fresh("js", "h2", out));
  assert.ok(!next.fresh("wasm", "h1", out));
  writeFileSync(join(out, "made.js"), "touched");
  assert.ok(!next.fresh("js", "h1", out));
  rmSync(join(out, "made.js"));
  assert.ok(!next.fresh("js", "h1", out));
});

test("a damaged stamp file only means that everything is built", () => {
  const path = join(root, "stamps.json");
  writeFileSync(path, "{");
  assert.ok(!new Stamps(path).fresh("js", "h1", root));
});
