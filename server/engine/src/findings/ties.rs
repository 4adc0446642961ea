//! Key frames are pictures of the take that the track shows: the face is where and as the track has it at that moment,
//! the picture is the same, and so is who is on it. Otherwise the track could be of one person and the key frames, by
//! which the reference is matched, of another.
//!
//! Measured with `cargo run --release -p poze-engine --example findings -- DIR`: a demonstration, not a rate. Nine
//! honest runs of four people, key frames between the track frames: at most 1.5 % of the face's width off in place,
//! 1.0 % in shape, 7 bits, 0.36 in embeddings. Key frames of somebody else, 15 runs: 41 % and more, 2.0 to 9.6 %, 101
//! bits and more, 1.36 to 1.46. Of other moments of the same person, 2 runs: 23 and 33 %, 3.5 and 8.1 %, 58 and 75
//! bits, 0.54 and 0.43.

use poze_vision::Embedding;

use super::{keys, quantile, track};
use crate::facts::hash_distance;
use crate::geometry::{rms_distance, similarity_residual};
use crate::{FrameFacts, Run, RunStep};

/// How far a key frame's landmarks may lie from where those of the track frames around it lead, as a part of the face's
/// width; and their shape alone. A head that tilts quickly before a small, shaken camera (176 x 144 pixels) is up to 7.1 %
/// off (scenario right-person).
const PLACE: f64 = 0.08;
const SHAPE: f64 = 0.03;
/// Of what changes between the two track frames, the part that may be added: movement is not even.
const UNEVEN: f64 = 0.5;
/// Bits of the picture's hash, beyond those that change between the two track frames.
const HASH_BITS: f64 = 35.0;
/// Distance of a key frame's embedding to the nearest of its step's track: what is surely one person, and the border.
const SAME: f64 = 0.55;
const OTHER: f64 = 0.90;
/// What a key frame without a face, or beside a track without one, takes off: one of a run is forgiven.
const FACELESS: f64 = 0.35;

/// Score, 0.5 at the borders of the worst, and what was found.
pub(super) fn find(run: &Run<'_>) -> (f64, String) {
    let track: Vec<&FrameFacts> = track(run.steps).collect();
    let mut worst = Off::default();
    let mut distance: f64 = 0.0;
    let mut faceless = 0;
    for step in run.steps {
        for key in keys(std::slice::from_ref(step)) {
            match off(key, &track, run.track_gap_max_ms) {
                Some(off) => worst = worst.max(off),
                None => faceless += 1,
            }
        }
        distance = distance.max(other_face(step));
    }
    let score = 1.0
        - (0.5 * worst.place / PLACE)
            .max(0.5 * worst.shape / SHAPE)
            .max(0.5 * worst.bits / HASH_BITS)
            .max(0.5 * (distance - SAME) / (OTHER - SAME))
            .max(FACELESS * f64::from(faceless));
    let detail = format!(
        "key frames off the track by {:.1} % in place, {:.1} % in shape, {:.0} bits, {distance:.2} in embeddings, \
         {faceless} without a face",
        worst.place * 100.0,
        worst.shape * 100.0,
        worst.bits
    );
    (score, detail)
}

/// How far a key frame is from what the track shows.
#[derive(Clone, Copy, Debug, Default)]
struct Off {
    place: f64,
    shape: f64,
    bits: f64,
}

impl Off {
    fn max(self, other: Off) -> Off {
        Off {
            place: self.place.max(other.place),
            shape: self.shape.max(other.shape),
            bits: self.bits.max(other.bits),
        }
    }
}

