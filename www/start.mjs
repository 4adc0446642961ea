// `npm start`: installs what is missing, builds, starts the verifier and PrivacyBook, prints both addresses. Node's own
// modules only, here and in what it imports: it runs before `npm ci`. Ports: POZE_PORT (8787) and PORT (8788).

import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ensureNodeModules } from "../tests/setup/node-modules.mjs";
import { ToolError } from "../tests/setup/run-tool.mjs";
import { buildVerifier, startVerifier, VerifierError } from "../tests/setup/verifier.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const NODE_MAJOR = 20;
const RUST_MINOR = 95;
/** Ctrl-C reaches the children as well; one that ends this soon before us has not died by itself. */
const GRACE_MS = 500;

/** Something that only the one at the keyboard can change. */
class StartError extends Error {}

const say = (line) => process.stderr.write(`start: ${line}\n`);

function checkTools() {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR) {
    throw new StartError(
      `node ${process.versions.node} is too old: get ${NODE_MAJOR} or newer from https://nodejs.org`,
    );
  }
  const cargo = spawnSync("cargo", ["--version"], { cwd: ROOT, encoding: "utf8" });
  if (cargo.status !== 0) throw new StartError("cargo is missing: get Rust from https://rustup.rs and run this again");
  const [, major, minor] = /cargo (\d+)\.(\d+)/.exec(cargo.stdout) ?? [];
  if (Number(major) === 1 && Number(minor) < RUST_MINOR) {
    throw new StartError(`cargo ${major}.${minor} is too old: Poze needs 1.${RUST_MINOR}, run \`rustup update\``);
  }
  say(`node ${process.versions.node}, ${cargo.stdout.trim()}`);
}

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

function wantedPort(key, usual) {
  const port = Number(process.env[key] || usual);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new StartError(`${key} is not a port: ${process.env[key]}`);
  return port;
}

/** The wanted port, or 0 for any when somebody has it. */
async function portFor(what, key, port) {
  if (port === 0 || (await isFree(port))) return port;
  say(`port ${port} is taken, so ${what} gets a free one (${key} chooses another)`);
  return 0;
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
    checkTools();
    await ensureNodeModules({ root: ROOT, say });
    await buildVerifier({ say });
    say("starting the verifier and PrivacyBook");
    const port = await portFor("the verifier", "POZE_PORT", ports.verifier);
    const env = { POZE_LOG: process.env.POZE_LOG ?? "warn" };
    const verifier = await startVerifier({ port, env, onLog: (line) => process.stderr.write(`${line}\n`) });
    running.push(verifier);
    const site = await startPrivacyBook(verifier, await portFor("PrivacyBook", "PORT", ports.site));
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
