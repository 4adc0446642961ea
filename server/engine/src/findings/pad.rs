//! A living face before the camera, not a picture of one: what the passive PAD network says of several frames.

use super::{Finding, FindingKind, frames, quantile};
use crate::{Run, RunStep};

/// Single frames of living faces score as low as 0.15, so fewer readings than this say nothing by themselves.
const READINGS_MIN: usize = 3;

/// Score: of each step the median of what the network says of its frames, and of those the lowest; 0.5 is the border
/// that the network was taught with. Steps of which too few frames were looked at count together with all others.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let all = readings(run.steps);
    let median = |readings: Vec<f64>| quantile(readings, 0.5);
    let of_steps = run.steps.iter().filter_map(|step| {
        let readings = readings(std::slice::from_ref(step));
        (readings.len() >= READINGS_MIN).then(|| median(readings))
    });
    let count = all.len();
    let score = of_steps.fold(median(all), f64::min);
    let detail =
        format!("living by {score:.2} at least in the middle of a step, {count} frames read");
    Finding::new(FindingKind::Pad, score as f32, detail)
}

fn readings(steps: &[RunStep]) -> Vec<f64> {
    let read = frames(steps).filter_map(|f| f.passive.as_ref());
    read.map(|passive| f64::from(passive.live)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

    fn score(steps: &[RunStep]) -> f32 {
        find(&run_of(steps)).score
    }

    fn read_as(steps: &mut [RunStep], live: impl Fn(usize) -> f32) {
        let frames = steps.iter_mut().flat_map(|step| &mut step.facts.frames);
        let read = frames.filter_map(|f| f.passive.as_mut());
        read.enumerate().for_each(|(n, f)| f.live = live(n));
    }

    #[test]
    fn single_frames_do_not_decide_and_a_whole_step_does() {
        assert!(score(&take()) > 0.9);
        let mut odd = take();
        read_as(&mut odd, |n| if n % 3 == 0 { 0.05 } else { 0.95 });
        assert!(score(&odd) > 0.9);
        for n in 0..3 {
            let mut steps = take();
            read_as(&mut steps[n..=n], |_| 0.02);
            assert!(score(&steps) < 0.5, "{n}");
        }
    }

    #[test]
    fn few_readings_count_together_and_none_are_nothing_good() {
        let mut few = take();
        for step in &mut few {
            let frames = step.facts.frames.iter_mut();
            frames.skip(2).for_each(|f| f.passive = None);
        }
        read_as(&mut few, |_| 0.2);
        assert!(score(&few) < 0.5);
        let mut none = take();
        let frames = none.iter_mut().flat_map(|step| &mut step.facts.frames);
        frames.for_each(|f| f.passive = None);
        assert_eq!((score(&none), score(&[])), (0.0, 0.0));
    }
}
