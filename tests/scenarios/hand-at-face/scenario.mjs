// A hand over an eye: the visitor's own eyes see it, with models that are loaded for it alone, and so does the
// verifier. Whoever shows no hand, or the wrong side of the face, is refused.

import assert from "node:assert/strict";

import { camera, take } from "../../cameras/cameras.mjs";
import { DRIVER, WOMAN_WITH_HAND } from "../../cameras/people.mjs";
import { PatientCamera } from "../harness/patient-camera.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";
import { verifyWithJose } from "../harness/token.mjs";

const COVER_EYE = WOMAN_WITH_HAND.session;

/** Collects the names of the models that a visitor's page has loaded. */
const watchModels = (loaded) => (visitor) => {
  visitor.page.on("requestfinished", (request) => {
    const [, name] = /([a-z_]+)\.tflite$/.exec(new URL(request.url()).pathname) ?? [];
    if (name) loaded.add(name);
  });
};

/** Once the page has the models for hands. */
const handsLoaded = ({ page }) => page.waitForEvent("requestfinished", (request) => /hand_landmarks/.test(request.url()));

scenario("a hand over an eye is seen, with models for hands and none for objects", async (stand) => {
  const models = new Set();
  const patient = new PatientCamera(WOMAN_WITH_HAND.camera());
  stand.defer(() => patient.close());
  const { calm, hand, covered, over } = WOMAN_WITH_HAND.moments;
  const { visitor, end, seen } = await stand.run({
    camera: patient.camera,
    reference: WOMAN_WITH_HAND.photo(),
    session: COVER_EYE,
    arrive(visitor) {
      watchModels(models)(visitor);
      patient.play([
        { to: calm, pace: 1 / 3, until: handsLoaded(visitor), what: "the models for hands" },
        { to: hand, pace: 1 / 4, until: visitor.step(1), what: "the step" },
        { to: covered, pace: 1 },
        { to: over, pace: 1 / 2 },
      ]);
    },
  });
  const told = `${visitor.story()}\n${seen.result?.detail}\nnot in time: ${patient.late ?? "nothing"}`;
  assert.equal(end.type, "poze-verified", told);
  assert.deepEqual([...models].filter((name) => !name.startsWith("face_")).sort(), ["hand_landmarks", "hand_palms"]);
  const { poze } = await verifyWithJose(end.token, { issuer: stand.url, audience: stand.backend.site });
  assert.deepEqual(poze.moves, COVER_EYE.script);
  assert.equal((await visitor.verdict()).verified, true);
  assert.equal(visitor.answers.filter(({ outcome }) => outcome === "verdict").length, 1);
});

scenario("the same without a browser", async (stand) => {
  const { verdict, seen } = await stand.take(WOMAN_WITH_HAND.honest());
  assert.equal(verdict.verified, true, seen.result.detail);
});

// Each with a verifier of its own: one that has seen the footage before says so first.
for (const other of ["cover-left-eye", "hand-on-left-cheek"]) {
  scenario(`a hand over the right eye is no ${other}`, async (stand) => {
    const session = { ...COVER_EYE, script: [[other]] };
    const { verdict, seen } = await stand.take({ ...WOMAN_WITH_HAND.honest(), session });
    assert.deepEqual([verdict.verified, verdict.codes], [false, ["move_not_done"]], seen.result.detail);
  });
}

scenario("who shows no hand is refused, and told that the move was not seen", async (stand) => {
  const models = new Set();
  const run = await stand.run({
    camera: camera(take("carphone", 0, 8, { speed: 1 / 2 })),
    reference: DRIVER.photo(),
    session: COVER_EYE,
    arrive: watchModels(models),
    act: async (visitor) => {
      await visitor.until(({ hint }) => hint === "show-your-hand", "a hint to show the hand");
      await visitor.pressShutter(1);
    },
  });
  assert.ok(models.has("hand_palms") && models.has("hand_landmarks"), [...models].join());
  await assertRefused(run, { backend: ["move_not_done"], page: ["move_not_done"] });
});
