// A page's content security policy that blocks the check looks like a network fault from inside: this tells them apart.

import { PozeError } from "./errors.js";

const DIRECTIVES = /^(script-src|worker-src|connect-src|frame-src|child-src|default-src|trusted-types|require-trusted-types-for)/;

/**
 * The mistake that a breach of the policy stands for, if it is the check that was blocked.
 * @param {{effectiveDirective: string, blockedURI: string, sample?: string, disposition: string}} breach the event
 * @param {string[]} urls beginnings of the check's own addresses
 * @returns {PozeError | null}
 */
export function mistakeOf({ effectiveDirective, blockedURI, sample, disposition }, urls) {
  if (disposition !== "enforce" || !DIRECTIVES.test(effectiveDirective)) return null;
  const trusted = blockedURI.startsWith("trusted-types") && /^(poze|Worker)\b/.test(sample ?? "");
  const own = urls.some((url) => blockedURI.startsWith(url)) || blockedURI === "wasm-eval" || trusted;
  if (!own) return null;
  const words = `The page's content security policy blocks ${blockedURI}: allow it in \`${effectiveDirective}\`.`;
  return new PozeError("bad_configuration", words);
}

/**
 * Calls `report` with the first mistake.
 * @param {AbortSignal} signal ends it
 */
export function watchPolicy(urls, report, signal) {
  const listen = (event) => {
    const mistake = mistakeOf(event, urls);
    if (mistake) report(mistake);
  };
  document.addEventListener("securitypolicyviolation", listen, { signal });
}
