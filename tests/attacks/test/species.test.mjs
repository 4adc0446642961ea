// That each species shows what it says, without a verifier: what is to be drawn stands for the frames.

import assert from "node:assert/strict";
import test from "node:test";

import { PEOPLE } from "../people.mjs";
import { Random } from "../random.mjs";
import { SPECIES } from "../species/all.mjs";

const RUNS = 25;
/** As the verifier says (`track_gap_max_ms`). */
const GAP_MAX_MS = 400;

const draw = async ({ samples }) => samples.map((sample) => ({ t_ms: sample.t, ...sample }));

/** Some runs of a species, each with what is shown and when it is sent. */
async function staged(id, runs = RUNS) {
  const species = SPECIES.find((one) => one.id === id);
  const numbers = Array.from({ length: runs }, (_, n) => n);
  return Promise.all(
    numbers.map(async (run) => {
      const made = await species.stage({ random: new Random(`${id}/${run}`), seed: run, run, draw });
      const steps = made.session.script ?? [["turn-left"], ["mouth-open"]];
      const sent = [made.act.calm];
      let now = made.act.calm.at_ms;
      for (const [n, moves] of steps.entries()) {
        const answer = await made.act.answer({ n: n + 1, moves }, () => now + 5);
        sent.push(answer);
        now = answer.at_ms;
      }
      return { ...made, shots: made.act.shots, sent, end_ms: Math.max(...sent.map((s) => s.upto_ms ?? s.at_ms)) };
    }),
  );
}

for (const { id } of SPECIES) {
  test(`${id}: frames at whole milliseconds, without a gap, as long as they are sent`, async () => {
    for (const { shots, end_ms, victim } of await staged(id)) {
      assert.ok(victim.name in PEOPLE);
      assert.ok(shots.every(({ t_ms }) => Number.isInteger(t_ms)));
      const gaps = shots.slice(1).map(({ t_ms }, n) => t_ms - shots[n].t_ms);
      assert.ok(
        gaps.every((gap) => gap > 0 && gap <= GAP_MAX_MS),
        `gaps ${gaps}`,
      );
      assert.ok(shots.at(-1).t_ms >= end_ms - GAP_MAX_MS, `${shots.at(-1).t_ms} of ${end_ms}`);
    }
  });
}

test("runs of a species differ, and the same run is the same again", async () => {
  const [once, again] = [await staged("still-photo"), await staged("still-photo")];
  assert.deepEqual(
    once.map(({ shots }) => shots),
    again.map(({ shots }) => shots),
  );
  assert.ok(new Set(once.map(({ victim }) => victim.name)).size > 1);
});

test("a still photo is one frame", async () => {
  for (const { shots } of await staged("still-photo")) assert.equal(new Set(shots.map(({ at }) => at)).size, 1);
});

test("a printed photo is turned after the prompt, before it only swayed", async () => {
  for (const { shots, sent, session } of await staged("printed-photo")) {
    const turn = ({ place }) => Math.max(...["yaw", "pitch", "roll"].map((name) => Math.abs(place[name])));
    assert.ok(shots.filter(({ t_ms }) => t_ms <= sent[0].at_ms).every((shot) => turn(shot) < 6));
    const turned = shots
      .filter(({ t_ms }) => t_ms > sent[0].at_ms && t_ms <= sent[1].at_ms)
      .some((shot) => turn(shot) > 12);
    assert.equal(turned, /turn|look|tilt/.test(session.script[0][0]), session.script[0][0]);
  }
});

test("a puppet strikes what is drawn, and goes on swaying meanwhile", async () => {
  for (const { shots, sent } of await staged("puppet")) {
    const within = (n) => shots.filter(({ t_ms }) => t_ms > sent[n - 1].at_ms && t_ms <= sent[n].at_ms);
    assert.ok(within(1).some(({ pose }) => pose.yaw > 18));
    assert.ok(within(2).some(({ pose }) => pose.mouth > 0.65));
    assert.ok(within(2).at(-1).pose.yaw < 8, "the move before is over");
  }
});

