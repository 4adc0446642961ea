//! Signs made with one hand: each asks for some things, and is as clear as the least of them.
//!
//! Thresholds come from the 33 HaGRID tiles of one hand and the whole-body people, each in ten variants
//! (`examples/hands.rs`); the ranges that are named are what was measured there. Few hands: a demonstration, not a rate.

use crate::geometry::Point3;

use super::Gesture;
use super::fingers::{
    FINGERS, ROOTS, TIPS, WRIST, angle_deg, between, distance, palm_length, ramp,
};

/// A sign that is less clear than this is none.
const CLEAR: f32 = 0.5;

/// The clearest sign and how clear it is, 0..1; 0 without one.
pub(crate) fn read(points: &[Point3], straightness: &[f32; FINGERS]) -> (Option<Gesture>, f32) {
    let scored = Gesture::ALL.map(|gesture| (gesture, score(gesture, points, straightness)));
    let best = scored.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    match best {
        Some((gesture, score)) if score >= CLEAR => (Some(gesture), score),
        _ => (None, 0.0),
    }
}

/// How clearly a hand makes a sign, 0..1.
pub(crate) fn score(gesture: Gesture, points: &[Point3], straight: &[f32; FINGERS]) -> f32 {
    let [thumb, index, middle, ring, little] = straight.map(stretched);
    let bent = straight.map(bent);
    let asked: &[f32] = match gesture {
        Gesture::Peace => &[index, middle, bent[0], bent[3], bent[4], apart(points)],
        Gesture::ThumbsUp => &[thumb, bent[1], bent[2], bent[3], bent[4], up(points, 0)],
        Gesture::OpenPalm => &[spread(straight), beside(straight[0]), flat(points)],
        Gesture::Fist => &[
            bent[0],
            bent[1],
            bent[2],
            bent[3],
            bent[4],
            not_at_camera(points),
        ],
        Gesture::PointUp => &[index, bent[0], bent[2], bent[3], bent[4], up(points, 1)],
        Gesture::Ok => &[middle, ring, little, touching(points)],
        Gesture::Horns => &[index, little, bent[2], bent[3]],
        Gesture::CallMe => &[thumb, little, bent[1], bent[2], bent[3]],
    };
    asked.iter().copied().fold(1.0, f32::min)
}

/// A finger that a sign wants stretched: 0.92 or more where a sign is made, between where fingers hang loosely.
fn stretched(straight: f32) -> f32 {
    ramp(straight, 0.4, 0.9)
}

/// A finger that a sign wants bent: 0.10 or less where a sign is made, 0.39 or more in hands that hold something.
fn bent(straight: f32) -> f32 {
    ramp(straight, 0.6, 0.1)
}

/// The four fingers of an open hand: the least straight one 0.93 or more, 0.82 or less in a hand that grabs.
fn spread(straight: &[f32; FINGERS]) -> f32 {
    let least = straight[1..].iter().copied().fold(1.0, f32::min);
    ramp(least, 0.75, 0.93)
}

/// Index and middle finger: 13 degrees or more in a peace sign, 4 or less side by side.
fn apart(points: &[Point3]) -> f32 {
    let [index, middle] = [1, 2].map(|finger| along(points, finger));
    ramp(angle_deg(index, middle), 4.0, 13.0)
}

/// A finger in the picture: up to 53 degrees off in hands turned by 20 degrees.
fn up(points: &[Point3], finger: usize) -> f32 {
    let [x, y, z] = along(points, finger);
    ramp(angle_deg([x, y, z], [0.0, -1.0, 0.0]), 80.0, 50.0)
}

/// The thumb of an open hand need not be stretched out, but may not lie across the palm: 0.43 or more beside it, 0.00
/// across.
fn beside(thumb: f32) -> f32 {
    ramp(thumb, 0.1, 0.4)
}

/// Not seen from its edge: width over length of the palm in the picture are 0.67 or more in open hands, 0.42 or less in
/// those that touch another one with their edge or face.
fn flat(points: &[Point3]) -> f32 {
    let in_picture = |from: usize, to: usize| {
        let [x, y, _] = between(&points[from], &points[to]);
        x.hypot(y)
    };
    let (width, length) = (in_picture(ROOTS[1], ROOTS[4]), in_picture(WRIST, ROOTS[2]));
    ramp(width, 0.40 * length, 0.62 * length)
}

/// A finger that points at the camera looks bent; its tip is nearer than its root by 0.25 of the palm's length or more,
/// in fists by 0.15 or less.
fn not_at_camera(points: &[Point3]) -> f32 {
    let nearer = |finger: usize| points[ROOTS[finger]].z - points[TIPS[finger]].z;
    let nearest = (1..FINGERS).map(nearer).fold(f32::NEG_INFINITY, f32::max);
    ramp(nearest / palm_length(points), 0.26, 0.16)
}

/// The tips of thumb and index finger: 0.21 of the palm's length or less in a ring, 0.63 or more where the other
/// three are straight and it is none.
fn touching(points: &[Point3]) -> f32 {
    let gap = distance(points, TIPS[0], TIPS[1]) / palm_length(points);
    ramp(gap, 0.6, 0.25)
}

/// From the root of a finger to its tip.
fn along(points: &[Point3], finger: usize) -> [f32; 3] {
    between(&points[ROOTS[finger]], &points[TIPS[finger]])
}
