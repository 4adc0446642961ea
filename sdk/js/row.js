// What Rust has seen comes as one row of numbers (src/analyzer.rs): here it becomes the objects of analyzer.d.ts.

const FACE_POINTS = 478;
const HAND_POINTS = 21;
const FINGERS = ["thumb", "index", "middle", "ring", "little"];

class Row {
  #numbers;
  #at = 0;

  constructor(numbers) {
    this.#numbers = numbers;
  }

  next = () => this.#numbers[this.#at++];

  list(read) {
    return Array.from({ length: this.next() }, (_, i) => read(i));
  }

  points(count) {
    const numbers = this.#numbers;
    const points = new Array(count);
    let at = this.#at;
    for (let i = 0; i < count; i += 1, at += 3) points[i] = { x: numbers[at], y: numbers[at + 1], z: numbers[at + 2] };
    this.#at = at;
    return points;
  }

  box() {
    return { x: this.next(), y: this.next(), width: this.next(), height: this.next() };
  }

  named(names) {
    const values = {};
    for (const name of names) values[name] = this.next();
    return values;
  }
}

const HEAD = ["yaw", "pitch", "roll"];
const QUALITY = ["sharpness", "brightness", "contrast"];

/**
 * @param {[Float32Array, ...string[]]} answer of `Analyzer.analyze`
 * @param {{expressions: string[], gestures: string[]}} names
 */
export function readRow([numbers, ...labels], { expressions, gestures }) {
  const row = new Row(numbers);
  const qualities = [];
  const faces = row.list(() => {
    const face = { landmarks: row.points(FACE_POINTS), box: row.box(), ...row.named(HEAD) };
    qualities.push(row.named(QUALITY));
    return row.next() > 0 ? { ...face, expressions: row.named(expressions) } : face;
  });
  const hands = row.list(() => ({
    landmarks: row.points(HAND_POINTS),
    handedness: row.next() === 1 ? "right" : "left",
    gesture: gestures[row.next()] ?? null,
    score: row.next(),
    fingers: row.named(FINGERS),
  }));
  const objects = row.list((i) => ({ label: labels[i], score: row.next(), box: row.box() }));
  return { faces, hands, objects, quality: qualities[0] ?? null };
}