/// `None` where either shows no face.
fn off(key: &FrameFacts, track: &[&FrameFacts], gap_max_ms: u32) -> Option<Off> {
    let near = |f: &&&FrameFacts| {
        f.t_ms().abs_diff(key.t_ms()) <= gap_max_ms && f.points.len() == key.points.len()
    };
    if key.points.is_empty() || key.face_width <= 0.0 {
        return None;
    }
    let before = track.iter().rev().filter(|f| f.t_ms() <= key.t_ms());
    let after = track.iter().filter(|f| f.t_ms() >= key.t_ms());
    let (before, after) = (before.take(1).find(near), after.take(1).find(near));
    let (before, after) = (before.or(after)?, after.or(before)?);
    let width = f64::from(key.face_width);
    let part = f64::from(key.t_ms().abs_diff(before.t_ms()))
        / f64::from(after.t_ms().abs_diff(before.t_ms()).max(1));
    let expected: Vec<(f32, f32)> = before
        .points
        .iter()
        .zip(&after.points)
        .map(|(a, b)| {
            let between = |a: f32, b: f32| a + (b - a) * part as f32;
            (between(a.0, b.0), between(a.1, b.1))
        })
        .collect();
    let beyond = |off: f64, moved: f64| (off - UNEVEN * moved).max(0.0) / width;
    let shape = |a, b| similarity_residual(a, b).unwrap_or(width);
    let bits = hash_distance(&key.hash, &before.hash).min(hash_distance(&key.hash, &after.hash));
    Some(Off {
        place: beyond(
            rms_distance(&expected, &key.points),
            rms_distance(&before.points, &after.points),
        ),
        shape: beyond(
            shape(&expected, &key.points),
            shape(&before.points, &after.points),
        ),
        bits: f64::from(bits.saturating_sub(hash_distance(&before.hash, &after.hash))),
    })
}

/// The median over a step's key frames of the distance to the nearest embedding of the track; 0 where there are none,
/// which the match refuses.
fn other_face(step: &RunStep) -> f64 {
    let step = std::slice::from_ref(step);
    let of = |f: &FrameFacts| Embedding::from_slice(f.embedding.as_ref()?);
    let small: Vec<Embedding> = track(step).filter_map(of).collect();
    let nearest = |key: Embedding| {
        let distances = small.iter().map(|e| f64::from(key.distance(e)));
        distances.reduce(f64::min)
    };
    let nearest = keys(step).filter_map(of).filter_map(nearest);
    quantile(nearest.collect(), 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::face_of;
    use crate::findings::testing::{honest, run_of, take, take_of};
    use poze_protocol::FrameKind;

    fn score(steps: &[RunStep]) -> f64 {
        let (score, detail) = find(&run_of(steps));
        eprintln!("{detail}");
        score
    }

    fn change_keys(steps: &mut [RunStep], change: impl Fn(&mut FrameFacts)) {
        let frames = steps.iter_mut().flat_map(|s| &mut s.facts.frames);
        frames.filter(|f| f.kind == FrameKind::Key).for_each(change);
    }

    #[test]
    fn key_frames_of_an_honest_take_lie_on_its_track() {
        for seed in 1..6 {
            let least = score(&take_of(honest, seed));
            assert!(least > 0.65, "seed {seed}: {least}");
        }
    }

    #[test]
    fn pictures_of_somebody_else_are_no_key_frames_of_this_track() {
        let each: [fn(&mut FrameFacts); 4] = [
            |f| f.embedding = Some(face_of(1)),
            |f| f.points.iter_mut().for_each(|p| p.0 += 0.05),
            |f| f.points.iter_mut().step_by(2).for_each(|p| p.1 += 0.03),
            |f| f.hash = [0x0F0F_3C3C_FFFF_0000; 4],
        ];
        for (n, change) in each.into_iter().enumerate() {
            // In one step is enough.
            for step in 0..3 {
                let mut steps = take();
                change_keys(&mut steps[step..=step], change);
                assert!(score(&steps) < 0.4, "change {n} in step {step}");
            }
        }
    }

    #[test]
    fn one_key_frame_without_a_face_is_forgiven_and_two_are_not() {
        let faceless = |count: usize| {
            let mut steps = take();
            let frames = steps.iter_mut().flat_map(|s| &mut s.facts.frames);
            let keys = frames.filter(|f| f.kind == FrameKind::Key);
            for key in keys.take(count) {
                key.points.clear();
                key.face_width = 0.0;
                key.embedding = None;
            }
            score(&steps)
        };
        assert!(faceless(1) > 0.6 && faceless(2) < 0.4);
        // Nor do key frames far from every track frame show the same take.
        let mut apart = take();
        change_keys(&mut apart, |f| f.seen.t_ms += 60_000);
        assert!(score(&apart) < 0.1);
    }
}
