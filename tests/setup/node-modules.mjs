// The npm packages of the workspace, installed when they are missing or older than the lock file. Node's own modules
// only: this is what runs before `npm ci`.

import { statSync } from "node:fs";
import { join } from "node:path";

import { runTool } from "./run-tool.mjs";

/** npm writes this when it is done. */
const DONE = join("node_modules", ".package-lock.json");

const writtenAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** @param {string} root of the checkout */
export const nodeModulesAreFresh = (root) => writtenAt(join(root, DONE)) >= writtenAt(join(root, "package-lock.json"));

/**
 * @param {{root: string, say: (line: string) => void}} options
 * @throws {import("./run-tool.mjs").ToolError}
 */
export async function ensureNodeModules({ root, say }) {
  if (nodeModulesAreFresh(root)) return;
  say("installing npm packages (npm ci)");
  await runTool("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, say });
}
