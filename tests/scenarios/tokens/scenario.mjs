// What happens to a token after the run: used twice, at another site, altered; and signed with the other algorithm.

import assert from "node:assert/strict";

import { MAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";
import { spoiled, verifyWithJose, verifyWithPyJwt } from "../harness/token.mjs";

scenario("a token is good once, at its own site, as it was signed", async (stand) => {
  const { verdict, seen } = await stand.take(MAN.honest());
  assert.equal(verdict.verified, true, seen.result.detail);
  const { token } = verdict;
  const where = { issuer: stand.url, audience: stand.backend.site };

  for (const part of [0, 1, 2]) {
    const altered = spoiled(token, part);
    const refused = await stand.backend.redeem(altered);
    assert.deepEqual([refused.status, refused.body.code], [422, "token_invalid"], `part ${part}`);
    await assert.rejects(verifyWithJose(altered, where), `jose, part ${part}`);
    assert.throws(() => verifyWithPyJwt(altered, where), `PyJWT, part ${part}`);
  }

  const elsewhere = await stand.otherSite.redeem(token);
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [403, "token_wrong_site"]);
  await assert.rejects(verifyWithJose(token, { ...where, audience: stand.otherSite.site }), { claim: "aud" });

  const first = await stand.backend.redeem(token);
  assert.deepEqual([first.status, first.body.success], [200, true]);
  assert.deepEqual(first.body.claims, await verifyWithJose(token, where));
  const second = await stand.backend.redeem(token);
  assert.deepEqual([second.status, second.body.code], [409, "token_redeemed"]);
});

const eddsa = { verifier: ["--dev-alg", "eddsa"] };

scenario(
  "a token that is signed with EdDSA verifies as well",
  async (stand) => {
    const { verdict, seen } = await stand.take(MAN.honest());
    assert.equal(verdict.verified, true, seen.result.detail);
    const [header] = verdict.token.split(".");
    assert.equal(JSON.parse(Buffer.from(header, "base64url")).alg, "EdDSA");
    const where = { issuer: stand.url, audience: stand.backend.site };
    assert.deepEqual(verifyWithPyJwt(verdict.token, where), await verifyWithJose(verdict.token, where));
    assert.equal((await stand.backend.redeem(verdict.token)).status, 200);
  },
  eddsa,
);
