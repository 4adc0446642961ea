// The right person does another move than the one that was asked for, and says it was done.

import { WOMAN } from "../../cameras/people.mjs";
import { assertRefused, scenario } from "../harness/stand.mjs";

scenario("the wrong move is refused, and the visitor is told", async (stand) => {
  const run = await stand.run({
    camera: WOMAN.camera(),
    reference: WOMAN.photo(),
    session: { script: [["mouth-open"]] },
    act: async (visitor) => {
      await visitor.pressShutter(1);
    },
  });
  await assertRefused(run, { backend: ["move_not_done"], page: ["move_not_done"] });
});
