// Plays an act before the verifier, in real time and as any program could: the challenge's clock is the verifier's.

import { setTimeout as wait } from "node:timers/promises";

import { evidence, HeadlessPage } from "../scenarios/harness/headless.mjs";

/**
 * @typedef {object} Act what somebody shows
 * @property {import("./painter.mjs").Shot[]} opening frames from the opening of the challenge on
 * @property {number} calm_ms when the calm look is sent
 * @property {number} [calm_upto_ms] the last moment of the look, when it is sent later
 * @property {(step: {n: number, moves: string[]}, clock: () => number) => Answer | Promise<Answer>} answer
 * @property {(n: number, frames: object[], page: HeadlessPage) => object} [pack] the body of a step
 */

/**
 * @typedef {object} Answer to a prompt
 * @property {import("./painter.mjs").Shot[]} [shots] what is shown from now on, times from 0; else the scene goes on
 * @property {number} until_ms when it is sent, on the challenge's clock
 * @property {number} [upto_ms] its last moment, when that is another
 */

/** A machine that answers later than this has lost the visitor's track meanwhile: such a run says nothing. */
const LATE_MS = 390;

/** All frames of scenes that follow each other. @param {{from_ms: number, shots: object[]}[]} scenes */
export function timeline(scenes) {
  return scenes.flatMap(({ from_ms, shots }, n) => {
    const until_ms = scenes[n + 1]?.from_ms ?? Number.POSITIVE_INFINITY;
    const placed = shots.map((shot) => ({ ...shot, t_ms: Math.round(shot.t_ms + from_ms) }));
    return placed.filter(({ t_ms }) => t_ms < until_ms);
  });
}

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
 * @returns {Promise<{door: string | null, late: boolean, challenge?: string}>} the code with which a call was refused, and
 *   whether the machine was too slow for the run to mean anything
 */
export async function perform(url, secret, act) {
  const page = await HeadlessPage.of(url, secret);
  const opened = await page.open();
  if (opened.status !== 201) return { door: opened.body.code, late: false };
  const challenge = page.challenge.id;
  const clock = () => Math.ceil(page.elapsed());
  const scenes = [{ from_ms: 0, shots: act.opening }];
  let [sent_ms, late] = [-1, false];
  let next = { until_ms: act.calm_ms, upto_ms: act.calm_upto_ms };
  for (let n = 0; ; n++) {
    const { until_ms, upto_ms = until_ms } = next;
    await page.reach(until_ms);
    const frames = evidence(timeline(scenes), sent_ms, upto_ms);
    const body = act.pack?.(n, frames, page) ?? page.pack(n, frames);
    const answer = await send(page, body);
    if (answer.status !== 200) return { door: answer.body.code, late, challenge };
    if (answer.body.outcome === "verdict") return { door: null, late, challenge };
    late ||= clock() - until_ms > LATE_MS;
    sent_ms = upto_ms;
    next = await act.answer(answer.body.step, clock);
    if (next.shots) scenes.push({ from_ms: clock(), shots: next.shots });
  }
}

/** An act of one uninterrupted scene, sent at `ends` (ms). */
export const oneTake = (opening, ends) => ({
  opening,
  calm_ms: ends[0],
  answer: (step, clock) => ({ until_ms: Math.max(ends[step.n], clock()) }),
});
