// Runs a build tool with its output in sight. Node's own modules only: this runs before `npm ci`.

import { spawn } from "node:child_process";

const TICK_MS = 20_000;

/** A tool failed; its own output has already said why. */
export class ToolError extends Error {}

/**
 * Its output goes to our stderr, where a terminal shows the tool's own progress; elsewhere a line now and then says
 * that it is still at work.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd: string, env?: Record<string, string>, say: (line: string) => void}} options
 * @throws {ToolError}
 */
export function runTool(program, args, { cwd, env = {}, say }) {
  const command = [program, ...args].join(" ");
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const tick = process.stderr.isTTY
    ? null
    : setInterval(() => say(`still at it: ${command} (${seconds()} s)`), TICK_MS);
  return new Promise((resolve, reject) => {
    const shell = process.platform === "win32"; // npm is a script there
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", 2, 2], shell });
    const kill = () => child.kill();
    process.once("exit", kill); // an interrupted start does not leave a compiler behind
    child.once("error", (error) => reject(new ToolError(`${program} could not be started: ${error.message}`)));
    child.once("exit", (code, signal) => {
      process.removeListener("exit", kill);
      if (code === 0) resolve();
      else reject(new ToolError(`\`${command}\` failed (${signal ?? code})`));
    });
  }).finally(() => clearInterval(tick));
}
