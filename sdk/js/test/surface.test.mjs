// The public surface: types parse, and name what the modules export.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { transform } from "esbuild";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

/** Names of the values (not of the types) that a module or its types export. */
function exported(source) {
  const names = [...source.matchAll(/^export (?:async )?(?:class|function|const) (\w+)/gm)].map(([, name]) => name);
  for (const [, list] of source.matchAll(/^export \{([^}]+)\}/gm)) names.push(...list.split(",").map((name) => name.trim()));
  return names.sort();
}

for (const name of ["poze", "analyzer"]) {
  test(`${name}.d.ts is TypeScript and names what ${name}.js exports`, async () => {
    const types = read(`${name}.d.ts`);
    await transform(types, { loader: "ts" });
    assert.deepEqual(exported(types), exported(read(`${name}.js`)));
  });
}

test("codes that the loader reports are codes of the protocol, with the same retryability", () => {
  const rust = readFileSync(new URL("../../protocol/src/code.rs", import.meta.url), "utf8");
  const protocol = new Map(
    [...rust.matchAll(/^\s+\w+ = "(\w+)", \d+, (true|false),/gm)].map(([, code, again]) => [code, again === "true"]),
  );
  const table = /const RETRYABLE = \{([^}]+)\}/.exec(read("errors.js"))[1];
  const own = [...table.matchAll(/(\w+): (true|false)/g)];
  assert.ok(protocol.size > 40 && own.length >= 5, "the search for codes has broken");
  for (const [, code, again] of own) assert.equal(protocol.get(code), again === "true", code);
});
