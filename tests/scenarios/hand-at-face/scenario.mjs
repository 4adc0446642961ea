// A hand over the mouth: the visitor's own eyes see it, with models that are loaded for it alone, and so does the
// verifier. Whoever shows no hand, or the wrong side of the face, is refused.

import assert from "node:assert/strict";

import { camera, take } from "../../cameras/cameras.mjs";
import { DRIVER, WOMAN_WITH_HAND } from "../../cameras/people.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";
import { verifyWithJose } from "../harness/token.mjs";

const COVER_MOUTH = WOMAN_WITH_HAND.session;

/** Collects the names of the models that a visitor's page asks for. */
const watchModels = (loaded) => (visitor) => {
  visitor.page.on("request", (request) => {
    const [, name] = /([a-z_]+)\.tflite$/.exec(new URL(request.url()).pathname) ?? [];
    if (name) loaded.add(name);
  });
};

scenario("a hand over the mouth is seen, with models for hands and none for objects", async (stand) => {
  const models = new Set();
  const { visitor, end, seen } = await stand.run({
    camera: WOMAN_WITH_HAND.camera(),
    reference: WOMAN_WITH_HAND.photo(),
    session: COVER_MOUTH,
    arrive: watchModels(models),
  });
  assert.equal(end.type, "poze-verified", `${visitor.story()}\n${seen.result?.detail}`);
  assert.deepEqual([...models].filter((name) => !name.startsWith("face_")).sort(), ["hand_landmarks", "hand_palms"]);
  const { poze } = await verifyWithJose(end.token, { issuer: stand.url, audience: stand.backend.site });
  assert.deepEqual(poze.moves, COVER_MOUTH.script);
  assert.equal(visitor.answers.filter(({ outcome }) => outcome === "verdict").length, 1);
});

scenario("the same without a browser", async (stand) => {
  const { verdict, seen } = await stand.take(WOMAN_WITH_HAND.honest());
  assert.equal(verdict.verified, true, seen.result.detail);
});

scenario("a hand over the mouth covers no eye", async (stand) => {
  for (const other of ["cover-left-eye", "cover-right-eye"]) {
    const session = { ...COVER_MOUTH, script: [[other]] };
    const { verdict, seen } = await stand.take({ ...WOMAN_WITH_HAND.honest(), session });
    assert.deepEqual([verdict.verified, verdict.codes], [false, ["move_not_done"]], `${other}: ${seen.result.detail}`);
  }
});

scenario("who shows no hand is refused, and told that the move was not seen", async (stand) => {
  const models = new Set();
  const run = await stand.run({
    camera: camera(take("carphone", 0, 8, { speed: 1 / 2 })),
    reference: DRIVER.photo(),
    session: COVER_MOUTH,
    arrive: watchModels(models),
    act: async (visitor) => {
      await visitor.until(({ hint }) => hint === "show-your-hand", "a hint to show the hand");
      await visitor.pressShutter(1);
    },
  });
  assert.ok(models.has("hand_palms") && models.has("hand_landmarks"), [...models].join());
  await assertRefused(run, { backend: ["move_not_done"], page: ["move_not_done"] });
});
