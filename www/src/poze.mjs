// PrivacyBook as a customer of Poze: everything a backend needs, in one file that can be copied. The browser never sees
// the secret key; nothing that a form says about a login is believed.

import { randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";

const LIMIT_MS = 20_000;
/** Fixed here: a token does not get to choose how it is checked. */
const ALGORITHMS = ["ES256", "EdDSA"];
const REQUIRED_CLAIMS = ["exp", "iat", "jti", "nonce", "sub", "action"];
/** Seconds that the two machines' clocks may differ. */
const CLOCK_TOLERANCE_S = 5;

/** The verifier said no, or nothing. `code` is one of the protocol's, or `unreachable`. */
export class PozeError extends Error {
  constructor(code, { status = 0, requestId = "none" } = {}) {
    super(`${code} (HTTP ${status}, request ${requestId})`);
    this.code = code;
    this.status = status;
  }
}

/** A token that lets nobody in. `reason` is for the log, never for the visitor. */
export class TokenRefused extends Error {
  /** @param {object | null} [claims] of one that is genuine, but not what was expected */
  constructor(reason, claims = null) {
    super(reason);
    this.reason = reason;
    this.claims = claims;
  }
}

/**
 * @param {object} options
 * @param {string} options.url the verifier
 * @param {string} options.secretKey authorises this backend
 * @param {string} options.site this site's id: what tokens must have as `aud`
 * @param {string} [options.issuer] what tokens must have as `iss`; the verifier's URL unless a proxy stands between
 */
export function createPoze({ url, secretKey, site, issuer = url }) {
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", url));

  /** A call with the secret key; the answer's JSON, or null when it has none. */
  async function call(method, path, body) {
    const headers = { authorization: `Bearer ${secretKey}` };
    const form = body instanceof FormData;
    if (body && !form) headers["content-type"] = "application/json";
    let response, answer;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers,
        body: form ? body : body && JSON.stringify(body),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      answer = await response.text();
    } catch {
      throw new PozeError("unreachable");
    }
    const parsed = parse(answer);
    if (response.ok) return parsed;
    const details = { status: response.status, requestId: parsed?.request_id };
    throw new PozeError(parsed?.code ?? "unreachable", details);
  }

  return {
    /** Hands over the photo of a new member. @returns {Promise<{id: string, enrolled: string}>} */
    addReference(subject, photo) {
      const form = new FormData();
      form.set("subject", subject);
      form.set("photo", photo, "photo"); // not the name that the file has on the member's device
      return call("POST", "/v1/references", form);
    },

    /** Forgets the photo's template; one that is gone already is as good. */
    async deleteReference(id) {
      try {
        await call("DELETE", `/v1/references/${encodeURIComponent(id)}`);
      } catch (error) {
        if (error.code !== "not_found") throw error;
      }
    },

    /**
     * Asks for one verification. `expected` belongs into the server-side browser session (pending.mjs), `clientSecret`
     * into the page.
     * @param {{subject: string, referenceId: string, action: string, more?: object}} who `more`: other fields of the call
     */
    async openSession({ subject, referenceId, action, more = {} }) {
      const nonce = randomBytes(32).toString("base64url");
      const body = { ...more, subject, reference_id: referenceId, action, nonce };
      const session = await call("POST", "/v1/sessions", body);
      return { id: session.id, clientSecret: session.client_secret, expected: { nonce, sub: subject, action } };
    },

    /** How a session went: what the page is not told, such as that it was another face. @returns {Promise<string[]>} */
    async reasons(id) {
      const session = await call("GET", `/v1/sessions/${encodeURIComponent(id)}`);
      const codes = session.challenges.flatMap((challenge) => challenge.codes);
      return [...new Set(session.last_error ? [...codes, session.last_error] : codes)];
    },

    /**
     * The token of a form against what this browser's own session expects.
     * @param {string} token
     * @param {(nonce: string) => {nonce: string, sub: string, action: string} | null} take hands out, once, the
     *   `expected` of `openSession` with the nonce that a genuine token names
     * @returns {Promise<object>} its claims
     * @throws {TokenRefused | PozeError}
     */
    async verify(token, take) {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        typ: "poze+jwt",
        issuer,
        audience: site,
        requiredClaims: REQUIRED_CLAIMS,
        clockTolerance: CLOCK_TOLERANCE_S,
      }).catch((error) => {
        throw refusal(error);
      });
      const expected = take(payload.nonce);
      for (const claim of ["nonce", "sub", "action"]) {
        if (payload[claim] !== expected?.[claim]) throw new TokenRefused(claim, payload);
      }
      return payload;
    },

    /** Uses the token up: the second time is a replay. @throws {TokenRefused | PozeError} */
    async redeem(token) {
      try {
        await call("POST", "/v1/tokens/redeem", { token });
      } catch (error) {
        throw error.code?.startsWith("token_") ? new TokenRefused(error.code) : error;
      }
    },
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const REASONS = {
  ERR_JOSE_ALG_NOT_ALLOWED: "alg",
  ERR_JWKS_NO_MATCHING_KEY: "key",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "signature",
  ERR_JWT_EXPIRED: "exp",
};

/** Our word for what jose found. Not having the keys is no fault of the token. */
function refusal(error) {
  if (error.code === "ERR_JWT_CLAIM_VALIDATION_FAILED") return new TokenRefused(error.claim);
  if (error.code in REASONS) return new TokenRefused(REASONS[error.code]);
  const noKeys = ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"].includes(error.code);
  if (noKeys || !error.code?.startsWith("ERR_J")) return new PozeError("unreachable");
  return new TokenRefused("malformed");
}
