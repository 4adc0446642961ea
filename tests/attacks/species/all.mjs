// Every species, in the order of the report.

import anotherPerson from "./another-person.mjs";
import clipLibrary from "./clip-library.mjs";
import frozenFrame from "./frozen-frame.mjs";
import { asTaken, varied } from "./honest.mjs";
import loopedClip from "./looped-clip.mjs";
import otherChallenge from "./other-challenge.mjs";
import printedPhoto from "./printed-photo.mjs";
import puppet from "./puppet.mjs";
import reorderedFrames from "./reordered-frames.mjs";
import replay from "./replay.mjs";
import screenReplay from "./screen-replay.mjs";
import splicedReplay from "./spliced-replay.mjs";
import stillPhoto from "./still-photo.mjs";
import swapIn from "./swap-in.mjs";
import tooFast from "./too-fast.mjs";
import wrongOrder from "./wrong-order.mjs";

/**
 * @typedef {object} Species
 * @property {string} id
 * @property {string} what for people
 * @property {boolean} [honest] nobody's attack
 * @property {boolean} [measured] its rate is published; all others must be refused in every run
 * @property {string[]} expected codes of which one must be among those of a refusal; else it was for the wrong reason
 * @property {(how: {random: import("../random.mjs").Random, seed: number, run: number,
 *   draw: (request: object) => Promise<object[]>}) => Promise<object>} stage what is done in a run: `victim`, whose
 *   reference the site has; `actor`, if another is on the footage; `session`, fields of the session; `act`; and
 *   `before`, an honest run that comes first on the same site
 */

/** @type {Species[]} */
export const SPECIES = [
  asTaken,
  varied,
  stillPhoto,
  printedPhoto,
  screenReplay,
  puppet,
  replay,
  splicedReplay,
  clipLibrary,
  anotherPerson,
  swapIn,
  frozenFrame,
  loopedClip,
  tooFast,
  reorderedFrames,
  otherChallenge,
  wrongOrder,
];
