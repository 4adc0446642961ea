// A program whose stdout is heard line by line.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * @param {string} program
 * @param {string[]} args
 * @param {(line: string) => void} onLine
 */
export async function lines(program, args, onLine) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", 2] });
  const closed = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  const [code, signal] = await closed;
  if (code !== 0) throw new Error(`\`${program} ${args[0]}\` failed (${signal ?? code})`);
}
