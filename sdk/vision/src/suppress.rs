//! Many overlapping guesses at one face become one: weighted non-maximum suppression, as BlazeFace's authors
//! describe it and MediaPipe's `NonMaxSuppressionCalculator` (algorithm WEIGHTED) does it.

use crate::geometry::Rect;

/// A face as the detector sees it; all in frame pixels, or all in pixels of the detector's picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Detection {
    /// From brows to chin, ear to ear.
    pub(crate) bounds: Rect,
    /// Eyes (the picture's left one first), nose, mouth, ears (the picture's left one first).
    pub(crate) keypoints: [(f32, f32); 6],
    /// 0..1.
    pub(crate) score: f32,
}

/// Guesses that overlap more than this (intersection over union) are of the same face.
const SAME_FACE: f32 = 0.5;

/// Merges guesses: the best one of a face gives the score, all of them weighted by score the box and the points.
/// Best first.
pub(crate) fn merge(mut guesses: Vec<Detection>) -> Vec<Detection> {
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut merged = Vec::new();
    while let Some(best) = guesses.first().copied() {
        let (same, rest) = guesses
            .into_iter()
            .partition(|guess| guess.bounds.intersection_over_union(&best.bounds) > SAME_FACE);
        guesses = rest;
        merged.push(average(&best, &same));
        if same.is_empty() {
            // A box without area overlaps nothing, not even itself.
            guesses.remove(0);
        }
    }
    merged
}

fn average(best: &Detection, same: &[Detection]) -> Detection {
    let total: f32 = same.iter().map(|guess| guess.score).sum();
    if total <= 0.0 {
        return *best;
    }
    let mean = |value: &dyn Fn(&Detection) -> f32| {
        same.iter()
            .map(|guess| guess.score * value(guess))
            .sum::<f32>()
            / total
    };
    Detection {
        bounds: Rect {
            x: mean(&|guess| guess.bounds.x),
            y: mean(&|guess| guess.bounds.y),
            width: mean(&|guess| guess.bounds.width),
            height: mean(&|guess| guess.bounds.height),
        },
        keypoints: std::array::from_fn(|k| {
            (
                mean(&|guess| guess.keypoints[k].0),
                mean(&|guess| guess.keypoints[k].1),
            )
        }),
        score: best.score,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(x: f32, side: f32, score: f32) -> Detection {
        Detection {
            bounds: Rect {
                x,
                y: 0.0,
                width: side,
                height: side,
            },
            keypoints: [(x, 1.0); 6],
            score,
        }
    }

    #[test]
    fn guesses_of_one_face_are_averaged_by_score_and_others_stay() {
        let merged = merge(vec![
            guess(100.0, 10.0, 0.6),
            guess(0.0, 10.0, 0.9),
            guess(1.0, 10.0, 0.3),
            guess(5.0, 10.0, 0.8),
        ]);
        assert_eq!(merged.len(), 3);
        assert_eq!(merged[0].score, 0.9);
        assert!((merged[0].bounds.x - 0.25).abs() < 1e-5);
        assert!((merged[0].keypoints[5].0 - 0.25).abs() < 1e-5);
        assert_eq!(merged[1].bounds.x, 5.0);
        assert_eq!(merged[2].bounds.x, 100.0);
    }

    #[test]
    fn boxes_without_area_end_too() {
        let merged = merge(vec![guess(0.0, 0.0, 0.9), guess(0.0, 0.0, 0.8)]);
        assert_eq!(merged.len(), 2);
        assert!(merge(Vec::new()).is_empty());
    }

    #[test]
    fn scores_that_are_no_numbers_do_not_hang() {
        assert_eq!(merge(vec![guess(0.0, f32::NAN, f32::NAN); 3]).len(), 3);
    }
}
