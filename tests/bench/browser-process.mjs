// A fresh headless Chromium and the memory of its processes.

import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";

import { ensureChromium, FLAGS } from "../setup/chromium.mjs";

/** One renderer for each page, none in reserve, so that a page's memory is its renderer's. */
const OWN_RENDERER = ["--disable-features=SpareRendererForSitePerProcess"];

/** @returns {Promise<import("playwright-core").Browser>} with an empty profile: nothing is cached */
export const launch = () => chromium.launch({ executablePath: ensureChromium(), args: [...FLAGS, ...OWN_RENDERER] });

/**
 * Opens a page and reports what goes wrong in it as an error of whoever waits for it.
 * @param {{say?: (line: string) => void}} [options] hears what the page logs for its user
 */
export async function openPage(browser, url, { say = () => {} } = {}) {
  const page = await browser.newPage();
  const broken = new Promise((_, reject) => {
    page.on("pageerror", (error) => reject(new Error(`in the page: ${error.message}`)));
    page.on("crash", () => reject(new Error("the page's process crashed")));
  });
  broken.catch(() => {}); // heard by `run`
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "info" && text.startsWith("bench: ")) say(text.slice("bench: ".length));
    if (/Content Security Policy/.test(text)) say(`refused by the policy: ${text}`);
  });
  await page.goto(url);
  /** Calls a function that the page has put into `globalThis.bench`. */
  const call = (name, argument) =>
    Promise.race([broken, page.evaluate(([fn, arg]) => globalThis.bench[fn](arg), [name, argument])]);
  await Promise.race([broken, page.waitForFunction(() => globalThis.bench !== undefined)]);
  return { page, call };
}

/** Bytes that a process has for itself alone. */
function privateBytes(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map(([, kb]) => Number(kb));
  return kilobytes.reduce((sum, kb) => sum + kb, 0) * 1024;
}

/**
 * Private memory of the browser's renderers and of all its processes, after a garbage collection; null where there is
 * no /proc to read it from.
 */
export async function memoryOf(browser, page) {
  if (process.platform !== "linux") return null;
  const ofPage = await page.context().newCDPSession(page);
  await ofPage.send("HeapProfiler.collectGarbage");
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sum = (list) => list.reduce((all, { id }) => all + privateBytes(id), 0);
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return { renderer: sum(renderers), all_processes: sum(processInfo) };
}
