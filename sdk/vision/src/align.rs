//! Standing a face upright for the embedding: the similarity map that brings five of its points nearest to where the
//! embedding's training pictures have them.

use crate::geometry::{Affine, Point3};

/// Side of the aligned picture.
pub(crate) const ALIGNED_SIDE: usize = 112;

/// ArcFace's template in 112²: middles of the eyes (the picture's left one first), tip of the nose, corners of the
/// mouth (InsightFace's `face_align.py`, `arcface_dst`).
const TEMPLATE: [(f32, f32); 5] = [
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
];

/// The same five points of a face: corners of the eyes (averaged in pairs), tip of the nose, corners of the mouth.
fn five_points(landmarks: &[Point3]) -> Option<[(f32, f32); 5]> {
    let at = |index: usize| landmarks.get(index).map(|point| (point.x, point.y));
    let between = |a, b| {
        let (a, b) = (at(a)?, at(b)?);
        Some(((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0))
    };
    Some([
        between(33, 133)?,
        between(362, 263)?,
        at(1)?,
        at(61)?,
        at(291)?,
    ])
}

/// Map from the aligned picture to the frame. `None` when the points are no face.
pub(crate) fn frame_from_aligned(landmarks: &[Point3]) -> Option<Affine> {
    similarity(&five_points(landmarks)?, &TEMPLATE)?.inverse()
}

/// The turn, scale and shift (no mirroring) that brings `from` nearest to `to` in least squares: in the plane the
/// solution of S. Umeyama, "Least-squares estimation of transformation parameters" (1991), is one complex division.
fn similarity(from: &[(f32, f32)], to: &[(f32, f32)]) -> Option<Affine> {
    let mean = |points: &[(f32, f32)]| {
        let n = points.len() as f32;
        let sum = points
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (sum.0 / n, sum.1 / n)
    };
    let (from_mean, to_mean) = (mean(from), mean(to));
    let (mut real, mut imaginary, mut size) = (0.0f32, 0.0f32, 0.0f32);
    for (from, to) in from.iter().zip(to) {
        let (x, y) = (from.0 - from_mean.0, from.1 - from_mean.1);
        let (u, v) = (to.0 - to_mean.0, to.1 - to_mean.1);
        real += x * u + y * v;
        imaginary += x * v - y * u;
        size += x * x + y * y;
    }
    let (a, b) = (real / size, imaginary / size);
    if !(a.is_finite() && b.is_finite()) {
        return None;
    }
    Some(Affine {
        xx: a,
        xy: -b,
        x: to_mean.0 - a * from_mean.0 + b * from_mean.1,
        yx: b,
        yy: a,
        y: to_mean.1 - b * from_mean.0 - a * from_mean.1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::landmarks::POINTS;

    #[test]
    fn a_moved_template_is_found_where_it_was_put() {
        let truth = Affine {
            xx: 1.5,
            xy: -0.8,
            x: 200.0,
            yx: 0.8,
            yy: 1.5,
            y: 40.0,
        };
        let mut landmarks = vec![Point3::default(); POINTS];
        let spots = [vec![33, 133], vec![362, 263], vec![1], vec![61], vec![291]];
        for (indices, (u, v)) in spots.iter().zip(TEMPLATE) {
            let (x, y) = truth.apply(u, v);
            for index in indices {
                landmarks[*index] = Point3 { x, y, z: 0.0 };
            }
        }
        let map = frame_from_aligned(&landmarks).unwrap();
        for (u, v) in [(0.0, 0.0), (112.0, 0.0), (50.0, 90.0)] {
            let ((x, y), (tx, ty)) = (map.apply(u, v), truth.apply(u, v));
            assert!((x - tx).abs() < 1e-2 && (y - ty).abs() < 1e-2);
        }
    }

    #[test]
    fn what_is_no_face_is_not_aligned() {
        assert!(frame_from_aligned(&[]).is_none());
        assert!(frame_from_aligned(&vec![Point3::default(); POINTS]).is_none());
    }
}
