// Somebody does the moves live, and sends pictures of somebody else as the key frames that are matched.

import assert from "node:assert/strict";

import { MAN, WOMAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

scenario("key frames of another face than the track's are refused", async (stand) => {
  const victim = MAN.footage();
  const footage = WOMAN.footage().map((frame, i) => ({ ...frame, key: victim[i % victim.length].key }));
  const attack = { ...WOMAN.honest(), photo: MAN.photo(), footage };
  const { verdict, seen } = await stand.take(attack);
  assert.deepEqual([verdict.verified, verdict.codes], [false, ["not_verified"]], seen.result.detail);
  const { codes } = seen.challenges[0];
  assert.ok(codes.includes("track_cut") && codes.includes("face_mismatch"), seen.result.detail);
});

scenario("nor does one photo as the only key frame help", async (stand) => {
  const [photo] = MAN.footage();
  const footage = WOMAN.footage().map((frame) => ({ ...frame, key: photo.key }));
  const { verdict, seen } = await stand.take({ ...WOMAN.honest(), photo: MAN.photo(), footage });
  assert.deepEqual([verdict.verified, verdict.codes], [false, ["not_verified"]], seen.result.detail);
});
