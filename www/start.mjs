// `npm start`: installs what is missing, builds, starts the verifier and PrivacyBook, prints both addresses. Node's own
// modules only, here and in what it imports: it runs before `npm ci`. Ports: POZE_PORT (8787) and PORT (8788).

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ensureNodeModules } from "../tests/setup/node-modules.mjs";
import { missingForStart } from "../tests/setup/programs.mjs";
import { ToolError } from "../tests/setup/run-tool.mjs";
import { buildVerifier, startVerifier, VerifierError } from "../tests/setup/verifier.mjs";
import { onPort } from "./ports.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** Ctrl-C reaches the children as well; one that ends this soon before us has not died by itself. */
const GRACE_MS = 500;

/** Something that only the one at the keyboard can change. */
class StartError extends Error {}

const say = (line) => process.stderr.write(`start: ${line}\n`);

function wantedPort(key, usual) {
  const port = Number(process.env[key] || usual);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new StartError(`${key} is not a port: ${process.env[key]}`);
  return port;
}

/** PrivacyBook as a process of its own, told about the verifier as any customer would be. */
async function startPrivacyBook({ url, sites: [site] }, port) {
  const env = {
    ...process.env,
    POZE_URL: url,
    POZE_SITE: site.id,
    POZE_SECRET_KEY: site.secretKey,
    PORT: String(port),
  };
  const child = spawn(process.execPath, ["www/src/main.mjs"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)));
  const address = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, found] = /^PrivacyBook on (\S+)$/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  const died = exited.then((how) => {
    throw new StartError(`PrivacyBook did not start (${how})`);
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
  };
  return { url: await Promise.race([address, died]), exited, stop };
}

function printAddresses(verifier, site) {
  const rows = [
    ["PrivacyBook", site.url],
    ["Verifier", verifier.url],
    ["API docs", `${verifier.url}/docs`],
  ].map(([name, url]) => `${name.padEnd(14)}${url}`);
  rows.push("", "Everything is kept in memory. Ctrl-C stops both.");
  const width = Math.max(...rows.map((row) => row.length));
  const line = (left, right) => `${left}${"─".repeat(width + 4)}${right}`;
  const inside = rows.map((row) => `│  ${row.padEnd(width)}  │`);
  process.stdout.write(`\n${[line("┌", "┐"), ...inside, line("└", "┘")].join("\n")}\n\n`);
}

async function main() {
  const interrupted = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve(signal));
  });
  const running = [];
  const stopAll = () => Promise.all(running.map(({ stop }) => stop()));

  async function bringUp() {
    const ports = { verifier: wantedPort("POZE_PORT", 8787), site: wantedPort("PORT", 8788) };
    const missing = missingForStart();
    if (missing.length > 0) throw new StartError(missing.join("; "));
    await ensureNodeModules({ root: ROOT, say });
    await buildVerifier({ say });
    say("starting the verifier and PrivacyBook");
    const env = { POZE_LOG: process.env.POZE_LOG ?? "warn" };
    const onLog = (line) => process.stderr.write(`${line}\n`);
    const verifier = await onPort({ what: "the verifier", key: "POZE_PORT", port: ports.verifier, say }, (port) =>
      startVerifier({ port, env, onLog }),
    );
    running.push(verifier);
    const site = await onPort({ what: "PrivacyBook", key: "PORT", port: ports.site, say }, (port) =>
      startPrivacyBook(verifier, port),
    );
    running.push(site);
    printAddresses(verifier, site);
    const end = await Promise.race([
      verifier.exited.then((how) => `the verifier has stopped (${how})`),
      site.exited.then((how) => `PrivacyBook has stopped (${how})`),
    ]);
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    throw new StartError(end);
  }

  try {
    const signal = await Promise.race([bringUp(), interrupted]);
    say(`${signal}: stopping`);
    await stopAll();
    process.exit(0);
  } catch (error) {
    await stopAll();
    if (![StartError, ToolError, VerifierError].some((kind) => error instanceof kind)) throw error;
    say(error.message);
    process.exit(1);
  }
}

await main();
