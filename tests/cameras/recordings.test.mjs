// That recordings of phones, cameras and studios are decoded whole, and that what is none is counted and no more.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { FOOTAGE } from "./fetch.mjs";

const BINARY = fileURLToPath(new URL("../../target/release/poze", import.meta.url));

test("poze eval spoof judges published clips and counts damaged ones apart", () => {
  const folder = mkdtempSync(join(tmpdir(), "poze-recordings-"));
  try {
    const index = join(folder, "index.csv");
    const half = join(folder, "half.mp4");
    const man = readFileSync(join(FOOTAGE, "man.mp4"));
    writeFileSync(half, man.subarray(0, man.length / 2));
    const rows = [
      ["man.mp4", "live"],
      ["carphone.mp4", "live"],
      ["nobody.mp4", "landscape"],
      [half, "live"],
    ];
    writeFileSync(index, ["file,label", ...rows.map((row) => row.join(","))].join("\n"));
    const run = spawnSync(BINARY, ["eval", "spoof", "--index", index, "--root", FOOTAGE], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const said = JSON.parse(run.stdout);
    assert.equal(said.counts.live.presentations, 2);
    assert.equal(said.counts.live.no_face, 0);
    assert.deepEqual(said.apcer, { landscape: 0 });
    assert.equal(said.counts.species.landscape.no_face, 1);
    assert.deepEqual(said.unreadable, [{ error: "the recording is damaged", file: half, label: "live" }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
