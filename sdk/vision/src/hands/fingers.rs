//! How straight each finger is, from the hand's points. All measures are ratios of lengths or angles in three
//! dimensions, so that neither the hand's place, size nor turn in the picture changes them; a mirrored picture gives
//! the same.
//!
//! The two measures of a finger were chosen among ten (bends and reaches, in the picture, in space, and in the
//! network's metres) on 1506 fingers: those of the HaGRID tiles and people whose label says how they stand, each
//! as it is, mirrored, at half and twice the size and turned by 20 degrees both ways (`examples/hands.rs`). Their mean
//! separates best: all but 0.5 % of the straight ones lie above 0.85, all but 0.5 % of the bent ones below 0.37.

use crate::geometry::Point3;

/// Fingers, thumb first.
pub(crate) const FINGERS: usize = 5;

/// Wrist, and the roots and tips by finger, thumb first.
pub(crate) const WRIST: usize = 0;
pub(crate) const ROOTS: [usize; FINGERS] = [2, 5, 9, 13, 17];
pub(crate) const TIPS: [usize; FINGERS] = [4, 8, 12, 16, 20];

/// How straight each finger is, thumb first: 0 bent, 1 straight. `points` are the 21.
pub(crate) fn straightness(points: &[Point3]) -> [f32; FINGERS] {
    std::array::from_fn(|finger| match finger {
        0 => thumb(points),
        _ => long_finger(points, finger),
    })
}

/// By how much it bends over its three joints together, and how much further from the wrist its tip is than its
/// middle joint. Medians of the bent ones are 188 degrees and 0.69, of the straight ones 18 degrees and 1.36.
fn long_finger(points: &[Point3], finger: usize) -> f32 {
    let root = ROOTS[finger];
    let chain = [WRIST, root, root + 1, root + 2, root + 3];
    let bones: [[f32; 3]; 4] =
        std::array::from_fn(|bone| between(&points[chain[bone]], &points[chain[bone + 1]]));
    let bend: f32 = bones
        .windows(2)
        .map(|pair| angle_deg(pair[0], pair[1]))
        .sum();
    let reach = distance(points, WRIST, root + 3) / distance(points, WRIST, root + 1).max(TINY);
    (ramp(bend, 188.0, 20.0) + ramp(reach, 0.7, 1.35)) / 2.0
}

/// A thumb hardly bends when it is laid across the palm: what tells is how far its tip is from the root of the little
/// finger (over the distance from there to its own root), and from the joints of the other fingers (over the length of the
/// palm). On the footage named above: thumbs stretched out 1.31 and 0.54 or more, beside a flat hand 0.85 to 0.94 and
/// 0.45 to 0.50 (neither in nor out: 0.43 to 0.56 comes out), across the palm or on a fist 1.18 or 0.37 or less.
fn thumb(points: &[Point3]) -> f32 {
    const LITTLE_ROOT: usize = 17;
    const JOINTS: [usize; 5] = [6, 9, 10, 13, 14];
    let (root, tip) = (ROOTS[0], TIPS[0]);
    let across = distance(points, tip, LITTLE_ROOT) / distance(points, root, LITTLE_ROOT).max(TINY);
    let off = JOINTS.map(|joint| distance(points, tip, joint));
    let off = off.into_iter().fold(f32::INFINITY, f32::min) / palm_length(points);
    ramp(across, 0.55, 1.25).min(ramp(off, 0.30, 0.56))
}

/// From the wrist to the root of the middle finger; never 0.
pub(crate) fn palm_length(points: &[Point3]) -> f32 {
    distance(points, WRIST, ROOTS[2]).max(TINY)
}

/// Lengths below this are none, in pixels.
const TINY: f32 = 1e-6;

/// From one point to another.
pub(crate) fn between(from: &Point3, to: &Point3) -> [f32; 3] {
    [to.x - from.x, to.y - from.y, to.z - from.z]
}

pub(crate) fn distance(points: &[Point3], from: usize, to: usize) -> f32 {
    length(between(&points[from], &points[to]))
}

fn length(v: [f32; 3]) -> f32 {
    v.iter().map(|along| along * along).sum::<f32>().sqrt()
}

/// Between two directions, 0..180; 0 when one of them is none.
pub(crate) fn angle_deg(a: [f32; 3], b: [f32; 3]) -> f32 {
    let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let lengths = length(a) * length(b);
    if lengths > 0.0 {
        (dot / lengths).clamp(-1.0, 1.0).acos().to_degrees()
    } else {
        0.0
    }
}

/// 0 at `from` and beyond it, 1 at `to` and beyond it, straight between.
pub(crate) fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}
