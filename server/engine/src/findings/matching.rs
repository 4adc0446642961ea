//! It is the face of the reference.

use poze_vision::{EMBEDDING_MODEL_ID, Embedding};

use super::{Finding, FindingKind, keys, quantile, track};
use crate::cover;
use crate::{FrameFacts, Reference, Run};

/// Euclidean distance of two embeddings up to which they are taken for one person.
///
/// Measured with `poze eval match --pairs F.csv --people F.csv`, one picture against one, both with their mirror images, on
/// grey crops of LFW that cut chins and foreheads (View 2's folds 1 to 5, 3,606 pictures of 1,993 people, a face found in
/// each): false matches 530 of 6,495,781 pairs of different people, 0.0082 % (95 % interval, by person, 0.0061 to 0.0121); false
/// non-matches 85 of 1,395 pairs of one person, 6.1 % (4.5 to 7.6), some of which have a wrong label. At 1.076 it would be
/// 0.01 % and 5.5 %, at 1.146 0.1 % and 2.9 %. On 33 colour press photos of 7 people and 87 grey studio photos of 8 people there is no error of
/// either kind (528 and 3,741 pairs). `docs/matching.md` has the rest.
pub const MATCH_DISTANCE_MAX: f32 = 1.07;

/// Score of a Euclidean distance (0..2) between two L2-normalised embeddings: 1 at 0, 0 at 2.
pub fn score_of_distance(distance: f32) -> f32 {
    1.0 - distance / 2.0
}

/// The distance behind a score of [`FindingKind::Match`].
pub fn distance_of_score(score: f32) -> f32 {
    2.0 * (1.0 - score)
}

/// The reference as an embedding, if it is one of the model that the frames were embedded with: distances between
/// those of two models mean nothing.
fn known(reference: &Reference) -> Option<Known> {
    if reference.model != EMBEDDING_MODEL_ID {
        return None;
    }
    let values: Vec<f32> = reference
        .bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    Some(Known {
        embedding: Embedding::from_slice(&values)?,
        strictness: SPREAD_STRICTNESS * (1.0 - length).clamp(0.0, 1.0),
    })
}

/// A reference that can be compared.
struct Known {
    embedding: Embedding,
    /// Added to every distance.
    strictness: f32,
}

impl Known {
    fn distance(&self, face: &Embedding) -> f32 {
        self.embedding.distance(face) + self.strictness
    }
}

/// Distance of a face to a reference; of one that was made of several photos a little more. `None` for a reference of another
/// model.
pub fn distance_to(reference: &Reference, face: &Embedding) -> Option<f32> {
    Some(known(reference)?.distance(face))
}

/// The mean of several photos is nearer to everybody, to strangers as well. It is stored as it is, so that its length says
/// how much the photos differ (1 for one photo, 0.9 for two, 0.87 for three, 0.84 for five of LFW), and what it lacks of
/// a length of 1 makes distances to it longer by this factor.
///
/// Measured on LFW at a threshold of 1.077: 84 people with six pictures or more, three draws each, against one picture of
/// everybody else (502,000 pairs). With one, two, three and five photos the FMR is 0.0094, 0.0078, 0.0084 and 0.0078 % and
/// the FNMR 8.3, 5.2, 1.6 and 1.2 % (252 comparisons; these are people seen over many years). Without, the FMR rises to
/// 0.017 % with five. Keeping all photos and taking the nearest is no better (FNMR 4.0 against 3.2 % at an FMR of 1e-4).
const SPREAD_STRICTNESS: f32 = 0.15;

/// One reference of those of several photos; of a single one, that one. `None` when they are none or of another model, or
/// when one is further from the mean of the others than two photos of one person are taken to be.
pub fn combined(references: &[Reference]) -> Option<Reference> {
    if let [one] = references {
        return Some(one.clone());
    }
    let known: Vec<Embedding> = references
        .iter()
        .map(|reference| Some(known(reference)?.embedding))
        .collect::<Option<_>>()?;
    for n in 0..known.len() {
        let mut others = known.clone();
        let one = others.swap_remove(n);
        if Embedding::mean(&others)?.distance(&one) > MATCH_DISTANCE_MAX {
            return None;
        }
    }
    let mut mean = vec![0.0f32; known.first()?.as_slice().len()];
    for one in &known {
        for (sum, value) in mean.iter_mut().zip(one.as_slice()) {
            *sum += value / known.len() as f32;
        }
    }
    Some(Reference {
        model: EMBEDDING_MODEL_ID.to_owned(),
        bytes: mean.iter().flat_map(|value| value.to_le_bytes()).collect(),
    })
}

