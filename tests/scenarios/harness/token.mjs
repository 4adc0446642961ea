// A token as two stock libraries see it: npm's jose and PyPI's PyJWT, both with nothing but the live JWKS.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { createRemoteJWKSet, jwtVerify } from "jose";

import { ensurePython } from "../../setup/python.mjs";

const SCRIPT = fileURLToPath(new URL("verify_token.py", import.meta.url));

/** @returns {Promise<object>} the claims @throws when it is not valid */
export async function verifyWithJose(token, { issuer, audience }) {
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", issuer));
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience,
    typ: "poze+jwt",
    algorithms: ["ES256", "EdDSA"],
  });
  return payload;
}

/** @returns {object} the claims @throws when it is not valid */
export function verifyWithPyJwt(token, { issuer, audience }) {
  const run = spawnSync(ensurePython(), [SCRIPT, issuer, audience], { input: token, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr.trim().split("\n").at(-1));
  return JSON.parse(run.stdout);
}

/** The token with one character of one of its parts (0 to 2) replaced. */
export function spoiled(token, part) {
  const parts = token.split(".");
  const at = Math.floor(parts[part].length / 2);
  const other = parts[part][at] === "A" ? "B" : "A";
  parts[part] = parts[part].slice(0, at) + other + parts[part].slice(at + 1);
  return parts.join(".");
}
