// A screen that plays a recording with the right moves, filmed by the camera.

import { HONEST, sessionOf } from "../people.mjs";
import { atTimes } from "../perform.mjs";
import { lens, played, sway, withMore } from "../scenes.mjs";

/** From a good telephone held close to a cheap monitor. */
const screen = (random) => ({
  pitch: random.between(1.1, 2.6),
  grid: random.between(0.05, 0.3),
  black: random.between(6, 28),
  contrast: random.between(0.72, 0.95),
  blue: random.between(0, 0.08),
  band: random.between(0, 0.04),
  glare: random.between(0, 45),
  bezel: 10 + random.below(40),
});

function place(random) {
  const [x, y] = [sway(random, 0.006), sway(random, 0.006)];
  const [yaw, pitch, roll] = [random.between(-6, 6), random.between(-5, 5), random.between(-2, 2)];
  const turn = sway(random, 0.6);
  const scale = random.between(0.85, 1.2);
  return (t) => ({ place: { x: x(t), y: y(t), scale, yaw: yaw + turn(t), pitch: pitch + turn(t), roll } });
}

export default {
  id: "screen-replay",
  what: "a recording with the right moves on a screen, filmed",
  measured: true,
  expected: ["presentation_attack", "still_image"],
  async stage({ random, draw, seed }) {
    const { person, take } = random.of(HONEST);
    const samples = withMore(played(person.clip, take.from, take.ends.at(-1) + 600), place(random));
    const camera = { ...lens(random), zoom: 1, dx: 0, dy: 0 };
    const shots = await draw({ seed, camera, screen: screen(random), samples });
    return { victim: person, session: sessionOf(take.script, take.hold_ms), act: atTimes(shots, take.ends) };
  },
};