test("a looped clip comes again", async () => {
  for (const { shots } of await staged("looped-clip")) {
    const rounds = shots.map(({ at }) => at);
    assert.ok(Math.max(...rounds) - Math.min(...rounds) < 3);
    const falls = rounds.slice(1).filter((at, n) => at < rounds[n]).length;
    assert.ok(falls >= 1, "it begins again or goes back");
  }
});

test("a frozen frame stands for longer than any head, and the take is one clip", async () => {
  for (const { shots } of await staged("frozen-frame")) {
    let longest = 0;
    let since = 0;
    for (const [n, shot] of shots.entries()) {
      if (n > 0 && shot.at !== shots[n - 1].at) since = n;
      longest = Math.max(longest, shot.t_ms - shots[since].t_ms);
    }
    assert.ok(longest >= 1600, `${longest} ms`);
  }
});

test("somebody who is swapped in is there for the move and not for the look", async () => {
  for (const { shots, sent, victim, actor } of await staged("swap-in")) {
    assert.notEqual(victim, actor);
    assert.ok(shots.filter(({ t_ms }) => t_ms <= sent[0].at_ms).every(({ clip }) => clip === victim.clip));
    assert.equal(shots.at(-1).clip, actor.clip);
  }
});

test("a clip library and a splice show the moves that are asked for, in their order", async () => {
  for (const id of ["clip-library", "spliced-replay"]) {
    for (const { shots, sent, session, victim } of await staged(id)) {
      for (const [n, [move]] of session.script.entries()) {
        const [from, to] = victim.library.moves[move];
        const last = shots.findLast(({ t_ms }) => t_ms <= sent[n + 1].at_ms);
        assert.ok(last.at >= from && last.at <= to + 0.01, `${move} at ${last.at}`);
      }
    }
  }
});

test("a replay follows an honest run with the same moments", async () => {
  for (const { shots, before } of await staged("replay")) {
    assert.deepEqual(
      shots.map(({ at }) => at),
      before.act.shots.map(({ at }) => at),
    );
  }
});

test("an answer that is too fast is sent sooner after its prompt than anybody reacts", async () => {
  for (const { sent, how } of await staged("too-fast")) {
    assert.ok(sent[1].at_ms - sent[0].at_ms < 160);
    assert.equal(sent[1].upto_ms > sent[1].at_ms, how === "ahead of the clock");
  }
});

test("frames that are reordered are those of the take at other times", async () => {
  const runs = await staged("reordered-frames", 60);
  const ways = new Set(runs.map(({ how }) => how));
  assert.deepEqual([...ways].sort(), [
    "a piece again",
    "backwards",
    "each twice",
    "halves changed",
    "shuffled",
    "times",
  ]);
  for (const { shots, how } of runs) {
    const inOrder = shots.every(({ at }, n) => n === 0 || at >= shots[n - 1].at);
    const doubled = new Set(shots.map(({ at }) => at)).size < shots.length;
    if (how === "each twice") assert.deepEqual([inOrder, doubled], [true, true]);
    else if (how === "a piece again") assert.deepEqual([inOrder, doubled], [false, true]);
    else if (how !== "times") assert.deepEqual([inOrder, doubled], [false, false], how);
  }
});

test("a take in the wrong order has both moves asked for the other way round", async () => {
  for (const { session, victim } of await staged("wrong-order")) {
    assert.equal(session.script.length, 2);
    const shown = Object.keys(victim.library.moves);
    assert.ok(session.script.flat().every((move) => shown.includes(move)));
    assert.equal(session.script[0][0], "tilt-right", "which is what is shown last");
  }
});

test("honest takes are uninterrupted and of everybody", async () => {
  const runs = await staged("honest", 14);
  assert.equal(new Set(runs.map(({ victim }) => victim.name)).size, 3);
  for (const { shots } of runs) {
    const steps = shots.slice(1).map(({ at }, n) => at - shots[n].at);
    assert.ok(steps.every((step) => Math.abs(step - 0.15) < 0.001));
  }
});
