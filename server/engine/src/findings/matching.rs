//! It is the face of the reference.

use poze_vision::Embedding;

use super::{Finding, FindingKind, keys, quantile};
use crate::{Reference, Run};

/// Euclidean distance of two embeddings up to which they are taken for one person.
///
/// Measured with `poze eval match`, one picture against one, on grey crops of LFW that cut chins and foreheads (the
/// images of View 2's folds 1 to 5 of which both halves of a pair are at hand: 3,606 pictures of 1,993 people): false
/// matches 161 of 1,500,000 random pairs of two people, 0.0107 % (95 % interval 0.0092 to 0.0125); false non-matches 88
/// of 1,395 pairs of one person, 6.3 % (5.1 to 7.7), of which some have no face or a wrong label. At 1.147 it would be
/// 0.1 % and 3.3 %. On 33 colour press photos of 7 people and 87 grey studio photos of 8 people there is no error of
/// either kind (507 and 3,762 pairs). A run averages several frames, which does better; its reference is one photo,
/// which may be old. Pairs share people, so the intervals are the least that the rates may be off.
pub const MATCH_DISTANCE_MAX: f32 = 1.08;

/// Score of a Euclidean distance (0..2) between two L2-normalised embeddings: 1 at 0, 0 at 2.
pub fn score_of_distance(distance: f32) -> f32 {
    1.0 - distance / 2.0
}

/// The distance behind a score of [`FindingKind::Match`].
pub fn distance_of_score(score: f32) -> f32 {
    2.0 * (1.0 - score)
}

/// The reference as an embedding, if it is one.
pub(super) fn embedding_of(reference: &Reference) -> Option<Embedding> {
    let values: Vec<f32> = reference
        .bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    Embedding::from_slice(&values)
}

/// Score: of the distance between the reference and the mean embedding of the neutral look's key frames, or of the
/// median distance of all other key frames where that is worse by far: who looked into the camera must also be who
/// did the moves (moves bend a face, so they alone are no good measure).
pub(super) fn find(run: &Run<'_>) -> Finding {
    let reference = embedding_of(run.reference);
    let neutral: Vec<Embedding> = keys(run.steps.get(..1).unwrap_or_default())
        .filter_map(|f| Embedding::from_slice(f.embedding.as_ref()?))
        .collect();
    let (Some(reference), Some(mean)) = (reference, Embedding::mean(&neutral)) else {
        return Finding::new(FindingKind::Match, 0.0, "nothing to match".to_owned());
    };
    let distance = reference.distance(&mean);
    let moving: Vec<f64> = keys(run.steps.get(1..).unwrap_or_default())
        .filter_map(|f| Embedding::from_slice(f.embedding.as_ref()?))
        .map(|e| f64::from(reference.distance(&e)))
        .collect();
    let moving = quantile(moving, 0.5) as f32;
    let detail = format!(
        "distance {distance:.3} over {} neutral frames, {moving:.3} while moving",
        neutral.len()
    );
    Finding::new(
        FindingKind::Match,
        score_of_distance(distance.max(moving - MOVING_SLACK)),
        detail,
    )
}

/// How much further a face may be from its reference while it moves than while it is calm.
const MOVING_SLACK: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunStep;
    use crate::fake::face_of;
    use crate::findings::testing::{run_of, take};

    fn score(steps: &[RunStep]) -> f32 {
        find(&run_of(steps)).score
    }

    fn become_another(step: &mut RunStep) {
        for embedding in step
            .facts
            .frames
            .iter_mut()
            .filter_map(|f| f.embedding.as_mut())
        {
            *embedding = face_of(1);
        }
    }

    #[test]
    fn who_looks_and_who_moves_must_both_be_on_the_reference() {
        let least = score_of_distance(MATCH_DISTANCE_MAX);
        assert_eq!(score(&take()), 1.0);
        let mut looks = take();
        become_another(&mut looks[0]);
        let mut moves = take();
        moves.iter_mut().skip(1).for_each(become_another);
        assert!(score(&looks) < least && score(&moves) < least);
    }

    #[test]
    fn one_odd_frame_does_not_decide() {
        let mut steps = take();
        let mut keys = steps[1]
            .facts
            .frames
            .iter_mut()
            .filter(|f| f.kind == poze_protocol::FrameKind::Key);
        keys.next().unwrap().embedding = Some(face_of(1));
        assert_eq!(score(&steps), 1.0);
    }

    #[test]
    fn nothing_matches_a_run_or_a_reference_without_a_face() {
        let mut steps = take();
        steps[0]
            .facts
            .frames
            .iter_mut()
            .for_each(|f| f.embedding = None);
        assert_eq!(score(&steps), 0.0);
        let broken = Reference {
            model: "other".to_owned(),
            bytes: vec![1, 2, 3],
        };
        let whole = take();
        assert_eq!(
            find(&Run {
                reference: &broken,
                ..run_of(&whole)
            })
            .score,
            0.0
        );
    }

    #[test]
    fn scores_and_distances_lead_to_each_other() {
        assert_eq!(distance_of_score(score_of_distance(0.75)), 0.75);
    }
}
