// The right person does the right moves, and is let in: three people, in the page and in the verifier's frame.

import assert from "node:assert/strict";

import { DRIVER, MAN, WOMAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";
import { verifyWithJose, verifyWithPyJwt } from "../harness/token.mjs";

for (const [name, person, kind] of [
  ["the man, in the page", MAN, "inline"],
  ["the woman, in the verifier's frame on another origin", WOMAN, "frame"],
  ["the driver, in the page", DRIVER, "inline"],
]) {
  scenario(`${name}, is let in`, async (stand) => {
    const what = { camera: person.camera(), reference: person.photo(), session: person.session, kind };
    const { visitor, end, session, seen } = await stand.run(what);
    assert.equal(end.type, "poze-verified", `${visitor.story()}\n${seen.result?.detail}`);

    // What the page sees: the token, in the event and in the form, and a camera that is off.
    const verdict = await visitor.verdict();
    assert.equal(verdict.token, end.token);
    assert.equal(await visitor.formToken(), end.token);
    assert.ok(end.expiresAt > Date.now());
    assert.equal(await visitor.camerasOn(), 0);
    const phases = visitor.heard.map(({ phase }) => phase).filter((phase, i, all) => phase && phase !== all[i - 1]);
    const fromCamera = phases.slice(phases.indexOf("camera"));
    assert.deepEqual(fromCamera, ["camera", "neutral", "sending", "step", "verdict", "verified"]);

    // What the backend sees: a verified session without the token.
    assert.equal(seen.status, "verified");
    const [{ verified, codes }, ...others] = seen.challenges;
    assert.deepEqual([verified, codes, others], [true, [], []]);
    assert.ok(!JSON.stringify(seen).includes(end.token));

    // What two stock libraries say of the token, with nothing but the live JWKS.
    const where = { issuer: stand.url, audience: stand.backend.site };
    const claims = await verifyWithJose(end.token, where);
    assert.deepEqual(verifyWithPyJwt(end.token, where), claims);
    assert.deepEqual([claims.sub, claims.nonce, claims.action], ["member-1", session.nonce, "Log in"]);
    assert.deepEqual(claims.poze.moves, person.session.script);
    assert.equal(claims.poze.reference.enrolled, "photo");
    assert.ok(claims.exp - claims.iat <= 300);
  });
}

/** Runs in the page and in its worker: as in a browser that does not know `i8x16.relaxed_swizzle`. */
function withoutRelaxedSimd() {
  const validate = WebAssembly.validate.bind(WebAssembly);
  WebAssembly.validate = (module) => validate(module) && !/253,128,2/.test([...module].join());
}

scenario("in a browser without relaxed SIMD the plain build of the eyes is enough", async (stand) => {
  const builds = new Set();
  const run = await stand.run({
    camera: WOMAN.camera(),
    reference: WOMAN.photo(),
    session: WOMAN.session,
    before: withoutRelaxedSimd,
    arrive: async ({ page }) => {
      page.on("request", (request) => {
        const [name] = /poze_eye\w*\.(wasm|js)$/.exec(request.url()) ?? [];
        if (name) builds.add(name);
      });
      await page.route("**/worker.js", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `(${withoutRelaxedSimd})();${await response.text()}` });
      });
    },
  });
  assert.equal(run.end.type, "poze-verified", `${run.visitor.story()}\n${run.seen.result?.detail}`);
  assert.deepEqual([...builds].sort(), ["poze_eye.js", "poze_eye.wasm"]);
});
