// What matching costs on a server: one 640x480 picture, from pixels to embedding, against PyPI face_recognition (dlib).

import { join } from "node:path";

import { runTool } from "../../setup/run-tool.mjs";
import { BENCH, ensureVenv, EXAMPLES, ROOT } from "../setup.mjs";
import { compare, rounded, summary } from "../stats.mjs";
import { lines } from "./lines.mjs";
import { pythonVersionsOf } from "./versions.mjs";

const ROUNDS = 10;
/** Pictures, evenly spread over those that there are. */
const PICTURES = 6;
const GOAL = 0.1;
const PACKAGES = ["face_recognition", "face_recognition_models", "dlib-bin", "numpy"];

/** All rounds of the pictures in which ours and theirs both embedded a face, one after the other. */
const joined = (pictures, name) => pictures.flatMap(({ cpu_ms }) => cpu_ms[name]);

function comparison(pictures, kind) {
  const ratio = compare(joined(pictures, kind), joined(pictures, "face_recognition"));
  return {
    name: `a picture as a ${kind}`,
    ours: kind,
    goal: GOAL,
    met: ratio === null ? null : ratio.of_medians <= GOAL,
    ratio,
  };
}

/** @param {{pictures: import("../frames.mjs").Picture[], say: (line: string) => void}} options */
export async function againstServerPeers({ pictures, say }) {
  if (process.platform !== "linux") return { skipped: "the CPU time of another process is read as Linux has it" };
  const python = ensureVenv("face", { without: "face-alone" });
  say("building the example of poze-vision");
  await runTool("cargo", ["build", "--release", "-p", "poze-vision", "--example", "picture_cost"], { cwd: ROOT, say });
  const count = Math.min(PICTURES, pictures.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => pictures[Math.floor(((i + 0.5) * pictures.length) / count)].path,
  );
  const seen = [];
  const script = join(BENCH, "picture", "rounds.py");
  await lines(python, [script, String(ROUNDS), join(EXAMPLES, "picture_cost"), ...chosen], (line) => {
    seen.push(JSON.parse(line));
    say(`picture ${seen.length} of ${count}`);
  });
  const counted = seen.filter(({ faces }) => Object.values(faces).every((found) => found > 0));
  const times = ["frame", "still", "face_recognition"].map((name) => [name, summary(joined(counted, name))]);
  const faces = seen.map(({ faces: found }) => found);
  return {
    versions: pythonVersionsOf(python, PACKAGES),
    measure: "CPU ms of the process for one 640x480 picture of 8-bit RGB, without decoding",
    does: {
      frame:
        "detector, 478 landmarks, head angles, quality, alignment, 512-d embedding; as the first frame of a stream",
      still:
        "the same, the detector on the whole, a padded picture and, without a large face, tiles; landmarks twice; as for " +
        "a reference photo",
      face_recognition: "face_locations (HOG, one upsampling), 5 landmarks, 128-d embedding",
    },
    pictures: seen.length,
    pictures_counted: counted.length,
    faces,
    cpu_ms: Object.fromEntries(times),
    comparisons: ["frame", "still"].map((kind) => comparison(counted, kind)),
  };
}
