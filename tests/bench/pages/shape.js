// Whether an analysis is what analyzer.d.ts promises: a fast answer that is none must not count.

const EXPRESSIONS = 52;
const FACE_POINTS = 478;
const HAND_POINTS = 21;

const finite = (...values) => values.every((value) => typeof value === "number" && Number.isFinite(value));
const isPoint = ({ x, y, z }) => finite(x, y, z);
const isBox = ({ x, y, width, height }) => finite(x, y, width, height) && width > 0 && height > 0;
const isScore = (value) => finite(value) && value >= 0 && value <= 1;

function problemOfFace({ landmarks, box, yaw, pitch, roll, expressions }, { width, height }) {
  if (landmarks?.length !== FACE_POINTS) return `a face with ${landmarks?.length} landmarks`;
  if (!landmarks.every(isPoint)) return "a face's landmark that is no point";
  const near = ({ x, y }) => x > -width && x < 2 * width && y > -height && y < 2 * height;
  if (!landmarks.every(near)) return "a face's landmark far outside of the frame";
  if (!box || !isBox(box)) return "a face without a box";
  if (!finite(yaw, pitch, roll) || Math.max(...[yaw, pitch, roll].map(Math.abs)) > 180)
    return "head angles that are none";
  const scores = Object.values(expressions ?? {});
  if (scores.length !== EXPRESSIONS || !scores.every(isScore)) return `${scores.length} expressions of 0 to 1`;
  return null;
}

function problemOfHand({ landmarks, handedness, gesture, score }) {
  if (landmarks?.length !== HAND_POINTS || !landmarks.every(isPoint))
    return `a hand with ${landmarks?.length} landmarks`;
  if (handedness !== "left" && handedness !== "right") return `a hand that is ${handedness}`;
  if (gesture !== null && typeof gesture !== "string") return "a gesture that is no name";
  return isScore(score) ? null : "a hand without a score";
}

function problemOfObject({ label, score, box }) {
  if (typeof label !== "string" || label === "") return "an object without a label";
  return isScore(score) && box && isBox(box) ? null : `a ${label} without a score or a box`;
}

/**
 * @param {object} analysis what `analyze` answered
 * @param {{width: number, height: number}} size of the frame
 * @returns {string | null} what is wrong with it
 */
export function problemOf({ faces, hands, objects, quality }, size) {
  if (![faces, hands, objects].every(Array.isArray)) return "an answer without faces, hands or objects";
  if ((quality === null) !== (faces.length === 0)) return "quality without a face, or a face without quality";
  const problems = [
    ...faces.map((face) => problemOfFace(face, size)),
    ...hands.map(problemOfHand),
    ...objects.map(problemOfObject),
  ];
  return problems.find((problem) => problem !== null) ?? null;
}
