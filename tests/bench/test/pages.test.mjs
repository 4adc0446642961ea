// That the page of bench:browser loads under its policy and gives what the bench reads: one round over one picture.

import assert from "node:assert/strict";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { launch, openPage } from "../browser-process.mjs";
import { DIST } from "../setup.mjs";
import { openSite, STRICT } from "../site.mjs";

const PICTURE = { path: fileURLToPath(new URL("../../../docs/pictures/run.png", import.meta.url)), type: "image/png" };

test("the page times every stream whose models are there, and nothing is refused by the policy", async (t) => {
  const heard = [];
  const site = await openSite({ pictures: [PICTURE], folders: { widget: DIST }, csp: STRICT });
  t.after(() => site.close());
  const browser = await launch();
  t.after(() => browser.close());
  const { call } = await openPage(browser, `${site.url}/bench/ours.html`, { say: (line) => heard.push(line) });
  const { streams, missing, forms, sizes } = await call("run", { pictures: 1, rounds: 1, form: "ImageBitmap" });
  for (const name of ["face_tracked", "face_full"]) {
    const { times, seen } = streams[name];
    assert.equal(times.length, 1);
    assert.ok(times[0].ms > 0 && times[0].face && seen.faces === 1, `${name}: ${JSON.stringify({ times, seen })}`);
  }
  for (const name of ["hands_tracked", "hands_full", "objects", "everything"]) {
    assert.ok(name in streams !== name in missing, `${name} is either timed or said to be missing`);
  }
  assert.deepEqual(Object.values(sizes), [1]);
  assert.ok(Object.values(forms).every((times) => times.length > 0));
  assert.deepEqual(
    heard.filter((line) => line.includes("policy")),
    [],
  );
  const sent = site.take();
  assert.ok(sent.some(({ path }) => path.endsWith(".wasm")));
});

test("a name outside of the folders that are served is not found", async (t) => {
  const site = await openSite({ pictures: [PICTURE], folders: { widget: DIST }, csp: STRICT });
  t.after(() => site.close());
  for (const path of ["/widget/..%2f..%2fpackage.json", "/frames/7", "/other/poze.js", "/widget/"]) {
    assert.equal((await fetch(site.url + path)).status, 404, path);
  }
  assert.equal((await fetch(`${site.url}/frames/0`)).headers.get("content-type"), "image/png");
});
