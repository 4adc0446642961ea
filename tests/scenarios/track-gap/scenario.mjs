// A recording that was interrupted: within a step, and over the boundary of two.

import assert from "node:assert/strict";

import { MAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

const GAPS = { "within a step": [1000, 1600], "between two steps": [400, 1000] };

for (const [where, [from, to]] of Object.entries(GAPS)) {
  scenario(`a track with a gap ${where} is refused, and the page is not told why`, async (stand) => {
    const keep = ({ t_ms }) => t_ms <= from || t_ms >= to;
    const { verdict, seen } = await stand.take({ ...MAN.honest(), keep });
    assert.deepEqual([verdict.verified, verdict.codes], [false, ["not_verified"]]);
    // A head that moves on meanwhile jumps as well: that comes second.
    assert.equal(seen.challenges[0].codes[0], "track_gap", seen.result.detail);
    assert.match(seen.result.detail, /track_gap: 0\.\d+ of 1\.00/);
  });
}
