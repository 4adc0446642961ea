// Texts. English is compiled in as far as the loader itself needs it; everything else comes from dist/lang when it is
// needed. Languages are modules, not JSON, because a page that embeds the verifier's frame allows it scripts only.

import compiledIn from "./lang/en.json" with { type: "json" };
import { LANGUAGES } from "./config.js";
import { importModule } from "./loader.js";

const FALLBACK = "en";
const RIGHT_TO_LEFT = new Set(["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]);

/**
 * The best language there is for what is wanted (RFC 4647 lookup: subtags are dropped from the end).
 * @param {readonly (string | null | undefined)[]} wanted BCP 47 tags, best first
 */
export function lookup(wanted, available = LANGUAGES) {
  const byLower = new Map(available.map((tag) => [tag.toLowerCase(), tag]));
  for (const tag of wanted) {
    const parts = (tag ?? "").toLowerCase().split("-");
    for (; parts.length > 0; parts.pop()) {
      const found = byLower.get(parts.join("-"));
      if (found !== undefined) return found;
    }
  }
  return FALLBACK;
}

/** `rtl` or `ltr`. */
export function direction(lang) {
  return RIGHT_TO_LEFT.has(lang.toLowerCase().split("-")[0]) ? "rtl" : "ltr";
}

/** The language of an element: its own, the nearest around it (through shadow roots), the browser's. */
export function languageOf(element) {
  const wanted = [];
  for (let node = element; node; node = node.assignedSlot ?? node.parentNode ?? node.host) {
    if (node.lang) wanted.push(node.lang);
  }
  return lookup([...wanted.slice(0, 1), ...(globalThis.navigator?.languages ?? [])]);
}

/** The texts that need no download. */
export const START_TEXTS = Object.freeze({ ...compiledIn });

/** A text with its `{placeholders}` filled; the key itself when there is no such text, which a test would notice. */
export function format(texts, key, values = {}) {
  const text = texts[key] ?? START_TEXTS[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

const loading = new Map();

function loadOne(base, lang) {
  const url = `${base}lang/${lang}.js`;
  if (!loading.has(url)) {
    const texts = importModule(url).then(
      ({ default: found }) => found,
      (error) => {
        loading.delete(url);
        throw error;
      },
    );
    loading.set(url, texts);
  }
  return loading.get(url);
}

/** All texts of a language; what it lacks is filled from English. */
export async function loadTexts(base, lang) {
  const [english, own] = await Promise.all([loadOne(base, FALLBACK), loadOne(base, lang)]);
  return { ...START_TEXTS, ...english, ...own };
}
