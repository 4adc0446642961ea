// What the build knows and what the page says.

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
  return new URL(base.endsWith("/") ? base : `${base}/`, page).href;
}

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
