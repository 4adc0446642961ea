// Ours against MediaPipe and human in one page of headless Chromium.

import { launch, openPage } from "../browser-process.mjs";
import { DIST, ensureDist, ensurePeers, ensureTasks } from "../setup.mjs";
import { openSite } from "../site.mjs";
import { compare, median, rounded, summary } from "../stats.mjs";
import { versionsOf } from "./versions.mjs";

/** Rounds count in which both had the same to do. */
const bothSawTheFace = (ours, theirs) => ours.face && theirs.face;
const bothSawAsManyHands = (ours, theirs) => ours.hands > 0 && ours.hands === theirs.hands;

/**
 * What is compared, and the goal for the ratio where there is one. Like with like: blendshapes on both sides or on
 * neither; the goals for detector and landmarks are counted where nobody computes more than these.
 */
const COMPARISONS = [
  {
    name: "tracked face with blendshapes against MediaPipe VIDEO with them",
    ours: "ours_tracked",
    theirs: "mediapipe_video",
    goal: 0.4,
  },
  {
    name: "detector + landmarks alone against MediaPipe IMAGE, points alone",
    ours: "ours_full_points_only",
    theirs: "mediapipe_image_points_only",
    goal: 0.4,
  },
  {
    name: "detector + landmarks alone against human, points alone",
    ours: "ours_full_points_only",
    theirs: "human",
    goal: 0.25,
  },
  {
    name: "detector + landmarks with blendshapes against MediaPipe IMAGE with them",
    ours: "ours_full",
    theirs: "mediapipe_image",
  },
  {
    name: "hands, tracked, against MediaPipe VIDEO",
    ours: "ours_hands_tracked",
    theirs: "mediapipe_hands_video",
    counts: bothSawAsManyHands,
  },
  {
    name: "palms + hand points against MediaPipe IMAGE",
    ours: "ours_hands_full",
    theirs: "mediapipe_hands_image",
    counts: bothSawAsManyHands,
  },
];

function comparison(engines, { name, ours, theirs, goal, counts = bothSawTheFace }) {
  if (!(ours in engines && theirs in engines)) return { name, skipped: "not both of them are there" };
  const [mine, others] = [engines[ours].times, engines[theirs].times];
  const counted = mine.map((_, round) => round).filter((round) => counts(mine[round], others[round]));
  const msOf = (times) => counted.map((round) => times[round].ms);
  const ratio = compare(msOf(mine), msOf(others));
  const met = goal === undefined || ratio === null ? undefined : ratio.of_medians <= goal;
  return { name, ours, theirs, goal, met, ratio, rounds_not_counted: mine.length - counted.length };
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
