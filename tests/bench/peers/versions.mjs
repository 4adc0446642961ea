// Which peers a figure is about.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Versions of npm packages in a folder of packages. */
export const versionsOf = (packages, names) =>
  Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")).version]),
  );

const ASK = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))";

/** Versions of Python packages in an environment. */
export function pythonVersionsOf(python, names) {
  const done = spawnSync(python, ["-c", ASK, ...names], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`versions of ${names.join(", ")}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}
