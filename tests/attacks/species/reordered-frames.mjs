// An honest take whose frames do not come in the order in which they were taken, or come twice.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, played } from "../scenes.mjs";

/** Each takes the frames' pictures in order and gives those that are sent at the same times. */
const ORDERS = {
  shuffled: (shots, random) => random.shuffled(shots),
  backwards: (shots) => [...shots].reverse(),
  "halves changed": (shots) => [...shots.slice(shots.length >> 1), ...shots.slice(0, shots.length >> 1)],
  "each twice": (shots) => shots.map((_, n) => shots[n - (n % 2)]),
  "a piece again": (shots) => shots.map((_, n) => shots[n % Math.ceil(shots.length / 2)]),
};

export default {
  id: "reordered-frames",
  what: "an honest take, its frames shuffled, backwards, doubled, repeated, or with times out of order",
  expected: ["track_cut", "still_image", "timing_implausible", "frames_invalid"],
  async stage({ random, draw }) {
    const { person, take } = random.of(HONEST);
    const shots = await draw({ camera: lens(random), samples: played(person.clip, take.from, take.ends.at(-1) + 600) });
    const how = random.of([...Object.keys(ORDERS), "times"]);
    const session = sessionOf(take.script, take.hold_ms);
    if (how === "times") {
      const pack = (n, frames, page) => page.pack(n, n === 0 ? frames : [...frames].reverse());
      return { victim: person, session, how, act: { ...atTimes(shots, take.ends), pack } };
    }
    // The look stays as it is: the verifier measures the moves against it.
    const look = shots.filter(({ t_ms }) => t_ms <= take.ends[0]);
    const after = shots.slice(look.length);
    const sent = ORDERS[how](after, random).map((shot, n) => ({ ...shot, t_ms: after[n].t_ms }));
    return { victim: person, session, how, act: atTimes([...look, ...sent], take.ends) };
  },
};
