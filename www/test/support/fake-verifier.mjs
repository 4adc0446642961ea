// A verifier without eyes: the calls that a backend makes, answered from memory, and tokens signed with real keys.

import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const SECRET = "sk_test";
export const SITE = "site_privacybook";
const KID = "key-1";

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * @returns `url`, `calls` (what was asked of it), `fail` ({"METHOD /path": [status, code]} to refuse a call), `issue`
 *   (a token for the newest session, with anything about it changed), `close`
 */
export async function startFakeVerifier({ alg = "ES256" } = {}) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: KID, alg, use: "sig" };
  const fake = {
    calls: [],
    fail: {},
    sessions: [],
    challenges: [],
    references: new Map(),
    redeemed: new Set(),
    jwk,
    publicKey,
  };

  const routes = {
    "GET /.well-known/jwks.json": () => [200, { keys: [jwk] }],
    "POST /v1/references": async ({ form }) => {
      const fields = await form();
      const photo = fields.get("photo");
      const reference = { id: `ref_${fake.references.size + 1}`, subject: fields.get("subject"), enrolled: "photo" };
      fake.references.set(reference.id, { ...reference, bytes: photo.size, file: photo.name });
      return [201, { ...reference, model: "fake", created_at: 1 }];
    },
    "DELETE /v1/references/:id": ({ id }) => (fake.references.delete(id) ? [204, null] : [404, { code: "not_found" }]),
    "POST /v1/sessions": ({ json }) => {
      fake.sessions.push(json());
      return [201, { id: `ses_${fake.sessions.length}`, client_secret: `cs_${fake.sessions.length}`, expires_at: 1 }];
    },
    "GET /v1/sessions/:id": () => [200, { status: "open", challenges: fake.challenges, last_error: null }],
    "POST /v1/tokens/redeem": ({ json }) => {
      const { token } = json();
      if (fake.redeemed.has(token)) return [409, { code: "token_redeemed" }];
      fake.redeemed.add(token);
      return [200, { success: true, claims: {}, codes: [] }];
    },
  };

  async function answer(request) {
    const { pathname } = new URL(request.url, "http://fake");
    const body = await bodyOf(request);
    const [, kind, id] = /^(\/v1\/(?:references|sessions))\/(.+)$/.exec(pathname) ?? [];
    const route = `${request.method} ${id ? `${kind}/:id` : pathname}`;
    fake.calls.push(route);
    if (fake.fail[route]) return [fake.fail[route][0], { code: fake.fail[route][1], request_id: "r1" }];
    if (pathname.startsWith("/v1/") && request.headers.authorization !== `Bearer ${SECRET}`)
      return [401, { code: "unauthorized" }];
    const form = () => new Response(body, { headers: { "content-type": request.headers["content-type"] } }).formData();
    return routes[route]?.({ id, json: () => JSON.parse(body.toString()), form }) ?? [404, { code: "not_found" }];
  }

  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(body && JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;

  /** @param {{claims?: object, header?: object, key?: any}} [changes] a claim or header of `undefined` is left out */
  fake.issue = ({ claims = {}, header = {}, key = privateKey } = {}) => {
    const session = fake.sessions.at(-1) ?? {};
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      ...{ iss: url, aud: SITE, sub: session.subject, iat: now, exp: now + 300, jti: `jti-${Math.random()}` },
      ...{ nonce: session.nonce, action: session.action, auth_time: now, acr: "urn:poze:basic:1", amr: ["face"] },
      poze: {
        moves: [["turn-left"], ["mouth-open"]],
        engine: "local/1",
        reference: { id: "ref_1", enrolled: "photo" },
      },
      ...claims,
    };
    return new SignJWT(payload).setProtectedHeader({ alg, typ: "poze+jwt", kid: KID, ...header }).sign(key);
  };
  fake.close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return Object.assign(fake, { url });
}
