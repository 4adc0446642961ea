// An empty room, and somebody who presses the shutter.

import { camera, take } from "../../cameras/cameras.mjs";
import { MAN } from "../../cameras/people.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";

scenario("nobody is refused, and the visitor is told", async (stand) => {
  const run = await stand.run({
    camera: camera(take("nobody", 0, 3.5)),
    reference: MAN.photo(),
    session: MAN.session,
    act: async (visitor) => {
      for (const n of [0, 1]) await visitor.pressShutter(n);
    },
  });
  await assertRefused(run, { backend: ["no_face"], page: ["no_face"] });
});
