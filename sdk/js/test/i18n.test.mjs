import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { direction, format, lookup } from "../i18n.js";

const folder = new URL("../", import.meta.url);
const english = JSON.parse(readFileSync(new URL("lang/en.json", folder), "utf8"));

test("the best language that there is", () => {
  const available = ["en", "de", "pt-BR", "zh-Hant"];
  assert.equal(lookup(["de-CH-1996"], available), "de");
  assert.equal(lookup(["pt-br"], available), "pt-BR");
  assert.equal(lookup(["pt-PT"], available), "en");
  assert.equal(lookup(["fr", "zh-Hant-TW"], available), "zh-Hant");
  assert.equal(lookup([undefined, "", "xx"], available), "en");
});

test("languages that are written from right to left", () => {
  assert.deepEqual(["ar-EG", "he", "FA", "en", "de"].map(direction), ["rtl", "rtl", "rtl", "ltr", "ltr"]);
});

test("placeholders are filled, unknown ones and unknown keys stay visible", () => {
  assert.equal(format({ a: "{x} of {y} {z}" }, "a", { x: 1, y: "{x}" }), "1 of {x} {z}");
  assert.equal(format({}, "no-such-key"), "no-such-key");
});

test("every text that the loader asks for is there in English", () => {
  const sources = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const asked = new Set();
  for (const name of sources) {
    const source = readFileSync(new URL(name, folder), "utf8");
    for (const [, key] of source.matchAll(/\bt\("([\w-]+)"/g)) asked.add(key);
    for (const [, code] of source.matchAll(/new PozeError\(\s*"(\w+)"/g)) asked.add(`error-${code}`);
  }
  for (const point of ["check", "who", "kept", "choice"]) asked.add(`consent-${point}`).add(`consent-${point}-title`);
  assert.ok(asked.size > 20, "the search for keys has broken");
  assert.deepEqual([...asked].filter((key) => !english[key] && key !== "error-cancelled"), []);
});

test("every language has the placeholders of the English text", () => {
  const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
  for (const name of readdirSync(new URL("lang/", folder))) {
    const texts = JSON.parse(readFileSync(new URL(`lang/${name}`, folder), "utf8"));
    for (const [key, text] of Object.entries(texts)) {
      assert.equal(typeof text, "string", `${name}: ${key}`);
      assert.ok(key in english, `${name}: ${key} has no English text`);
      assert.equal(placeholders(text), placeholders(english[key]), `${name}: ${key}`);
    }
  }
});
