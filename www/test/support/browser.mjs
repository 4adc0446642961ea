// As much of a browser as forms and cookies need, and PrivacyBook with a fake verifier behind it.

import { startApp } from "../../src/app.mjs";
import { SECRET, SITE, startFakeVerifier } from "./fake-verifier.mjs";

export class Browser {
  cookies = new Map();

  constructor(url) {
    this.url = url;
  }

  /** @returns {Promise<{status: number, location: string | null, text: string, headers: Headers}>} */
  async ask(path, { headers = {}, ...options } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.url + path, { redirect: "manual", ...options, headers: { cookie, ...headers } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: response.status,
      location: response.headers.get("location"),
      text: await response.text(),
      headers: response.headers,
    };
  }

  get = (path) => this.ask(path);

  post(path, fields = {}, headers = { origin: this.url }) {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    return this.ask(path, { method: "POST", body, headers });
  }

  signUp(name, { photo = new Blob(["jpeg"], { type: "image/jpeg" }), agree = "yes" } = {}) {
    const form = new FormData();
    form.set("name", name);
    if (photo) form.set("photo", photo, "me at home.jpg");
    form.set("agree", agree);
    return this.post("/signup", form);
  }

  /** Up to the page with the widget. */
  async askForPoze(name) {
    await this.post("/login", { name });
    return this.get("/login/poze");
  }
}

/** @returns `site`, `verifier`, `log` (lines), `browser()`, `close()` */
export async function openStand(options = {}) {
  const verifier = await startFakeVerifier(options);
  const log = [];
  const site = await startApp({
    poze: { url: verifier.url, secretKey: SECRET, site: SITE },
    log: (line) => log.push(line),
    ...options.app,
  });
  const close = async () => {
    await site.close();
    await verifier.close();
  };
  return { site, verifier, log, close, browser: () => new Browser(site.url) };
}

/** The code on the page that shows it once. */
export const recoveryCodeIn = (text) => /id="recovery-code">([^<]+)</.exec(text)?.[1];
