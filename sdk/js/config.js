// What the build knows and what the page says.

import { PozeError } from "./errors.js";

/* global POZE_LANGUAGES, POZE_SIZES */

/** Version of the consent text (`consent-*` in lang/): goes into the token. Changes whenever the text's meaning does. */
export const CONSENT_VERSION = "2026-11";

/** Languages that the build has found, BCP 47. */
export const LANGUAGES = typeof POZE_LANGUAGES === "undefined" ? ["en"] : POZE_LANGUAGES;

/** Bytes of the files in dist, uncompressed: what the progress bar counts against. */
export const SIZES = typeof POZE_SIZES === "undefined" ? {} : POZE_SIZES;

/** The folder that this module was loaded from; where the other files are unless the page says otherwise. */
const OWN_BASE = new URL("./", import.meta.url).href;

/**
 * The folder of the widget's files as an absolute URL ending in a slash.
 * @param {string | null | undefined} base the attribute or option; relative to the page
 */
export function resolveBase(base, page = globalThis.location?.href) {
  if (!base) return OWN_BASE;
  return webAddress("base", base.endsWith("/") ? base : `${base}/`, page);
}

/**
 * The verifier as an absolute URL: what the page says, relative to the page, or where the files are.
 * @param {string | null | undefined} api the attribute or option
 * @param {string} base of `resolveBase`
 */
export function resolveApi(api, base, page = globalThis.location?.href) {
  return api ? webAddress("api", api, page).replace(/\/+$/, "") : new URL(base).origin;
}

function webAddress(name, value, page) {
  const url = webLink(absolute(value, page));
  if (url === null) throw new PozeError("bad_configuration", `\`${name}\` is not a web address: ${value}`);
  return url;
}

function absolute(value, page) {
  try {
    return new URL(value, page).href;
  } catch {
    return null;
  }
}

/** Whether it has the characters of a client_secret: no header takes others. */
export const isSecret = (value) => /^[\x21-\x7e]+$/.test(value);

/** Files of the page's own origin run in the page; those of another origin run in a frame of theirs. */
export function isInline(base, page = globalThis.location) {
  return new URL(base).origin === page.origin;
}

/** A URL of the page's own making that may be shown as a link; anything but http(s) is dropped. */
export function webLink(href) {
  try {
    const url = new URL(href);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
