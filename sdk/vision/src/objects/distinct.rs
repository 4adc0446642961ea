//! Of guesses at the same thing the surest stays: greedy non-maximum suppression, each kind by itself, as NanoDet's
//! `multiclass_nms` and MediaPipe's `NonMaxSuppressionCalculator` do it.

use super::{Guess, Object};
use crate::geometry::Rect;

/// Boxes of one kind that overlap more than this (intersection over union) are of the same thing. Both originals have
/// this value or 0.6.
const SAME: f32 = 0.5;

/// Guesses that are compared with each other at most, the surest: what comparing may cost is bounded, whatever a
/// picture shows.
const MOST_GUESSES: usize = 300;

/// Objects that are told at most, the surest.
const MOST_OBJECTS: usize = 40;

/// Keeps the surest guess at each thing, surest first.
pub(super) fn guesses(mut guesses: Vec<Guess>) -> Vec<Guess> {
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    guesses.truncate(MOST_GUESSES);
    let mut kept: Vec<Guess> = Vec::new();
    for guess in guesses {
        let is_same = |other: &Guess| {
            other.label == guess.label && same(&other.box_in_crop, &guess.box_in_crop)
        };
        if !kept.iter().any(is_same) {
            kept.push(guess);
        }
    }
    kept.truncate(MOST_OBJECTS);
    kept
}

/// The same over objects of several looks at one frame.
pub(super) fn objects(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Object> = Vec::new();
    for object in objects {
        let is_same = |other: &Object| {
            other.label == object.label && same(&other.box_in_frame, &object.box_in_frame)
        };
        if !kept.iter().any(is_same) {
            kept.push(object);
        }
    }
    kept.truncate(MOST_OBJECTS);
    kept
}

fn same(a: &Rect, b: &Rect) -> bool {
    a.intersection_over_union(b) > SAME
}

#[cfg(test)]
mod tests {
    use super::super::ObjectLabel;
    use super::*;

    fn guess(name: &str, x: f32, score: f32) -> Guess {
        Guess {
            label: ObjectLabel::from_name(name).unwrap(),
            score,
            box_in_crop: Rect {
                x,
                y: 0.0,
                width: 10.0,
                height: 10.0,
            },
        }
    }

    #[test]
    fn the_surest_of_a_kind_stays_and_other_kinds_and_places_stay_too() {
        let kept = guesses(vec![
            guess("cup", 1.0, 0.5),
            guess("cup", 0.0, 0.9),
            guess("bowl", 0.0, 0.6),
            guess("cup", 20.0, 0.7),
        ]);
        let scores: Vec<f32> = kept.iter().map(|guess| guess.score).collect();
        assert_eq!(scores, [0.9, 0.7, 0.6]);
    }

    #[test]
    fn a_flood_of_guesses_is_cut() {
        let flood = (0..100_000).map(|i| guess("book", i as f32 * 50.0, 0.5));
        assert_eq!(guesses(flood.collect()).len(), MOST_OBJECTS);
    }
}
