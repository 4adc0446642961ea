// Python with the packages that the tests need, in a virtual environment of their own (tests/.venv).

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TESTS = fileURLToPath(new URL("../", import.meta.url));
const VENV = join(TESTS, ".venv");
const REQUIREMENTS = join(TESTS, "setup", "requirements.txt");
const STAMP = join(VENV, "requirements.txt");
const SYSTEM = process.platform === "win32" ? "python" : "python3";

/** The interpreter of the environment; there only after {@link ensurePython}. */
export const PYTHON = process.platform === "win32" ? join(VENV, "Scripts", "python.exe") : join(VENV, "bin", "python");

function run(program, args) {
  const done = spawnSync(program, args, { stdio: ["ignore", 2, 2] });
  if (done.status === 0) return;
  const why = done.error?.message ?? `exit code ${done.status}`;
  throw new Error(
    `\`${program} ${args.join(" ")}\` failed (${why}). The tests need python3 with venv and pip: ` +
      "apt-get install python3 python3-venv, or https://www.python.org",
  );
}

/** Makes the environment, or leaves it when it has these very packages. */
export function ensurePython() {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return PYTHON;
  console.error("python: making tests/.venv (some seconds)");
  rmSync(VENV, { recursive: true, force: true });
  run(SYSTEM, ["-m", "venv", VENV]);
  run(PYTHON, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
  return PYTHON;
}