/// Score: of the largest of three distances to the reference: of the mean embedding of the neutral look's key frames;
/// of all other key frames, the median; and of the small frames of the track, step by step, the median. Who looked into
/// the camera must also be who did the moves, and who is on the key frames who is on the track, by which the moves are
/// judged. Moves bend a face and small frames blur it, so each has a slack. What there is nothing of scores 0.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let nothing = || Finding::new(FindingKind::Match, 0.0, "nothing to match".to_owned());
    let Some(reference) = known(run.reference) else {
        return nothing();
    };
    let (first, after) = run.steps.split_at(run.steps.len().min(1));
    let neutral = embeddings(keys(first));
    // The larger of two medians, of faces in the open and of faces behind a hand less what a hand changes.
    let median = |frames: Vec<&FrameFacts>| {
        let of = |hidden: bool| {
            let frames = frames
                .iter()
                .copied()
                .filter(|f| cover::is_hidden(f) == hidden);
            let distances: Vec<f64> = embeddings(frames)
                .iter()
                .map(|e| f64::from(reference.distance(e)))
                .collect();
            (!distances.is_empty()).then(|| quantile(distances, 0.5) as f32)
        };
        let hidden = of(true).map(|distance| distance - HIDDEN_SLACK);
        [of(false), hidden].into_iter().flatten().reduce(f32::max)
    };
    let tracks: Option<Vec<f32>> = run
        .steps
        .iter()
        .map(|step| median(track(std::slice::from_ref(step)).collect()))
        .collect();
    let (Some(mean), Some(moving), Some(tracks)) = (
        Embedding::mean(&neutral),
        median(keys(after).collect()),
        tracks,
    ) else {
        return nothing();
    };
    let distance = reference.distance(&mean);
    let small = tracks.into_iter().fold(0.0, f32::max);
    let detail = format!(
        "distance {distance:.3} over {} neutral frames, {moving:.3} while moving, {small:.3} at most on a step's track",
        neutral.len()
    );
    Finding::new(
        FindingKind::Match,
        score_of_distance(distance.max(moving - MOVING_SLACK).max(small - TRACK_SLACK)),
        detail,
    )
}

fn embeddings<'a>(frames: impl Iterator<Item = &'a FrameFacts>) -> Vec<Embedding> {
    frames
        .filter_map(|f| Embedding::from_slice(f.embedding.as_ref()?))
        .collect()
}

