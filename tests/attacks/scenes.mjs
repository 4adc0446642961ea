// What a camera is shown, frame by frame: lists of samples as paint/main.py takes them, `t` in ms from 0.

/** Between two frames of a track, as the verifier asks for. */
export const EVERY_MS = 150;

const times = (ms, every_ms) => Array.from({ length: Math.floor(ms / every_ms) + 1 }, (_, n) => n * every_ms);
const seconds = (value) => Number(value.toFixed(4));

/** A piece of a clip as it is, from `from` (s) on; faster or slower with `speed`. */
export const played = (clip, from, ms, { speed = 1, every_ms = EVERY_MS } = {}) =>
  times(ms, every_ms).map((t) => ({ t, clip, at: seconds(from + (t / 1000) * speed) }));

/** One frame. */
export const held = (clip, at, ms, { every_ms = EVERY_MS } = {}) => times(ms, every_ms).map((t) => ({ t, clip, at }));

/** A piece again and again, or there and `back`. */
export function looped(clip, from, to, ms, { back = false, every_ms = EVERY_MS } = {}) {
  const length_ms = Math.round((to - from) * 1000);
  const at = (t) => {
    const round_ms = t % (back ? 2 * length_ms : length_ms);
    return from + (round_ms > length_ms ? 2 * length_ms - round_ms : round_ms) / 1000;
  };
  return times(ms, every_ms).map((t) => ({ t, clip, at: seconds(at(t)) }));
}

export const black = (ms, { every_ms = EVERY_MS } = {}) => times(ms, every_ms).map((t) => ({ t, clip: null, at: 0 }));

/** The first `count` frames mixed with a frame (`clip`, `at`) that was shown before. */
export const faded = (samples, { clip, at }, count) =>
  samples.map((sample, n) => (n < count ? { ...sample, mix: { clip, at, part: 1 - (n + 1) / (count + 1) } } : sample));

/** A piece of a clip that lasts at least so long: slower where the footage is shorter. */
export function stretched(clip, [from, to], ms) {
  const speed = Math.min(1, ((to - from) * 1000) / ms);
  return played(clip, from, ms, { speed });
}

/** Each sample with more, by its time. @param {(t: number) => object} more */
export const withMore = (samples, more) => samples.map((sample) => ({ ...sample, ...more(sample.t) }));

/** Lists one after another, each of its length in ms, or as it is. @param {...[object[], number?]} parts */
export function inRow(...parts) {
  let from = 0;
  return parts.flatMap(([samples, ms = Number.POSITIVE_INFINITY]) => {
    const here = samples.filter(({ t }) => t < ms).map((sample) => ({ ...sample, t: Math.round(sample.t + from) }));
    from += ms;
    return here;
  });
}

/** The light, place and camera of a run. */
export function lens(random) {
  return {
    gain: random.between(0.75, 1.25),
    gamma: random.between(0.85, 1.2),
    warmth: random.between(-0.06, 0.06),
    zoom: random.between(0.88, 1.08),
    dx: random.between(-0.03, 0.03),
    dy: random.between(-0.02, 0.02),
    noise: random.between(0, 4),
    blur: random.chance(0.3) ? random.between(0.3, 0.6) : 0,
    track_quality: 60 + random.below(21),
    key_quality: 80 + random.below(14),
  };
}

/** A camera that shows footage as it was taken. */
export const PLAIN = {};

/** A hand's or a head's small movement: a smooth curve of so large a swing that never comes again. */
export function sway(random, size) {
  const waves = [0.31, 0.83, 1.9].map((hz) => ({ hz: hz * random.between(0.8, 1.2), phase: random.between(0, 7) }));
  const at = (t) =>
    waves.reduce((sum, { hz, phase }, n) => sum + Math.sin((t / 1000) * hz * 6.283 + phase) / (n + 1), 0);
  return (t) => (size * at(t)) / 1.8;
}

/** 0 before `from`, 1 after `from + ms`, smooth in between. */
export const eased = (t, from, ms) => {
  const x = Math.min(1, Math.max(0, (t - from) / ms));
  return x * x * (3 - 2 * x);
};
