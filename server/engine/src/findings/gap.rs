//! The track runs without a gap from the neutral look to the last step, step boundaries included, and every key frame
//! lies on it.

use super::{Finding, FindingKind, keys, track};
use crate::Run;

/// Score: 1 up to the allowed gap, falling to 0 at twice as much.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let times: Vec<u32> = track(run.steps).map(|f| f.t_ms()).collect();
    let widest = times
        .windows(2)
        .map(|w| w[1].saturating_sub(w[0]))
        .max()
        .unwrap_or(u32::MAX);
    // A key frame before, after or far from all track frames is not part of the take.
    let off_track = keys(run.steps)
        .map(|k| {
            times
                .iter()
                .map(|t| t.abs_diff(k.t_ms()))
                .min()
                .unwrap_or(u32::MAX)
        })
        .max()
        .unwrap_or(u32::MAX);
    let allowed = run.track_gap_max_ms.max(1) as f32;
    let worst = widest.max(off_track) as f32;
    let detail = format!("widest gap {widest} ms, key frames at most {off_track} ms off the track");
    Finding::new(FindingKind::Gap, 2.0 - worst / allowed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

    #[test]
    fn a_track_with_a_gap_scores_below_one() {
        let whole = take();
        assert_eq!(find(&run_of(&whole)).score, 1.0);
        let mut cut = take();
        // The gap lies across the boundary of two steps.
        cut[1]
            .facts
            .frames
            .retain(|f| f.kind != poze_protocol::FrameKind::Track || f.t_ms() > 2000);
        let finding = find(&run_of(&cut));
        assert!(finding.score < 1.0, "{finding:?}");
    }

    #[test]
    fn a_run_without_a_track_scores_nothing() {
        let mut steps = take();
        for step in &mut steps {
            step.facts
                .frames
                .retain(|f| f.kind == poze_protocol::FrameKind::Key);
        }
        assert_eq!(find(&run_of(&steps)).score, 0.0);
    }
}
