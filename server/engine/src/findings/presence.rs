//! A face is there, and it is the only one.

use super::{Finding, FindingKind, frames};
use crate::Run;

/// Score: the part of all frames that show a face.
pub(super) fn face(run: &Run<'_>) -> Finding {
    let (with, all) = frames(run.steps).fold((0, 0), |(with, all), f| {
        (with + u32::from(f.seen.face.is_some()), all + 1)
    });
    let score = with as f32 / all.max(1) as f32;
    Finding::new(
        FindingKind::Face,
        score,
        format!("a face in {with} of {all} frames"),
    )
}

/// Score: the part of all frames that show no second face.
pub(super) fn single(run: &Run<'_>) -> Finding {
    let (alone, all) = frames(run.steps).fold((0, 0), |(alone, all), f| {
        (alone + u32::from(f.seen.faces <= 1), all + 1)
    });
    let score = alone as f32 / all.max(1) as f32;
    Finding::new(
        FindingKind::Single,
        score,
        format!("one face at most in {alone} of {all} frames"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

    #[test]
    fn the_part_of_frames_with_one_face_is_told() {
        let mut steps = take();
        assert_eq!(
            (face(&run_of(&steps)).score, single(&run_of(&steps)).score),
            (1.0, 1.0)
        );
        let count = frames(&steps).count() as f32;
        steps[0].facts.frames[0].seen.face = None;
        steps[0].facts.frames[1].seen.faces = 2;
        let most = 1.0 - 1.0 / count;
        assert_eq!(
            (face(&run_of(&steps)).score, single(&run_of(&steps)).score),
            (most, most)
        );
        assert_eq!(
            (face(&run_of(&[])).score, single(&run_of(&[])).score),
            (0.0, 0.0)
        );
    }
}
