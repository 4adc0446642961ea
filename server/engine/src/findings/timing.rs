//! Times fit each other, a person and the verifier's clock.

use super::{Finding, FindingKind, frames};
use crate::Run;

/// Clocks of page and verifier start at different moments: the page's when it receives the challenge, so a frame's
/// time may never lie later than the verifier's clock at its arrival, but for the coarseness of both.
const CLOCK_SLACK_MS: u32 = 50;
/// Nobody answers a prompt that they see sooner than this. Pressing a key at a light, the simplest answer there is, takes
/// 1,469 people of 18 to 65 years 231 ms on average, with a standard deviation of 27 ms between people (Woods et al.
/// 2015, "Factors influencing the latency of simple reaction time", Front. Hum. Neurosci. 9:131); this is three of those
/// below it. To read a prompt and choose what to do takes longer (Hick 1952), which is left to the honest.
pub(super) const REACTION_MIN_MS: u32 = 150;

/// The page's clock may not be stopped while somebody prepares pictures: the last frame of a step is at most this old
/// when it arrives. A step of half a megabyte takes 10 s at 0.4 Mbit/s; the rest is for a lost answer sent again.
const ARRIVAL_MAX_MS: u32 = 15_000;

/// Score: 1 when everything fits, 0 when anything does not.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let mut problems = Vec::new();
    let times: Vec<u32> = frames(run.steps).map(|f| f.t_ms()).collect();
    if times.windows(2).any(|w| w[1] < w[0]) {
        problems.push("frames are not in order of time");
    }
    let track: Vec<u32> = super::track(run.steps).map(|f| f.t_ms()).collect();
    if track.windows(2).any(|w| w[1] == w[0]) {
        problems.push("two track frames at the same time");
    }
    for (n, step) in run.steps.iter().enumerate() {
        let last = step
            .facts
            .frames
            .iter()
            .map(|f| f.t_ms())
            .max()
            .unwrap_or(0);
        if last > step.received_ms.saturating_add(CLOCK_SLACK_MS) {
            problems.push("frames from the future");
        }
        if step.received_ms.saturating_sub(last) > ARRIVAL_MAX_MS {
            problems.push("frames that were long on their way");
        }
        let took = step.received_ms.saturating_sub(step.revealed_ms);
        if n > 0 && took < step.hold_ms / 2 + REACTION_MIN_MS {
            problems.push("a step answered faster than a person can");
        }
    }
    let detail = if problems.is_empty() {
        "plausible".to_owned()
    } else {
        problems.join("; ")
    };
    Finding::new(
        FindingKind::Timing,
        if problems.is_empty() { 1.0 } else { 0.0 },
        detail,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

    #[test]
    fn an_honest_take_is_plausible() {
        let finding = find(&run_of(&take()));
        assert_eq!(finding.score, 1.0, "{finding:?}");
    }

    #[test]
    fn as_fast_as_a_person_is_fast_enough_and_no_faster() {
        // A hold of 600 ms, half of which must have been seen, and the reaction before it.
        for (took_ms, score) in [(449, 0.0), (450, 1.0), (60_000, 1.0)] {
            let mut steps = take();
            for step in &mut steps {
                step.received_ms += 60_000;
                step.facts
                    .frames
                    .iter_mut()
                    .for_each(|f| f.seen.t_ms += 60_000);
            }
            steps[1].revealed_ms = steps[1].received_ms - took_ms;
            assert_eq!(find(&run_of(&steps)).score, score, "{took_ms} ms");
        }
        // The calm look answers no prompt: a visitor may sit there already.
        let mut calm = take();
        calm[0].revealed_ms = calm[0].received_ms - 10;
        assert_eq!(find(&run_of(&calm)).score, 1.0);
    }

    #[test]
    fn frames_are_monotone_and_arrive_in_time() {
        let with = |change: fn(&mut Vec<crate::RunStep>)| {
            let mut steps = take();
            change(&mut steps);
            find(&run_of(&steps)).score
        };
        assert_eq!(with(|s| s[2].received_ms += ARRIVAL_MAX_MS - 120), 1.0);
        assert_eq!(
            with(|s| s[2].received_ms += ARRIVAL_MAX_MS + 1),
            0.0,
            "late"
        );
        assert_eq!(
            with(|s| s[1].facts.frames[3].seen.t_ms = 0),
            0.0,
            "back in time"
        );
        assert_eq!(
            with(|s| {
                let again = s[1].facts.frames[0].clone();
                s[1].facts.frames.insert(0, again);
            }),
            0.0,
            "two at once"
        );
        assert_eq!(with(|s| s.swap(1, 2)), 0.0, "another step's");
    }

    #[test]
    fn what_no_person_and_no_clock_produces_is_not() {
        let mut too_fast = take();
        too_fast[1].revealed_ms = too_fast[1].received_ms - 200;
        let mut future = take();
        future[0].received_ms = 100;
        let mut stopped = take();
        stopped[1].received_ms += 20_000;
        let mut shuffled = take();
        shuffled[1].facts.frames.reverse();
        for (name, steps) in [
            ("too fast", too_fast),
            ("future", future),
            ("stopped", stopped),
            ("shuffled", shuffled),
        ] {
            assert_eq!(find(&run_of(&steps)).score, 0.0, "{name}");
        }
    }
}
