// The people of the footage, each with one uninterrupted stretch of their clip that holds a calm look and a move, the
// challenge that fits it, and a photo from another moment. What is readable when was measured on every 200 ms of the
// clips; no finding is switched off for anybody.

import { readFileSync } from "node:fs";

import { cameraAt, frames, still, take } from "./cameras.mjs";

/**
 * @param {object} what
 * @param {object} what.stretch what the fake camera plays, once
 * @param {object} [what.played] the same at real speed, when the camera plays it slower
 * @param {number} [what.fps] frames a second of the camera
 * @param {number[]} what.ends when the calm look and the move have been shown, ms of the stretch at real speed
 * @param {object} what.moment of the photo
 * @param {object} what.session fields of `POST /v1/sessions`
 */
function person({ stretch, played = stretch, fps = 30, ends, moment, session }) {
  return {
    session,
    ends,
    camera: () => cameraAt(fps, stretch),
    photo: () => readFileSync(still(moment)),
    footage: () => frames([played]),
    /** What a page without a browser needs for an honest run. */
    honest: () => ({ photo: readFileSync(still(moment)), footage: frames([played]), session, ends }),
  };
}

const SMILE = { script: [["smile"]], include: ["smile"] };

/**
 * Calm for 0.65 s, then smiles. A browser takes about as long to open a camera and to measure a calm look, so there the
 * clip runs at a third of its speed.
 */
export const MAN = person({
  stretch: take("man", 0, 2.4, { speed: 1 / 3 }),
  played: take("man", 0, 2.4),
  ends: [620, 2350],
  moment: take("man", 2.3, 2.4),
  session: SMILE,
});

/** Looks up behind a hand for 3 s, then smiles, and keeps smiling. */
export const WOMAN = person({
  stretch: take("woman", 6, 19.6),
  ends: [2300, 5200],
  moment: take("woman", 11.6, 11.7),
  session: SMILE,
});

/**
 * Backwards, because forwards her eyes are closed before the hand comes and there is no calm look to measure against:
 * smiles, looks up, a hand comes to her cheek and from 3.8 s to 5.2 s after the smile lies before the right side of her
 * face, the right eye and a part of the mouth. Her mouth alone it never covers: half of the lips shows whenever both
 * eyes do. The clip has 24 frames a second, each of which the camera shows once.
 */
export const WOMAN_WITH_HAND = {
  ...person({
    stretch: take("woman", 17.5, 4),
    played: take("woman", 9.45, 4),
    fps: 24,
    ends: [1150, 5100],
    moment: take("woman", 11.6, 11.7),
    session: { script: [["cover-right-eye"]] },
  }),
  /** In the camera's take, in seconds: the smile is over; her hand is near; the eye is covered; and is open again. */
  moments: { calm: 8.05, hand: 11.4, covered: 11.8, over: 13.3 },
};

/** In a car, a small picture: upright for 2.4 s, then leans to his right. At half its speed in a browser, as the man. */
export const DRIVER = person({
  stretch: take("carphone", 0, 4, { speed: 1 / 2 }),
  played: take("carphone", 0, 4),
  ends: [1500, 3400],
  moment: take("carphone", 3.2, 3.3),
  session: { script: [["tilt-right"]], timing: { hold_ms: 400 } },
});
