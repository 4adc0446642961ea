//! The neutral look was one, and each step's moves were done and held together.

use poze_liveness::{Move, Seen, judge_step, measure_neutral};
use poze_protocol::FrameKind;

use super::{Finding, FindingKind};
use crate::{Run, RunStep};

/// One finding for the neutral look, one for every step after it. Score of a step: how far all its moves were held
/// together, 1 = as far as asked.
pub(super) fn find(run: &Run<'_>) -> Vec<Finding> {
    let neutral = run.steps.first().map(|s| measure_neutral(&seen(s)));
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
                let judged = judge_step(&seen(step), &step.moves, neutral, step.hold_ms);
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
    let Some(Ok(neutral)) = run.steps.first().map(|s| measure_neutral(&seen(s))) else {
        return Vec::new();
    };
    let judged = run
        .steps
        .iter()
        .skip(1)
        .map(|s| judge_step(&seen(s), &s.moves, &neutral, s.hold_ms));
    judged
        .flat_map(|step| step.moves)
        .filter(|m| m.score >= NEARLY)
        .map(|m| m.mv)
        .collect()
}

/// Done nearly as far as asked.
const NEARLY: f32 = 0.9;

/// All frames of a step as the judgement wants them. Track and key frames alike: the move must be seen on both.
fn seen(step: &RunStep) -> Vec<Seen> {
    let mut seen: Vec<Seen> = step
        .facts
        .frames
        .iter()
        .filter(|f| matches!(f.kind, FrameKind::Track | FrameKind::Key))
        .map(|f| f.seen.clone())
        .collect();
    seen.sort_by_key(|s| s.t_ms);
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

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
    fn without_a_neutral_look_nothing_can_be_judged() {
        let mut steps = take();
        for face in steps[0]
            .facts
            .frames
            .iter_mut()
            .filter_map(|f| f.seen.face.as_mut())
        {
            face.mouth_open = 0.9;
        }
        assert!(scores(&steps).iter().all(|(_, _, score)| *score == 0.0));
        assert!(find(&run_of(&[])).iter().all(|f| f.score == 0.0));
    }
}
