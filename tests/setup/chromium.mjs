// A Chromium to test with: CHROMIUM, or one that is installed, or Debian's package.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const HOW =
  "install Chromium or Chrome and name it in CHROMIUM; " +
  "on Debian: apt-get install -y --no-install-recommends chromium";

/** Flags for a headless browser that asks nobody outside this machine. */
export const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const found = () => process.env.CHROMIUM ?? NAMES.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));

/** As root, or by sudo when that asks for nothing. */
function aptGet() {
  const answers = (program, args) => spawnSync(program, args, { stdio: "ignore" }).status === 0;
  if (!answers("apt-get", ["--version"])) return null;
  if (process.getuid?.() === 0) return ["apt-get"];
  return answers("sudo", ["-n", "true"]) ? ["sudo", "-n", "apt-get"] : null;
}

/** @returns {string} path of the browser */
export function ensureChromium() {
  const there = found();
  if (there) return there;
  const apt = aptGet();
  if (apt === null) throw new Error(`There is no Chromium: ${HOW}`);
  console.error("chromium: installing Debian's package (about 100 MB)");
  const [program, ...first] = apt;
  const lock = ["-o", "DPkg::Lock::Timeout=400", "-qq"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    spawnSync(program, [...first, ...args, ...lock], { stdio: ["ignore", 2, 2], env });
  }
  const installed = found();
  if (!installed) throw new Error(`Chromium could not be installed: ${HOW}`);
  return installed;
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) console.log(ensureChromium());
