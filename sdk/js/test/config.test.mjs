import assert from "node:assert/strict";
import { test } from "node:test";

import { isInline, isSecret, resolveApi, resolveBase, webLink } from "../config.js";
import { isPlainStyle } from "../frame-messages.js";

test("the base is absolute and ends in a slash", () => {
  const page = "https://shop.example/login?next=1";
  assert.equal(resolveBase("/poze", page), "https://shop.example/poze/");
  assert.equal(resolveBase("assets/poze/", page), "https://shop.example/assets/poze/");
  assert.equal(resolveBase("https://verifier.example/widget", page), "https://verifier.example/widget/");
  assert.equal(resolveBase("", page), new URL("../", import.meta.url).href);
});

test("the verifier is where the page says, or where the files are", () => {
  const page = "https://shop.example/login?next=1";
  const base = "https://verifier.example/widget/";
  assert.equal(resolveApi("", base, page), "https://verifier.example");
  assert.equal(resolveApi("/poze/", base, page), "https://shop.example/poze");
  assert.equal(resolveApi("https://api.example/", base, page), "https://api.example");
});

test("what is no web address is a mistake of the page", () => {
  for (const wrong of ["ftp://x.example", "javascript:alert(1)", "http://", "https://a b"]) {
    assert.throws(() => resolveApi(wrong, "https://v.example/", "https://shop.example/"), { code: "bad_configuration" }, wrong);
    assert.throws(() => resolveBase(wrong, "https://shop.example/"), { code: "bad_configuration" }, wrong);
  }
});

test("a secret is what a header takes", () => {
  assert.ok(isSecret("cs_aB9-_"));
  for (const wrong of ["cs_\u2026", "a\nb", "cs_x ", "cs_\u00e9"]) assert.ok(!isSecret(wrong), wrong);
});

test("files of another origin run in a frame, another port included", () => {
  const page = { origin: "https://shop.example" };
  assert.equal(isInline("https://shop.example/poze/", page), true);
  assert.equal(isInline("https://verifier.example/widget/", page), false);
  assert.equal(isInline("https://shop.example:8443/poze/", page), false);
});

test("only web addresses become links", () => {
  assert.equal(webLink("https://shop.example/privacy"), "https://shop.example/privacy");
  for (const href of ["javascript:alert(1)", "data:text/html,x", "/privacy", "", undefined]) assert.equal(webLink(href), null);
});

test("a style from the embedding page can load nothing", () => {
  for (const value of ["#4f46e5", "rgb(0 0 0 / 40%)", "14px", '"Inter", sans-serif']) assert.ok(isPlainStyle(value), value);
  const bad = ["url(https://x.example/a)", "URL (x)", "red; background: blue", "a{b}", "x".repeat(200), 7, undefined];
  for (const value of bad) assert.ok(!isPlainStyle(value), String(value));
});
