// Ours against MediaPipe and human in one page of headless Chromium.

import { launch, openPage } from "../browser-process.mjs";
import { DIST, ensureDist, ensurePeers, ensureTasks } from "../setup.mjs";
import { openSite } from "../site.mjs";
import { compare, median, rounded, summary } from "../stats.mjs";
import { versionsOf } from "./versions.mjs";

/** What is compared: ours against the sum of theirs, and the goal for the ratio where there is one. */
const COMPARISONS = [
  {
    name: "tracked face against MediaPipe VIDEO with blendshapes",
    ours: "ours_tracked",
    theirs: ["mediapipe_video"],
    goal: 0.4,
  },
  {
    name: "detector + landmarks against MediaPipe IMAGE with blendshapes",
    ours: "ours_full",
    theirs: ["mediapipe_image"],
    goal: 0.4,
  },
  {
    name: "the same against MediaPipe IMAGE that gives points only",
    ours: "ours_full",
    theirs: ["mediapipe_image_points_only"],
  },
  { name: "detector + landmarks against human", ours: "ours_full", theirs: ["human"], goal: 0.25 },
  {
    name: "tracked face and hands against MediaPipe face VIDEO + hands VIDEO",
    ours: "ours_face_and_hands",
    theirs: ["mediapipe_video", "mediapipe_hands_video"],
    anyFrame: true,
  },
];

/** The rounds of a comparison: those in which all of them saw the face, unless any frame counts. */
function comparison(engines, { name, ours, theirs, goal, anyFrame }) {
  const all = [ours, ...theirs];
  if (all.some((engine) => !(engine in engines))) return { name, skipped: "not all of them are there" };
  const rounds = engines[ours].times.map((_, round) => round);
  const seen = (round) => anyFrame || all.every((engine) => engines[engine].times[round].face);
  const counted = rounds.filter(seen);
  const msOf = (engine) => counted.map((round) => engines[engine].times[round].ms);
  const sums = counted.map((_, at) => theirs.reduce((sum, engine) => sum + msOf(engine)[at], 0));
  const ratio = compare(msOf(ours), sums);
  const met = goal === undefined || ratio === null ? undefined : ratio.of_medians <= goal;
  return { name, ours, theirs, goal, met, ratio, rounds_without_a_face: rounds.length - counted.length };
}

/**
 * @param {{pictures: import("../frames.mjs").Picture[], rounds: number, say: (line: string) => void}} options
 */
export async function againstBrowserPeers({ pictures, rounds, say }) {
  await ensureDist();
  const packages = await ensurePeers();
  const folders = { widget: DIST, peers: packages, tasks: ensureTasks() };
  // The peers' own scripts would not run under the policy of bench:browser.
  const site = await openSite({ pictures, folders, csp: null });
  const browser = await launch();
  try {
    const { call } = await openPage(browser, `${site.url}/bench/peers.html`, { say });
    const { engines, missing, distances, unseen } = await call("run", { pictures: pictures.length, rounds });
    const figures = ({ does, form, least_ms_by_form: least, times }, name) => ({
      does,
      form,
      least_ms_by_form: Object.fromEntries(Object.entries(least).map(([kind, ms]) => [kind, rounded(ms)])),
      ms: summary(times.map(({ ms }) => ms)),
      frames_with_hands: times.filter(({ hands }) => hands > 0).length,
      frames_without_a_face: unseen[name] ?? 0,
      points_from_mediapipe_image: distances[name] ? rounded(median(distances[name]), 4) : undefined,
    });
    return {
      chromium: browser.version(),
      versions: versionsOf(packages, ["@mediapipe/tasks-vision", "@vladmandic/human", "@tensorflow/tfjs-backend-wasm"]),
      engines: Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, figures(engine, name)])),
      missing,
      comparisons: COMPARISONS.map((wanted) => comparison(engines, wanted)),
    };
  } finally {
    await browser.close();
    site.close();
  }
}
