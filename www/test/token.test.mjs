// Tokens that let nobody in, each signed for real.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { exportSPKI, generateKeyPair, UnsecuredJWT } from "jose";

import { createPoze } from "../src/poze.mjs";
import { openStand } from "./support/browser.mjs";
import { SECRET, SITE, startFakeVerifier } from "./support/fake-verifier.mjs";

let stand;
before(async () => {
  stand = await openStand();
  await stand.browser().signUp("Hedy");
});
after(() => stand.close());

/** Asks for a poze, hands in the token that `make` gives, and tells what became of it. */
async function attempt(make) {
  const browser = stand.browser();
  await browser.askForPoze("Hedy");
  const answer = await browser.post("/login/poze", { "poze-token": await make(stand.verifier.issue) });
  const inside = (await browser.get("/home")).status === 200;
  return { inside, status: answer.status, reason: stand.log.at(-1), browser };
}

function changed(token, part) {
  const parts = token.split(".");
  const bytes = Buffer.from(parts[part], "base64url");
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  parts[part] = bytes.toString("base64url");
  return parts.join(".");
}

const now = () => Math.floor(Date.now() / 1000);
const REFUSED = {
  "another site": ["aud", (issue) => issue({ claims: { aud: "site_other" } })],
  "another issuer": ["iss", (issue) => issue({ claims: { iss: "http://127.0.0.1:9" } })],
  "another nonce": ["nonce", (issue) => issue({ claims: { nonce: "A".repeat(43) } })],
  "no nonce": ["nonce", (issue) => issue({ claims: { nonce: undefined } })],
  "another member": ["sub", (issue) => issue({ claims: { sub: "m_other" } })],
  "another action": ["action", (issue) => issue({ claims: { action: "Delete the account" } })],
  "its time over": ["exp", (issue) => issue({ claims: { iat: now() - 400, exp: now() - 100 } })],
  "no end": ["exp", (issue) => issue({ claims: { exp: undefined } })],
  "no id": ["jti", (issue) => issue({ claims: { jti: undefined } })],
  "the type of another statement": ["typ", (issue) => issue({ header: { typ: "poze-check+jwt" } })],
  "no type": ["typ", (issue) => issue({ header: { typ: undefined } })],
  "an unknown key": ["key", (issue) => issue({ header: { kid: "key-9" } })],
  "a signature by somebody else": [
    "signature",
    async (issue) => issue({ key: (await generateKeyPair("ES256")).privateKey }),
  ],
  "another algorithm": [
    "alg",
    async (issue) => issue({ header: { alg: "RS256" }, key: (await generateKeyPair("RS256")).privateKey }),
  ],
  "HS256 with the public key as the secret": [
    "alg",
    async (issue) =>
      issue({ header: { alg: "HS256" }, key: new TextEncoder().encode(await exportSPKI(stand.verifier.publicKey)) }),
  ],
  "no signature at all": ["alg", () => new UnsecuredJWT({ sub: "m_1" }).setIssuedAt().setExpirationTime("5m").encode()],
  "one byte of the header changed": [/malformed|alg|typ|key|signature/, async (issue) => changed(await issue(), 0)],
  "one byte of the claims changed": ["signature", async (issue) => changed(await issue(), 1)],
  "one byte of the signature changed": ["signature", async (issue) => changed(await issue(), 2)],
  "nothing in it": ["malformed", () => ""],
};

for (const [name, [reason, make]] of Object.entries(REFUSED)) {
  test(`refused: a token with ${name}`, async () => {
    const result = await attempt(make);
    assert.equal(result.status, 403);
    assert.equal(result.inside, false);
    const said = result.reason.replace("login refused: ", "");
    assert.match(said, reason instanceof RegExp ? reason : new RegExp(`^${reason}$`));
  });
}

test("one that is right lets in", async () => {
  assert.equal((await attempt((issue) => issue())).inside, true);
});

test("refused: one that was redeemed before", async () => {
  const { issue, redeemed } = stand.verifier;
  const result = await attempt(async () => {
    const token = await issue();
    redeemed.add(token);
    return token;
  });
  assert.equal(result.inside, false);
  assert.equal(result.reason, "login refused: token_redeemed");
});

test("the same form twice: only one gets in, even at once", async () => {
  const browser = stand.browser();
  await browser.askForPoze("Hedy");
  const fields = { "poze-token": await stand.verifier.issue() };
  const answers = await Promise.all([browser.post("/login/poze", fields), browser.post("/login/poze", fields)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 403]);
});

test("refused: somebody else's browser with a good token", async () => {
  const browser = stand.browser();
  await browser.askForPoze("Hedy");
  const token = await stand.verifier.issue();
  const stranger = stand.browser();
  await stranger.askForPoze("Hedy");
  assert.equal((await stranger.post("/login/poze", { "poze-token": token })).status, 403);
  assert.equal(stand.log.at(-1), "login refused: nonce");
  assert.equal((await stand.browser().post("/login/poze", { "poze-token": token })).status, 403);
  assert.equal(stand.log.at(-1), "login refused: nonce");
});

test("form fields cannot say what is expected", async () => {
  const browser = stand.browser();
  await browser.askForPoze("Hedy");
  const claims = { sub: "m_other", nonce: "B".repeat(43) };
  const fields = { "poze-token": await stand.verifier.issue({ claims }), ...claims, member: "m_other" };
  assert.equal((await browser.post("/login/poze", fields)).status, 403);
});

test("a verifier that cannot redeem right now lets nobody in and blames nobody", async () => {
  stand.verifier.fail["POST /v1/tokens/redeem"] = [503, "busy"];
  const result = await attempt((issue) => issue());
  delete stand.verifier.fail["POST /v1/tokens/redeem"];
  assert.equal(result.status, 503);
  assert.equal(result.inside, false);
});

test("EdDSA is as good, and keys that cannot be fetched are no fault of the token", async () => {
  const verifier = await startFakeVerifier({ alg: "EdDSA" });
  const options = { url: verifier.url, secretKey: SECRET, site: SITE };
  const expected = { nonce: "n".repeat(22), sub: "m_1", action: "act" };
  const token = await verifier.issue({ claims: expected });
  const take = (nonce) => (nonce === expected.nonce ? expected : null);
  assert.equal((await createPoze(options).verify(token, take)).sub, "m_1");
  verifier.fail["GET /.well-known/jwks.json"] = [500, "internal"];
  await assert.rejects(createPoze(options).verify(token, take), { code: "unreachable" });
  await verifier.close();
  await assert.rejects(createPoze(options).verify(token, take), { code: "unreachable" });
});
