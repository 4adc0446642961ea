// Every network of sdk/models natively: poze-nn against ONNX Runtime, one thread, in turn.

import { readdirSync } from "node:fs";
import { join } from "node:path";

import { runTool } from "../../setup/run-tool.mjs";
import { BENCH, ensureVenv, EXAMPLES, ROOT } from "../setup.mjs";
import { compare, rounded, summary } from "../stats.mjs";
import { lines } from "./lines.mjs";
import { pythonVersionsOf } from "./versions.mjs";

const MODELS = join(ROOT, "sdk", "models");
/** A round is about 12 ms of each; more rounds narrow the interval. */
const ROUNDS = 120;
/** Seconds of each network for its share of the machine's peak. */
const PEAK_SECONDS = "0.5";
const GOAL = 1.0;
/** Of an output's range: further apart, one of the two is wrong and its time means nothing. */
const MOST_DIFFERENCE = 1e-3;

function figures({ difference, ours, theirs }, { ms, gmacs_per_s, share_of_peak }) {
  if (!(difference <= MOST_DIFFERENCE)) throw new Error(`the runtimes differ by ${difference} of an output's range`);
  const million_macs = gmacs_per_s * ms;
  const speed = (times) => rounded(million_macs / summary(times).median, 1);
  const ratio = compare(ours, theirs);
  return {
    ours_ms: summary(ours),
    onnx_runtime_ms: summary(theirs),
    ratio,
    goal: GOAL,
    met: ratio.of_medians <= GOAL,
    largest_difference_of_range: Number(difference.toExponential(1)),
    million_macs: rounded(million_macs, 0),
    gmacs_per_s: speed(ours),
    onnx_runtime_gmacs_per_s: speed(theirs),
    share_of_peak: rounded((share_of_peak * speed(ours)) / gmacs_per_s, 3),
  };
}

/** @param {{say: (line: string) => void}} options */
export async function againstNativePeers({ say }) {
  const python = ensureVenv("native");
  say("building the examples of poze-nn");
  const examples = ["--example", "bench", "--example", "run"];
  await runTool("cargo", ["build", "--release", "-p", "poze-nn", ...examples], { cwd: ROOT, say });
  const networks = readdirSync(MODELS).filter((name) => name.endsWith(".tflite"));
  const paths = networks.sort().map((name) => join(MODELS, name));
  let peak = "";
  await lines(join(EXAMPLES, "bench"), [PEAK_SECONDS, ...paths], (line) => (peak += line));
  const speeds = JSON.parse(peak);
  const nets = {};
  const script = join(BENCH, "native", "rounds.py");
  const args = [script, String(ROUNDS), join(EXAMPLES, "bench"), join(EXAMPLES, "run"), ...paths];
  await lines(python, args, (line) => {
    const { network, ...taken } = JSON.parse(line);
    nets[network] = figures(taken, speeds[network]);
    say(`${network}: ${nets[network].ours_ms.median} ms, ${nets[network].ratio.of_medians} of ONNX Runtime`);
  });
  return { versions: pythonVersionsOf(python, ["onnxruntime", "numpy"]), nets };
}
