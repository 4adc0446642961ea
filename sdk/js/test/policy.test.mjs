import assert from "node:assert/strict";
import { test } from "node:test";

import { mistakeOf } from "../policy.js";

const urls = ["https://verifier.example"];
const breach = (changes) => ({
  effectiveDirective: "connect-src",
  blockedURI: "https://verifier.example/v1/challenges",
  disposition: "enforce",
  ...changes,
});

test("a policy that blocks the check is a mistake of the page, named by its directive", () => {
  const mistake = mistakeOf(breach(), urls);
  assert.deepEqual([mistake.code, mistake.retryable], ["bad_configuration", false]);
  assert.match(mistake.message, /connect-src/);
  assert.ok(mistakeOf(breach({ effectiveDirective: "script-src", blockedURI: "wasm-eval" }), urls));
  const trusted = { effectiveDirective: "trusted-types", blockedURI: "trusted-types-policy", sample: "poze" };
  assert.ok(mistakeOf(breach(trusted), urls));
});

test("other breaches are none of the check's", () => {
  assert.equal(mistakeOf(breach({ blockedURI: "https://tracker.example/x" }), urls), null);
  assert.equal(mistakeOf(breach({ effectiveDirective: "img-src" }), urls), null);
  assert.equal(mistakeOf(breach({ disposition: "report" }), urls), null);
});
