// A page that wants one answer as soon as it can: `?models=face,hands`.

import { createAnalyzer } from "/widget/analyzer.js";

import { bitmapOf } from "./reel.js";
import { problemOf } from "./shape.js";

const models = new URLSearchParams(location.search).get("models").split(",");

/** From the navigation's start to the first answer, ms; or the message of what went wrong. */
async function first() {
  const analyzer = createAnalyzer();
  try {
    const [frame] = await Promise.all([bitmapOf(0), analyzer.load({ models })]);
    const analysis = analyzer.analyze(frame);
    const ms = performance.now();
    const problem = problemOf(analysis, frame);
    return problem === null ? { ms, analyzer, frame } : { refused: problem };
  } catch (error) {
    return { refused: error.message };
  }
}

const result = first();

globalThis.bench = {
  async first() {
    const { ms, refused } = await result;
    return { ms, refused };
  },
  /** Goes on with the same picture, so that nothing but the analyser can grow. */
  async goOn(frames) {
    const { analyzer, frame } = await result;
    for (let i = 0; i < frames; i++) analyzer.analyze(frame);
  },
};
