//! The recording was not in an earlier run: somebody who replays one shows its frames again, saved anew, scaled,
//! brighter or darker, but in their order.

use super::{Finding, FindingKind};
use crate::{Look, Run};

/// A step with fewer frames says nothing by itself: 600 ms at the usual 150 ms.
const FRAMES_LEAST: usize = 4;

/// Score: 1 less the part of the frames that were seen before in this order, of the whole run or of the step with moves
/// that has most of them. The calm look counts in the whole only: people look calmly into a camera much alike. 0.5 is the
/// border.
///
/// Measured (`docs/policies.md`; `poze eval replay` does it on clips of your own): of 2,500 pairs of stretches of 2.4 s of
/// one person in one take, none shares more than 0.19 of its frames; replays share 0.7 to 1 in the median.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let (mut all, mut seen, mut most) = (0, 0, 0.0f32);
    for (n, step) in run.steps.iter().enumerate() {
        let look = Look::of(&step.facts);
        let frames = look.prints.len();
        let before = run.earlier.iter().map(|earlier| look.seen_in(earlier));
        let before = before.max().unwrap_or(0);
        all += frames;
        seen += before;
        if n > 0 && frames >= FRAMES_LEAST {
            most = most.max(before as f32 / frames as f32);
        }
    }
    let whole = seen as f32 / all.max(1) as f32;
    let detail = format!(
        "{seen} of {all} frames as in an earlier run, up to {:.0} % of a step with moves",
        100.0 * most
    );
    Finding::new(FindingKind::Fresh, 1.0 - whole.max(most), detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunStep;
    use crate::findings::testing::{honest, run_of, take, take_of};

    fn score(steps: &[RunStep], earlier: &[RunStep]) -> f32 {
        let earlier: Vec<Look> = earlier.iter().map(|step| Look::of(&step.facts)).collect();
        let run = Run {
            earlier: &earlier,
            ..run_of(steps)
        };
        find(&run).score
    }

    #[test]
    fn a_replay_is_seen_and_a_first_run_is_not() {
        assert_eq!(score(&take(), &[]), 1.0);
        // Another camera's noise on the same movements, frame by frame.
        assert!(score(&take_of(honest, 2), &take()) < 0.1);
    }

    #[test]
    fn one_replayed_move_is_enough_and_one_calm_look_is_not() {
        let now = take_of(honest, 2);
        assert!(score(&now, &take()[1..2]) < 0.5);
        assert!(score(&now, &take()[..1]) > 0.5);
    }

    #[test]
    fn the_same_person_doing_the_same_a_moment_later_is_somebody_new() {
        // Half a hand's breadth beside where they sat, and a little slower.
        let again = |t_ms: u32| {
            let act = honest(t_ms * 9 / 10);
            crate::findings::testing::Act {
                x: act.x + 0.02,
                pitch_deg: act.pitch_deg + 1.0,
                ..act
            }
        };
        assert!(score(&take_of(again, 3), &take()) > 0.75);
    }

    #[test]
    fn without_faces_there_is_nothing_to_have_been_seen() {
        let mut nobody = take();
        for frame in nobody.iter_mut().flat_map(|s| &mut s.facts.frames) {
            frame.points.clear();
            frame.seen.face = None;
        }
        assert_eq!(score(&nobody, &take()), 1.0);
        assert_eq!(score(&[], &take()), 1.0);
    }
}
