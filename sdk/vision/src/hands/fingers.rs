//! How straight each finger is.

use crate::geometry::Point3;

/// Straightness of the five fingers, thumb first.
pub(crate) fn straightness(points: &[Point3]) -> [f32; 5] {
    std::array::from_fn(|finger| {
        if finger == 0 {
            thumb(points)
        } else {
            one(points, finger)
        }
    })
}

fn one(points: &[Point3], finger: usize) -> f32 {
    let [root, middle, last, tip] = std::array::from_fn(|joint| points[1 + 4 * finger + joint]);
    let bend =
        angle(sub(middle, root), sub(last, middle)) + angle(sub(last, middle), sub(tip, last));
    ramp(bend, 110.0, 50.0)
}

fn thumb(points: &[Point3]) -> f32 {
    let bend = angle(sub(points[2], points[1]), sub(points[3], points[2]))
        + angle(sub(points[3], points[2]), sub(points[4], points[3]));
    ramp(bend, 80.0, 40.0)
}

pub(crate) fn sub(a: Point3, b: Point3) -> [f32; 3] {
    [a.x - b.x, a.y - b.y, a.z - b.z]
}

/// In degrees, 0..180.
pub(crate) fn angle(a: [f32; 3], b: [f32; 3]) -> f32 {
    let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let length = |v: [f32; 3]| v.iter().map(|x| x * x).sum::<f32>().sqrt();
    let both = length(a) * length(b);
    if both > 0.0 {
        (dot / both).clamp(-1.0, 1.0).acos().to_degrees()
    } else {
        0.0
    }
}

/// 0 at `from`, 1 at `to`.
pub(crate) fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}
