// A photo before the camera for the whole run.

import { camera, held } from "../../cameras/cameras.mjs";
import { MAN } from "../../cameras/people.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";

scenario("a still photo is refused, and the page is not told why", async (stand) => {
  const run = await stand.run({
    camera: camera(held("man", 0.3, 4)),
    reference: MAN.photo(),
    session: MAN.session,
    act: async (visitor) => {
      await visitor.pressShutter(1); // a photo of a calm face passes for a calm look
    },
  });
  await assertRefused(run, { backend: ["still_image", "move_not_done"], page: ["not_verified"] });
});

scenario("nor does a photo of the move help", async (stand) => {
  const run = await stand.run({
    camera: camera(held("man", 1.5, 4)),
    reference: MAN.photo(),
    session: MAN.session,
    act: async (visitor) => {
      for (const n of [0, 1]) await visitor.pressShutter(n);
    },
  });
  await assertRefused(run, { backend: ["still_image", "neutral_not_seen"], page: ["not_verified"] });
});
