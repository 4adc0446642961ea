// Plays an act before the verifier, in real time and as any program could: the challenge's clock is the verifier's.

import { setTimeout as wait } from "node:timers/promises";

import { evidence, HeadlessPage } from "../scenarios/harness/headless.mjs";

/**
 * @typedef {object} Sending when a step is sent, ms on the challenge's clock
 * @property {number} at_ms
 * @property {number} [upto_ms] the time of its last frame, when that is another
 */

/**
 * @typedef {object} Act what somebody shows
 * @property {import("./painter.mjs").Shot[]} shots all frames, from the opening of the challenge on
 * @property {Sending} calm of the calm look
 * @property {(step: {n: number, moves: string[]}, clock: () => number) => Sending | Promise<Sending>} answer of a step
 *   that was just revealed; it may change `shots`
 * @property {(n: number, frames: object[], page: HeadlessPage) => object} [pack] the body of a step
 */

/** A machine that answers later than this has made a visitor's take too short: such a run says nothing. */
const LATE_MS = 390;

/** Frames that are drawn in answer to a prompt are so late at most: the verifier takes 15 s, and 100 frames a step. */
const DRAWING_MAX_MS = 11_000;

/** Sends a step, again while the verifier is busy. */
async function send(page, body) {
  for (;;) {
    const answer = await page.send(body);
    if (answer.status !== 503) return answer;
    await wait(200);
  }
}

/**
 * @param {string} url @param {string} secret of the session @param {Act} act
 * @returns {Promise<{door: string | null, late: boolean, challenge?: string}>} the code with which a call was refused,
 *   and whether the machine was too slow for the run to mean anything
 */
export async function perform(url, secret, act) {
  const page = await HeadlessPage.of(url, secret);
  const opened = await page.open();
  if (opened.status !== 201) return { door: opened.body.code, late: false };
  const challenge = page.challenge.id;
  const clock = () => Math.ceil(page.elapsed());
  let [sent_ms, late] = [-1, false];
  let { at_ms, upto_ms = at_ms } = act.calm;
  for (let n = 0; ; n++) {
    await page.reach(at_ms);
    const frames = evidence(act.shots, sent_ms, upto_ms);
    const answer = await send(page, act.pack?.(n, frames, page) ?? page.pack(n, frames));
    if (answer.status !== 200) return { door: answer.body.code, late, challenge };
    if (answer.body.outcome === "verdict") return { door: null, late, challenge };
    late ||= clock() - at_ms > LATE_MS;
    sent_ms = upto_ms;
    ({ at_ms, upto_ms = at_ms } = await act.answer(answer.body.step, clock));
    late ||= at_ms - upto_ms > DRAWING_MAX_MS;
  }
}

/** An act whose steps are sent at `ends` (ms), at what is shown until then. */
export const atTimes = (shots, ends) => ({
  shots,
  calm: { at_ms: ends[0] },
  answer: ({ n }, clock) => ({ at_ms: Math.max(ends[n], clock()) }),
});
