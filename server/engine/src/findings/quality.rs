//! The pictures are clear enough to judge.

use poze_liveness::{BRIGHTNESS_MAX, BRIGHTNESS_MIN, SHARPNESS_MIN};

use super::{Finding, FindingKind, keys};
use crate::Run;

/// Outer eye corners at least this far apart in a key frame, pixels: the embedding's own input shows them 57 apart,
/// so that half of it would have to be made up below.
const EYE_DISTANCE_MIN_PX: f32 = 28.0;

/// Score: the part of key frames with a face that are neither dark, washed out, blurred nor small; 0 without any.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let (mut good, mut all) = (0, 0);
    for face in keys(run.steps).filter_map(|f| f.seen.face.as_ref()) {
        all += 1;
        let q = &face.quality;
        let lit = (BRIGHTNESS_MIN..=BRIGHTNESS_MAX).contains(&q.brightness);
        good += u32::from(
            lit && q.sharpness >= SHARPNESS_MIN && q.eye_distance_px >= EYE_DISTANCE_MIN_PX,
        );
    }
    let score = if all == 0 {
        0.0
    } else {
        good as f32 / all as f32
    };
    Finding::new(
        FindingKind::Quality,
        score,
        format!("{good} of {all} key frames are clear"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};
    use poze_vision::FaceQuality;

    #[test]
    fn dark_bright_blurred_and_small_faces_are_not_clear() {
        assert_eq!(find(&run_of(&take())).score, 1.0);
        let spoil: [fn(&mut FaceQuality); 4] = [
            |q| q.brightness = BRIGHTNESS_MIN - 1.0,
            |q| q.brightness = BRIGHTNESS_MAX + 1.0,
            |q| q.sharpness = SHARPNESS_MIN - 1.0,
            |q| q.eye_distance_px = EYE_DISTANCE_MIN_PX - 1.0,
        ];
        for spoil in spoil {
            let mut steps = take();
            let faces = steps[0]
                .facts
                .frames
                .iter_mut()
                .filter_map(|f| f.seen.face.as_mut());
            faces.for_each(|face| spoil(&mut face.quality));
            let score = find(&run_of(&steps)).score;
            assert!((score - 2.0 / 3.0).abs() < 1e-6, "{score}");
        }
        assert_eq!(find(&run_of(&[])).score, 0.0);
    }
}
