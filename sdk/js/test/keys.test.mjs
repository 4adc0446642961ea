import assert from "node:assert/strict";
import { test } from "node:test";

import { keepPair, pairOf, usablePair } from "../keys.js";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const make = (extractable, algorithm = P256) => crypto.subtle.generateKey(algorithm, extractable, ["sign", "verify"]);

test("a pair is kept for its session", async () => {
  const pair = await make(false);
  keepPair("cs_a", pair);
  assert.equal(pairOf("cs_a").privateKey, pair.privateKey);
  assert.equal(pairOf("cs_b"), undefined);
});

test("only a pair that cannot be taken apart is taken from another window", async () => {
  assert.ok(usablePair(await make(false)));
  assert.equal(usablePair(await make(true)), undefined);
  assert.equal(usablePair(await make(false, { ...P256, namedCurve: "P-384" })), undefined);
  for (const wrong of [undefined, null, "pair", {}, { privateKey: {}, publicKey: {} }]) assert.equal(usablePair(wrong), undefined);
});

test("old pairs make room", async () => {
  const pair = await make(false);
  for (let i = 0; i < 40; i++) keepPair(`cs_${i}`, pair);
  assert.equal(pairOf("cs_0"), undefined);
  assert.ok(pairOf("cs_39"));
});