/// How much further a face may be from its reference while it moves than while it is calm.
const MOVING_SLACK: f32 = 0.2;
/// How much further small frames may be.
const TRACK_SLACK: f32 = 0.2;
/// How much further a face behind a hand may be.
///
/// On grey press photos of LFW (220 pairs of one person, a drawn hand over mouth, eye or cheek of one picture): 95 of 100
/// within 1.27 to 1.31, 99 within 1.38 to 1.41, where without a hand it is 1.10 and 1.29. With the other slack 1.42 is
/// allowed, which refuses no more than one in a hundred and lets two thirds of strangers pass: what is behind a hand
/// shows who it is only together with what is not.
const HIDDEN_SLACK: f32 = 0.15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunStep;
    use crate::fake::face_of;
    use crate::findings::testing::{hand_over, run_of, take};
    use poze_protocol::FrameKind;

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
    fn a_face_behind_a_hand_may_be_further_and_the_open_frames_of_its_step_may_not() {
        let least = score_of_distance(MATCH_DISTANCE_MAX);
        let score = |person: usize, further: f32, hidden: bool| {
            let mut steps = take();
            for frame in steps[2].facts.frames.iter_mut() {
                let behind = frame.t_ms() > 4500;
                hand_over(frame, behind && hidden);
                if let Some(embedding) = frame.embedding.as_mut().filter(|_| behind) {
                    // At this distance from the reference, on the way to somebody else.
                    let along = 1.0 - further * further / 2.0;
                    embedding.fill(0.0);
                    embedding[0] = along;
                    embedding[person] = (1.0 - along * along).sqrt();
                }
            }
            score(&steps)
        };
        assert!(score(1, 1.33, true) >= least && score(1, 1.33, false) < least);
        let mut before = take();
        for frame in before[2].facts.frames.iter_mut() {
            hand_over(frame, frame.t_ms() > 4500);
            if frame.t_ms() <= 4500 {
                frame.embedding = frame.embedding.as_ref().map(|_| face_of(1));
            }
        }
        assert!(super::find(&run_of(&before)).score < least);
    }

    #[test]
    fn one_odd_frame_does_not_decide() {
        let mut steps = take();
        let mut keys = steps[1]
            .facts
            .frames
            .iter_mut()
            .filter(|f| f.kind == FrameKind::Key);
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
            model: EMBEDDING_MODEL_ID.to_owned(),
            bytes: vec![1, 2, 3],
        };
        assert_eq!(against(&broken), 0.0);
    }

    fn against(reference: &Reference) -> f32 {
        let whole = take();
        let run = Run {
            reference,
            ..run_of(&whole)
        };
        find(&run).score
    }

    #[test]
    fn a_reference_of_another_model_matches_nothing() {
        let mut reference = crate::fake::reference();
        assert_eq!(against(&reference), 1.0);
        reference.model = "another-model/1".to_owned();
        assert_eq!(against(&reference), 0.0);
    }

    #[test]
    fn who_is_on_the_track_must_be_on_the_reference_in_every_step() {
        for n in 0..3 {
            let mut steps = take();
            let frames = steps[n].facts.frames.iter_mut();
            for frame in frames.filter(|f| f.kind == FrameKind::Track) {
                frame.embedding = frame.embedding.as_ref().map(|_| face_of(1));
            }
            assert!(score(&steps) < score_of_distance(MATCH_DISTANCE_MAX), "{n}");
        }
    }

    #[test]
    fn what_there_is_nothing_of_does_not_match() {
        // Key frames of the moves, or the track of one step, without a face.
        let mut keys = take();
        for step in keys.iter_mut().skip(1) {
            forget(step, FrameKind::Key);
        }
        assert_eq!(score(&keys), 0.0);
        for n in 0..3 {
            let mut steps = take();
            forget(&mut steps[n], FrameKind::Track);
            assert_eq!(score(&steps), 0.0, "{n}");
        }
        assert_eq!(score(&take()[..1]), 0.0);
        assert_eq!(score(&[]), 0.0);
    }

    fn forget(step: &mut RunStep, kind: FrameKind) {
        let frames = step.facts.frames.iter_mut();
        frames
            .filter(|f| f.kind == kind)
            .for_each(|f| f.embedding = None);
    }

    #[test]
    fn several_photos_of_one_person_make_one_reference_and_of_two_none() {
        let photo = |values: Vec<f32>| Reference {
            model: EMBEDDING_MODEL_ID.to_owned(),
            bytes: values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
        };
        let (one, other) = (photo(face_of(0)), photo(face_of(1)));
        assert_eq!(combined(std::slice::from_ref(&one)), Some(one.clone()));
        assert_eq!(combined(&[]), None);
        assert_eq!(combined(&[one.clone(), other.clone()]), None);
        assert_eq!(combined(&[one.clone(), one.clone(), other]), None);
        // Two photos 60 degrees apart: the mean lies between, and the distance to both is what 30 degrees make, and more.
        let mut apart = vec![0.0; face_of(0).len()];
        (apart[0], apart[1]) = (0.5, 0.75f32.sqrt());
        let both = combined(&[one.clone(), photo(apart)]).unwrap();
        let lacking = 1.0 - 30f32.to_radians().cos();
        let distance = distance_of_score(against(&both));
        let expected = 2.0 * 15f32.to_radians().sin() + SPREAD_STRICTNESS * lacking;
        assert!((distance - expected).abs() < 1e-3, "{distance} {expected}");
        assert_eq!(combined(&[one, photo(Vec::new())]), None);
    }

    #[test]
    fn scores_and_distances_lead_to_each_other() {
        assert_eq!(distance_of_score(score_of_distance(0.75)), 0.75);
    }
}
