//! The neutral look was one, and each step's moves were done and held together.

use super::timing::REACTION_MIN_MS;
use super::{Finding, FindingKind};
use crate::{FrameFacts, Run, RunStep};
use poze_liveness::{
    Move, Neutral, NeutralError, Seen, StepJudgement, judge_step, measure_held_neutral,
};
use poze_protocol::FrameKind;

/// One finding for the neutral look, one for every step after it. Score of a step: how far all its moves were held
/// together, 1 = as far as asked.
pub(super) fn find(run: &Run<'_>) -> Vec<Finding> {
    let neutral = neutral(run);
    let (score, detail, neutral) = match neutral {
        Some(Ok(n)) => {
            let text = format!(
                "yaw {:.0}, pitch {:.0}, roll {:.0} degrees",
                n.yaw_deg, n.pitch_deg, n.roll_deg
            );
            (1.0, text, Some(n))
        }
        Some(Err(error)) => (0.0, error.to_string(), None),
        None => (0.0, "no neutral look".to_owned(), None),
    };
    let mut findings = vec![Finding::new(FindingKind::Neutral, score, detail).of_step(0)];
    for (n, step) in run.steps.iter().enumerate().skip(1) {
        let finding = match &neutral {
            Some(neutral) => {
                let judged = judged(run, step, neutral);
                let each: Vec<String> = judged
                    .moves
                    .iter()
                    .map(|m| format!("{} {:.2}", m.mv.id(), m.score))
                    .collect();
                Finding::new(FindingKind::Move, judged.together, each.join(", "))
            }
            None => Finding::new(
                FindingKind::Move,
                0.0,
                "nothing to measure against".to_owned(),
            ),
        };
        findings.push(finding.of_step(n));
    }
    findings
}

/// The moves that were asked for and, each by itself, done nearly as far as asked.
pub(super) fn done(run: &Run<'_>) -> Vec<Move> {
    let Some(Ok(neutral)) = neutral(run) else {
        return Vec::new();
    };
    let judged = run
        .steps
        .iter()
        .skip(1)
        .map(|step| judged(run, step, &neutral));
    judged
        .flat_map(|step| step.moves)
        .filter(|m| m.score >= NEARLY)
        .map(|m| m.mv)
        .collect()
}

/// Done nearly as far as asked.
const NEARLY: f32 = 0.9;

/// What the server takes for the neutral look, if there is a step for it.
fn neutral(run: &Run<'_>) -> Option<Result<Neutral, NeutralError>> {
    let step = run.steps.first()?;
    // The guide asks for a calm look a third longer than for a move.
    let hold_ms = step.hold_ms.saturating_add(step.hold_ms / 3);
    Some(measure_held_neutral(&seen(step), hold_ms))
}

/// The judgement of a step: only frames count that were taken after it was revealed, and no sooner than a person can
/// react to it. What a head did before was no answer to the prompt.
fn judged(run: &Run<'_>, step: &RunStep, neutral: &Neutral) -> StepJudgement {
    let answered_ms = step.revealed_ms.saturating_add(REACTION_MIN_MS);
    let from_ms = answered_ms.saturating_sub(behind_ms(run));
    let mut seen = seen(step);
    seen.retain(|s| s.t_ms >= from_ms);
    judge_step(&seen, &step.moves, neutral, step.hold_ms)
}

/// How much the page's clock, which starts when the challenge reaches it, is at most behind the verifier's: no more
/// than the quickest step took from its last frame to its arrival, of which the way there is only a part. A page that sends
/// everything late gains [`BEHIND_MAX_MS`] and no more.
fn behind_ms(run: &Run<'_>) -> u32 {
    let way = |step: &RunStep| {
        let last = step.facts.frames.iter().map(FrameFacts::t_ms).max()?;
        Some(step.received_ms.saturating_sub(last))
    };
    let least = run.steps.iter().filter_map(way).min();
    least.unwrap_or(0).min(BEHIND_MAX_MS)
}

/// Largest time by which the page's clock is taken to be behind.
const BEHIND_MAX_MS: u32 = 1000;

