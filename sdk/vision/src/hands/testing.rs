//! Hands built from a skeleton.

use crate::geometry::Point3;

use super::points::Found;
use super::{Hand, Handedness, describe};

/// Roots of the fingers beside and above the wrist, and directions in degrees from upright, of a hand whose palm is 1
/// long and whose thumb points to the image's left.
const ROOTS: [(f32, f32, f32); 5] = [
    (-0.35, 0.35, -45.0),
    (-0.30, 0.95, -10.0),
    (0.0, 1.0, 0.0),
    (0.22, 0.93, 8.0),
    (0.42, 0.80, 18.0),
];

/// A hand whose wrist, palm length and turn (clockwise, degrees) are given; `bent` fingers are curled into the palm.
pub(crate) fn skeleton(
    bent: [bool; 5],
    wrist: (f32, f32),
    palm: f32,
    turn_deg: f32,
    mirrored: bool,
) -> Vec<Point3> {
    let mut points = vec![(0.0, 0.0, 0.0), (-0.2, 0.15, 0.0)];
    for (finger, (x, y, direction)) in ROOTS.into_iter().enumerate() {
        let bones = if finger == 0 {
            [0.35, 0.3, 0.0]
        } else {
            [0.45, 0.28, 0.22]
        };
        let curl = match (bent[finger], finger) {
            (false, _) => 0.0,
            (true, 0) => 100.0,
            (true, _) => 85.0,
        };
        let (mut x, mut y, mut z) = (x, y, 0.0f32);
        points.push((x, y, z));
        // A long finger curls towards the camera and back down; a thumb lies down across the palm.
        let (mut lean, mut across) = (0.0f32, direction);
        for bone in bones.into_iter().take(if finger == 0 { 2 } else { 3 }) {
            if finger == 0 {
                across += curl
            } else {
                lean += curl
            }
            let (sin, cos) = across.to_radians().sin_cos();
            let (deep, flat) = lean.to_radians().sin_cos();
            x += bone * flat * sin;
            y += bone * flat * cos;
            z -= bone * deep * 0.3;
            points.push((x, y, z));
        }
    }
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    let side = if mirrored { -1.0 } else { 1.0 };
    let place = |(x, y, z): (f32, f32, f32)| {
        let (x, y) = (x * side * palm, -y * palm);
        Point3 {
            x: wrist.0 + x * cos - y * sin,
            y: wrist.1 + x * sin + y * cos,
            z: z * palm,
        }
    };
    points.into_iter().map(place).collect()
}

/// All fingers stretched.
pub(crate) fn open_hand(
    wrist: (f32, f32),
    palm: f32,
    turn_deg: f32,
    mirrored: bool,
) -> Vec<Point3> {
    skeleton([false; 5], wrist, palm, turn_deg, mirrored)
}

/// What is said about these points.
pub(crate) fn hand(landmarks_in_frame: Vec<Point3>) -> Hand {
    describe(Found {
        landmarks_in_frame,
        presence: 1.0,
        handedness: Handedness::Left,
        handedness_score: 1.0,
    })
}
