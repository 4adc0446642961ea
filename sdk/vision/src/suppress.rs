//! Many overlapping guesses at one thing become one: weighted non-maximum suppression, as BlazeFace's authors
//! describe it and MediaPipe's `NonMaxSuppressionCalculator` (algorithm WEIGHTED) does it.

use crate::geometry::Rect;

/// A face or a palm as its detector sees it; all in frame pixels, or all in pixels of the detector's picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Detection<const KEYPOINTS: usize> {
    /// Around it.
    pub(crate) bounds: Rect,
    /// What they are is said where they are decoded.
    pub(crate) keypoints: [(f32, f32); KEYPOINTS],
    /// 0..1.
    pub(crate) score: f32,
}

/// Merges guesses that overlap more than `same` (intersection over union): the best one gives the score, all of them
/// weighted by score the box and the points. Best first.
pub(crate) fn merge<const K: usize>(
    mut guesses: Vec<Detection<K>>,
    same: f32,
) -> Vec<Detection<K>> {
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut merged = Vec::new();
    while let Some(best) = guesses.first().copied() {
        let (alike, rest): (Vec<_>, Vec<_>) = guesses
            .into_iter()
            .partition(|guess| guess.bounds.intersection_over_union(&best.bounds) > same);
        guesses = rest;
        merged.push(average(&best, &alike));
        if alike.is_empty() {
            // A box without area overlaps nothing, not even itself.
            guesses.remove(0);
        }
    }
    merged
}

fn average<const K: usize>(best: &Detection<K>, same: &[Detection<K>]) -> Detection<K> {
    let total: f32 = same.iter().map(|guess| guess.score).sum();
    if total <= 0.0 {
        return *best;
    }
    let mean = |value: &dyn Fn(&Detection<K>) -> f32| {
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

    fn guess(x: f32, side: f32, score: f32) -> Detection<6> {
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
        let guesses = vec![
            guess(100.0, 10.0, 0.6),
            guess(0.0, 10.0, 0.9),
            guess(1.0, 10.0, 0.3),
            guess(5.0, 10.0, 0.8),
        ];
        let merged = merge(guesses, 0.5);
        assert_eq!(merged.len(), 3);
        assert_eq!(merged[0].score, 0.9);
        assert!((merged[0].bounds.x - 0.25).abs() < 1e-5);
        assert!((merged[0].keypoints[5].0 - 0.25).abs() < 1e-5);
        assert_eq!(merged[1].bounds.x, 5.0);
        assert_eq!(merged[2].bounds.x, 100.0);
    }

    #[test]
    fn boxes_without_area_end_too() {
        let merged = merge(vec![guess(0.0, 0.0, 0.9), guess(0.0, 0.0, 0.8)], 0.5);
        assert_eq!(merged.len(), 2);
        assert!(merge::<6>(Vec::new(), 0.5).is_empty());
    }

    #[test]
    fn scores_that_are_no_numbers_do_not_hang() {
        let guesses = vec![guess(0.0, f32::NAN, f32::NAN); 3];
        assert_eq!(merge(guesses, 0.5).len(), 3);
    }
}
