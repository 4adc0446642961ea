import assert from "node:assert/strict";
import test from "node:test";

import { goalsAgainstPeers, goalsOfDownload } from "../goals.mjs";

const part = (brotli) => ({ raw: 2 * brotli, brotli });
const group = (parts, renderer) => ({
  bytes_to_first_answer: { wasm: part(100_000), js: part(20_000), face_models: part(3_000_000), ...parts },
  memory_over_empty_page_bytes: { renderer },
});
const metBy = (goals) => Object.fromEntries(goals.map(({ what, met }) => [what, met]));

test("wasm and JavaScript count together, memory by the group that has most", () => {
  const met = metBy(
    goalsOfDownload({
      face: group({}, 50e6),
      face_and_hands: group({ hands: part(4_000_001) }, 90e6),
      face_and_objects: group({ objects: part(4_000_000) }, 90e6),
      everything: group({}, 121e6),
    }),
  );
  assert.equal(met["wasm and JavaScript to the first answer"], true);
  assert.equal(met["hand models, when asked for"], false);
  assert.equal(met["object models, when asked for"], true);
  assert.equal(met["memory over an empty page, face"], true);
  assert.equal(met["memory over an empty page, all that there is"], false);
});

test("what was refused or not measured is neither met nor missed", () => {
  const refused = { refused: "there are models for face" };
  const goals = goalsOfDownload({
    face: { ...group({}, undefined) },
    face_and_hands: refused,
    face_and_objects: refused,
  });
  const open = goals.filter(({ met }) => met === null).map(({ what }) => what);
  assert.deepEqual(open, [
    "hand models, when asked for",
    "object models, when asked for",
    "memory over an empty page, face",
    "memory over an empty page, all that there is",
  ]);
});

test("a ratio is held against its own goal; comparisons without one are left out", () => {
  const goals = goalsAgainstPeers({
    browser: {
      comparisons: [
        { name: "a", goal: 0.4, ratio: { of_medians: 0.41 } },
        { name: "b", ratio: { of_medians: 0.1 } },
        { name: "c", goal: 0.25, ratio: null },
      ],
    },
    native: { nets: { net: { goal: 1, ratio: { of_medians: 1 } } } },
  });
  assert.deepEqual(
    goals.map(({ what, met }) => [what, met]),
    [
      ["a", false],
      ["c", null],
      ["net against ONNX Runtime", true],
    ],
  );
});
