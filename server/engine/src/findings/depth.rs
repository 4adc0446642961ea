//! While a head turns it has depth; a picture of one does not. `local/relief.rs` says how depth is measured.
//!
//! Measured on the track frames of runs, a demonstration: three people, and photos of about ten. 88 windows of 3 s from
//! clips of living people in which a head turns by 8° or more, and the same darker, lighter, smaller, noisier and
//! lit from the side (531 in all, overlapping): 0.0082 at least, and 0.0112 from 12° on. 200 runs of 20 photos swung by 20, 35 and
//! 50° about either axis before another background: 15 of them read as a turn of 8° or more, 9.6° at most, and of those 13
//! have 0.0071 and less. The other two, both swung by 50°, have 0.0101 and 0.0258: they pass, but turned by 8.4 and 9.4°
//! are no move that is asked for.
//! Without rectifying the photos have 0.010 to 0.036 and living heads 0.015 to 0.14.

use poze_liveness::Tag;

use super::{Finding, FindingKind};
use crate::facts::ReliefFacts;
use crate::{Run, RunStep};

/// Residual of what is as likely a head as a picture of one.
const BORDER: f32 = 0.0075;
/// Score of a run in which no head turned far enough for its depth to be seen: neither for nor against. That a turn was
/// asked for and not done is the move's finding.
const UNSEEN: f32 = 0.5;

/// Score: the least residual of the steps that ask for a turn, 0.5 at [`BORDER`]; of other steps, the largest turn's,
/// where none was asked for. Hands before a face have depth of their own, so steps with hands or things count last.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let asked = run.steps.iter().filter(|step| has(step, Tag::Depth));
    let least = asked
        .filter_map(|step| step.facts.relief)
        .min_by(|a, b| a.residual.total_cmp(&b.residual));
    let largest = |hides: bool| {
        let steps = run.steps.iter();
        let steps = steps.filter(|step| (has(step, Tag::Hands) || has(step, Tag::Prop)) == hides);
        steps
            .filter_map(|step| step.facts.relief)
            .max_by(|a, b| a.turn_deg.total_cmp(&b.turn_deg))
    };
    let relief = least.or_else(|| largest(false)).or_else(|| largest(true));
    let Some(ReliefFacts { turn_deg, residual }) = relief else {
        let detail = "no turn large enough to see depth by".to_owned();
        return Finding::new(FindingKind::Depth, UNSEEN, detail);
    };
    let percent = residual * 100.0;
    Finding::new(
        FindingKind::Depth,
        0.5 * residual / BORDER,
        format!("turned by {turn_deg:.0} degrees, {percent:.2} % from a flat picture"),
    )
}

fn has(step: &RunStep, tag: Tag) -> bool {
    step.moves.iter().any(|mv| mv.has(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};
    use poze_liveness::{Move, Touch};

    fn score(steps: &[RunStep]) -> f32 {
        find(&run_of(steps)).score
    }

    fn relief(residual: f32) -> Option<ReliefFacts> {
        Some(ReliefFacts {
            turn_deg: 20.0,
            residual,
        })
    }

    #[test]
    fn a_turn_that_was_asked_for_must_show_a_head() {
        assert!(score(&take()) > 0.9);
        let mut flat = take();
        flat[1].facts.relief = relief(0.003);
        // Depth elsewhere is no excuse.
        flat[2].facts.relief = relief(0.03);
        assert!(score(&flat) < 0.5);
        let mut broken = take();
        broken[1].facts.relief = relief(f32::NAN);
        assert_eq!(score(&broken), 0.0);
    }

    #[test]
    fn where_no_turn_was_asked_for_any_counts_and_hands_last() {
        let mut steps = take();
        steps[1].moves = vec![Move::Touch(Touch::CoverMouth)];
        steps[1].facts.relief = relief(0.03);
        assert_eq!(score(&steps), 1.0);
        steps[2].facts.relief = relief(0.002);
        assert!(score(&steps) < 0.5);
    }

    #[test]
    fn nothing_that_turned_is_neither_for_nor_against() {
        let mut still = take();
        still[1].facts.relief = None;
        assert_eq!((score(&still), score(&[])), (UNSEEN, UNSEEN));
    }
}