/// All frames of a step as the judgement wants them, track and key frames in one order of time: a hold is of both, so
/// that one frame of either kind that does not show the move breaks it.
///
/// Hands are the track's alone, in which they are followed from frame to frame as the guide follows them. In key frames
/// they are looked for afresh: of 25 key frames of a hand before an eye (`WolfgangLanger_Pexels`) 6 showed no hand and
/// one a part of it, where all 25 track frames of a quarter of their pixels showed it.
fn seen(step: &RunStep) -> Vec<Seen> {
    let judged = |frame: &FrameFacts| match frame.kind {
        FrameKind::Track => frame.seen.clone(),
        FrameKind::Key => Seen {
            hands: None,
            ..frame.seen.clone()
        },
    };
    let mut seen: Vec<Seen> = step.facts.frames.iter().map(judged).collect();
    seen.sort_by_key(|s| s.t_ms);
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{hand_over, run_of, take};

    fn scores(steps: &[RunStep]) -> Vec<(FindingKind, Option<u8>, f32)> {
        find(&run_of(steps))
            .into_iter()
            .map(|f| (f.kind, f.step, f.score))
            .collect()
    }

    #[test]
    fn an_honest_take_shows_the_look_and_the_moves() {
        let all = [
            (FindingKind::Neutral, 0),
            (FindingKind::Move, 1),
            (FindingKind::Move, 2),
        ];
        assert_eq!(
            scores(&take()),
            all.map(|(kind, step)| (kind, Some(step), 1.0))
        );
        assert_eq!(done(&run_of(&take())), [Move::TurnLeft, Move::MouthOpen]);
    }

    #[test]
    fn another_move_than_the_one_asked_for_is_none() {
        let mut steps = take();
        steps[1].moves = vec![Move::TurnRight];
        steps[2].moves = vec![Move::MouthOpen, Move::TiltLeft];
        let scores = scores(&steps);
        assert!(scores[1].2 < 0.2 && scores[2].2 < 0.2, "{scores:?}");
        assert_eq!(done(&run_of(&steps)), [Move::MouthOpen]);
    }

    #[test]
    fn a_hand_is_judged_where_it_is_followed() {
        let mut steps = take();
        steps[2].moves = vec![Move::Fingers(poze_liveness::Fingers::Five)];
        let score = |steps: &[RunStep]| find(&run_of(steps))[2].score;
        for frame in &mut steps[2].facts.frames {
            hand_over(frame, frame.kind == FrameKind::Track);
        }
        assert_eq!(score(&steps), 1.0, "key frames miss it");
        for frame in &mut steps[2].facts.frames {
            hand_over(frame, frame.kind == FrameKind::Key);
        }
        assert_eq!(score(&steps), 0.0, "only key frames show it");
    }

    #[test]
    fn a_move_that_was_held_before_the_prompt_is_none() {
        // The turn is held until 3.15 s and over at 3.5 s.
        let mut steps = take();
        steps[1].revealed_ms = 3200;
        let scores_late = scores(&steps);
        assert!(scores_late[1].2 < 0.5, "{scores_late:?}");
        assert!(done(&run_of(&steps)).iter().all(|m| *m != Move::TurnLeft));
        // A page far away has a clock that is behind, and loses nothing of its hold.
        let mut far = take();
        for step in &mut far {
            step.revealed_ms += 700;
            step.received_ms += 700;
        }
        assert!(scores(&far).iter().all(|(_, _, score)| *score == 1.0));
        // Sending late gains a second, not as much as one likes.
        for step in &mut steps {
            step.received_ms += 10_000;
            step.revealed_ms += 10_000;
        }
        assert!(scores(&steps)[1].2 < 0.5);
    }

    #[test]
    fn a_move_that_is_over_before_a_person_can_react_is_none() {
        // The turn is held from 2.25 s to 3.15 s: 300 ms of it are asked for, after the reaction.
        for (revealed_ms, enough) in [(2680, true), (2830, false)] {
            let mut steps = take();
            for step in &mut steps {
                // A clock that is not behind.
                step.received_ms = step
                    .facts
                    .frames
                    .iter()
                    .map(FrameFacts::t_ms)
                    .max()
                    .unwrap();
            }
            steps[1].revealed_ms = revealed_ms;
            assert_eq!(scores(&steps)[1].2 >= NEARLY, enough, "{revealed_ms}");
        }
    }

    #[test]
    fn a_neutral_look_of_three_turned_frames_is_no_baseline() {
        let mut steps = take();
        let faces = steps[0]
            .facts
            .frames
            .iter_mut()
            .filter_map(|f| f.seen.face.as_mut());
        for (n, face) in faces.enumerate() {
            // Calm and turned right in three frames, then frontal and talking.
            if n < 3 {
                face.angles.yaw_deg = -18.0;
            } else {
                face.expression.mouth_open = 0.6;
            }
        }
        assert_eq!(scores(&steps)[0].2, 0.0);
    }

    #[test]
    fn without_a_neutral_look_nothing_can_be_judged() {
        let mut steps = take();
        for face in steps[0]
            .facts
            .frames
            .iter_mut()
            .filter_map(|f| f.seen.face.as_mut())
        {
            face.expression.mouth_open = 0.9;
        }
        assert!(scores(&steps).iter().all(|(_, _, score)| *score == 0.0));
        assert!(find(&run_of(&[])).iter().all(|f| f.score == 0.0));
    }
}
