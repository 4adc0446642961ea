//! Times fit each other, a person and the verifier's clock.

use super::{Finding, FindingKind, frames};
use crate::Run;

/// Clocks of page and verifier start at different moments: the page's when it receives the challenge, so a frame's
/// time may never lie later than the verifier's clock at its arrival, but for the coarseness of both.
const CLOCK_SLACK_MS: u32 = 50;
/// Simple visual reaction takes a person 180 to 250 ms; nothing answers a prompt in less than this.
const REACTION_MIN_MS: u32 = 150;

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
