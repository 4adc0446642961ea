// The verifier as a process: built when it is out of date, started in dev mode, stopped for sure. Node's own modules
// only: `npm start` uses this before `npm ci`.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { runTool } from "./run-tool.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
/** Lines of its log that are kept for the one who asks why it stopped. */
const KEPT_LINES = 200;

/** It did not start; the message has the end of its log. */
export class VerifierError extends Error {}

export const VERIFIER = join(
  process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"),
  "release",
  process.platform === "win32" ? "poze.exe" : "poze",
);

/**
 * The widget's files and the binary that serves them; both notice by themselves when there is nothing to do.
 * @param {{say: (line: string) => void}} options
 * @throws {import("./run-tool.mjs").ToolError}
 */
export async function buildVerifier({ say }) {
  say("building the widget (sdk/dist)");
  await runTool(process.execPath, [join("sdk", "pack", "build.mjs")], { cwd: ROOT, say });
  say(`building the verifier${existsSync(VERIFIER) ? "" : " (the first time takes minutes)"}`);
  await runTool("cargo", ["build", "--release", "--bin", "poze"], { cwd: ROOT, say });
}

/**
 * @typedef {object} Verifier
 * @property {string} url
 * @property {{id: string, secretKey: string}[]} sites the first is the main one
 * @property {() => string} log the last lines of its stderr
 * @property {Promise<string>} exited how it ended, such as `exit code 1`
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `poze serve --dev` and waits until it answers.
 * @param {{bin?: string, port?: number, sites?: number, args?: string[],
 *   env?: Record<string, string>, onLog?: (line: string) => void}}
 *   [options] port 0, the default, takes a free one; `args`: more of `poze serve`; `onLog` hears its stderr
 * @returns {Promise<Verifier>}
 * @throws {VerifierError}
 */
export async function startVerifier({ bin = VERIFIER, port = 0, sites = 1, args: more = [], env = {}, onLog } = {}) {
  const args = ["serve", "--dev", "--port", String(port), ...more];
  if (sites > 1) args.push("--dev-sites", String(sites));
  const plain = { NO_COLOR: "1" }; // its log is read from a pipe
  const child = spawn(bin, args, {
    cwd: ROOT,
    env: { ...process.env, ...plain, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A verifier is on a machine of its own; here it must not take the processor from a browser, whose track would have gaps.
  // Its threads, which start later, inherit this.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });

  const lines = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    onLog?.(line);
  });
  const log = () => lines.join("\n");

  // Nothing that starts a verifier leaves one behind, however it ends.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  exited.then(() => process.removeListener("exit", kill));

  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(kill, STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  };
  try {
    return { ...(await announced(child, exited, log)), log, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What it prints before it answers: sites with their keys, then its address. */
function announced(child, exited, log) {
  const sites = [];
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new VerifierError(`the verifier did not start: ${why}\n${log()}`.trimEnd()));
    const timer = setTimeout(() => fail(`silent for ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, key, value] = /^(site|secret key|listening on)[: ]\s*(\S+)$/.exec(line.trim()) ?? [];
      if (key === "site") sites.push({ id: value });
      if (key === "secret key" && sites.length > 0) sites.at(-1).secretKey = value;
      if (key !== "listening on") return;
      clearTimeout(timer);
      resolve({ url: value, sites });
    });
    exited.then((how) => {
      clearTimeout(timer);
      fail(how);
    });
  });
}
