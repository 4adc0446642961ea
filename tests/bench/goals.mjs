// What was aimed at, and how far a run got.

const KB = 1000;
const MB = 1000 * KB;

/** @typedef {{what: string, limit: number, figure: number | null, unit: string, met: boolean | null}} Goal */

/** @returns {Goal} nothing is met that was not measured */
function goal(what, unit, limit, figure) {
  const known = typeof figure === "number" && Number.isFinite(figure);
  return { what, unit, limit, figure: known ? figure : null, met: known ? figure <= limit : null };
}

const bytesOf = (group, ...parts) => {
  const bytes = group?.bytes_to_first_answer;
  if (bytes === undefined || parts.some((part) => bytes[part] === undefined)) return null;
  return parts.reduce((sum, part) => sum + bytes[part].brotli, 0);
};

/** @param {Record<string, object>} start by group of models, as bench:browser measured them @returns {Goal[]} */
export function goalsOfDownload({ face, face_and_hands, face_and_objects, everything }) {
  const fullest = [everything, face_and_hands, face_and_objects, face].find((group) => group?.bytes_to_first_answer);
  return [
    goal("wasm and JavaScript to the first answer", "bytes, brotli", 150 * KB, bytesOf(face, "wasm", "js")),
    goal("face models", "bytes, brotli", 3.7 * MB, bytesOf(face, "face_models")),
    goal("hand models, when asked for", "bytes, brotli", 4 * MB, bytesOf(face_and_hands, "hands")),
    goal("object models, when asked for", "bytes, brotli", 4 * MB, bytesOf(face_and_objects, "objects")),
    goal("memory over an empty page, face", "bytes", 120 * MB, face?.memory_over_empty_page_bytes?.renderer),
    goal(
      "memory over an empty page, all that there is",
      "bytes",
      120 * MB,
      fullest?.memory_over_empty_page_bytes?.renderer,
    ),
  ];
}

/** @param {{browser?: object, native?: object, server?: object}} result of bench:peers @returns {Goal[]} */
export function goalsAgainstPeers({ browser, native, server }) {
  const ratio = (what, { goal: limit, ratio: found }) => goal(what, "ratio of medians", limit, found?.of_medians);
  const wanted = (list) => (list ?? []).filter((comparison) => comparison.goal !== undefined);
  return [
    ...wanted(browser?.comparisons).map((comparison) => ratio(comparison.name, comparison)),
    ...Object.entries(native?.nets ?? {}).map(([name, net]) => ratio(`${name} against ONNX Runtime`, net)),
    ...wanted(server?.comparisons).map((comparison) =>
      ratio(`${comparison.name} against face_recognition`, comparison),
    ),
  ];
}
