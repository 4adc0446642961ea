// On what a bench ran: figures without it say nothing.

import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

import { ROOT } from "./setup.mjs";

const answer = (program, args) => spawnSync(program, args, { encoding: "utf8", cwd: ROOT }).stdout?.trim() || null;

export const machine = () => ({
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  load_1_min: Number(loadavg()[0].toFixed(2)),
  system: `${process.platform} ${process.arch}`,
  node: process.versions.node,
  commit: answer("git", ["rev-parse", "--short", "HEAD"]),
  date: new Date().toISOString().slice(0, 10),
});
