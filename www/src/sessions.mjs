// Browser sessions on the server: what a browser may not change lies here, and its cookie holds only a random id.

import { randomBytes } from "node:crypto";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

const TTL_MS = 12 * 60 * 60 * 1000;
const MOST_SESSIONS = 10_000;

/** In memory. The interface is small on purpose: find, start, end. */
export class Sessions {
  #sessions = new Map();

  constructor({ ttlMs = TTL_MS, now = Date.now } = {}) {
    this.ttlMs = ttlMs;
    this.now = now;
  }

  /** @returns {object | null} the data, to be read and changed */
  find(id) {
    const session = this.#sessions.get(id);
    if (!session) return null;
    if (session.until > this.now()) return session.data;
    this.#sessions.delete(id);
    return null;
  }

  /** @returns {string} the new id */
  start(data = {}) {
    // The oldest goes first, so that visitors without a cookie cannot fill the memory.
    if (this.#sessions.size >= MOST_SESSIONS) this.end(this.#sessions.keys().next().value);
    const id = randomBytes(32).toString("base64url");
    this.#sessions.set(id, { data, until: this.now() + this.ttlMs });
    return id;
  }

  end(id) {
    this.#sessions.delete(id);
  }
}

/** One request's view of its browser session. A session begins with the first thing that is to be remembered. */
class Visit {
  #context;
  #sessions;
  #secure;
  #id;
  #data;

  constructor(context, sessions, secure) {
    this.#context = context;
    this.#sessions = sessions;
    this.#secure = secure;
    this.#id = getCookie(context, this.#cookie);
    this.#data = this.#id ? sessions.find(this.#id) : null;
  }

  get(key) {
    return this.#data?.[key] ?? null;
  }

  set(key, value) {
    if (!this.#data) this.#begin({});
    this.#data[key] = value;
  }

  /** Reads it and forgets it: what may be used once. */
  take(key) {
    const value = this.get(key);
    if (this.#data) delete this.#data[key];
    return value;
  }

  /** Somebody is let in: a new id, so that one planted before the login is worth nothing, and nothing of before. */
  enter(data) {
    this.#sessions.end(this.#id);
    this.#begin(data);
  }

  leave() {
    this.#sessions.end(this.#id);
    this.#data = null;
    deleteCookie(this.#context, this.#cookie, { path: "/", secure: this.#secure });
  }

  #begin(data) {
    this.#id = this.#sessions.start(data);
    this.#data = data;
    setCookie(this.#context, this.#cookie, this.#id, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: this.#secure,
      maxAge: Math.floor(this.#sessions.ttlMs / 1000),
    });
  }

  get #cookie() {
    return this.#secure ? "__Host-privacybook" : "privacybook";
  }
}

/** Middleware: `c.var.visit`. @param {{secure: boolean}} options whether browsers reach the site over https */
export function visits(sessions, { secure }) {
  return async (context, next) => {
    context.set("visit", new Visit(context, sessions, secure));
    await next();
  };
}
