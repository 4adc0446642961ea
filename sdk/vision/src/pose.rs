//! Which way a head points.
//!
//! The average face (see `canonical`) is turned, scaled and shifted until it lies nearest to the landmarks (weighted
//! least squares, closed form); the turn is the pose. The landmarks' depth is taken at their own scale, which makes
//! this a weak-perspective camera: the angles depend on how the face looks, not on where in the frame it is.
//! MediaPipe's own face geometry (Procrustes under a 63° camera) was considered: it reads a face at a picture's
//! edge as turned by up to half the angle under which the camera sees that edge, and needs the lens that took the
//! picture; for faces in the middle both agree to a few degrees.

use crate::canonical::ANCHORS;
use crate::geometry::Point3;
use crate::rotation::{self, Pair, Rotation};

/// The average face looks this much down when a person looks straight ahead. Measured: the median pitch of
/// 596 news photos (every sixth picture of the LFW half at hand, faces with 20 pixels between the eyes or more),
/// is defined here to be 0. People differ by several degrees: compare with a person's own neutral look where possible.
const LEVEL_PITCH_DEG: f64 = -4.7;

/// How a head is turned, in degrees, in the picture as it is (not mirrored). (0, 0, 0) looks straight ahead.
///
/// The three are turns about the head's own axes, yaw first: turn, then nod, then tilt.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HeadAngles {
    /// Positive when the nose points to the image's right (the visitor's left). −180..180.
    pub yaw_deg: f32,
    /// Positive when the face looks up. −90..90, less a few degrees.
    pub pitch_deg: f32,
    /// Positive when the head leans to the visitor's left shoulder (the image's right). −180..180.
    pub roll_deg: f32,
}

/// The pose of a face with all its landmarks. `None` when they are no face: all on one spot, or not numbers.
pub(crate) fn head_angles(landmarks: &[Point3]) -> Option<HeadAngles> {
    let pairs: Option<Vec<Pair>> = ANCHORS
        .iter()
        .map(|anchor| {
            let point = landmarks.get(anchor.index)?;
            Some(Pair {
                from: anchor.position,
                // The picture's y points down and z away from the camera; the average face's up and towards it.
                to: [f64::from(point.x), -f64::from(point.y), -f64::from(point.z)],
                weight: anchor.weight,
            })
        })
        .collect();
    Some(angles_of(&rotation::fit(&pairs?)?))
}

/// Taken apart as yaw · pitch · roll, so that tilting a turned head changes its roll alone.
fn angles_of(turn: &Rotation) -> HeadAngles {
    let nose = [turn[0][2], turn[1][2], turn[2][2]];
    let yaw = nose[0].atan2(nose[2]);
    let pitch = nose[1].clamp(-1.0, 1.0).asin();
    // What is left of the picture's right and up when yaw and pitch are undone.
    let right = [yaw.cos(), 0.0, -yaw.sin()];
    let up = [
        -yaw.sin() * pitch.sin(),
        pitch.cos(),
        -yaw.cos() * pitch.sin(),
    ];
    let crown = [turn[0][1], turn[1][1], turn[2][1]];
    let along = |axis: [f64; 3]| axis[0] * crown[0] + axis[1] * crown[1] + axis[2] * crown[2];
    HeadAngles {
        yaw_deg: yaw.to_degrees() as f32,
        pitch_deg: (pitch.to_degrees() - LEVEL_PITCH_DEG) as f32,
        roll_deg: along(right).atan2(along(up)).to_degrees() as f32,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::landmarks::POINTS;
    use crate::rotation::turn;

    fn times(a: &Rotation, b: &Rotation) -> Rotation {
        let columns: [[f64; 3]; 3] =
            std::array::from_fn(|j| turn(a, std::array::from_fn(|i| b[i][j])));
        std::array::from_fn(|i| std::array::from_fn(|j| columns[j][i]))
    }

    /// Landmarks of the average face, turned; 20 pixels a centimetre, around (300, 200).
    pub(crate) fn turned(yaw: f64, pitch: f64, roll: f64) -> Vec<Point3> {
        let (sy, cy) = yaw.to_radians().sin_cos();
        let (sp, cp) = (pitch + LEVEL_PITCH_DEG).to_radians().sin_cos();
        let (sr, cr) = roll.to_radians().sin_cos();
        let yaw = [[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]];
        let pitch = [[1.0, 0.0, 0.0], [0.0, cp, sp], [0.0, -sp, cp]];
        let roll = [[cr, sr, 0.0], [-sr, cr, 0.0], [0.0, 0.0, 1.0]];
        let all = times(&times(&yaw, &pitch), &roll);
        let mut landmarks = vec![Point3::default(); POINTS];
        for anchor in &ANCHORS {
            let [x, y, z] = turn(&all, anchor.position);
            landmarks[anchor.index] = Point3 {
                x: (300.0 + 20.0 * x) as f32,
                y: (200.0 - 20.0 * y) as f32,
                z: (-20.0 * z) as f32,
            };
        }
        landmarks
    }

    #[test]
    fn a_turned_average_face_gives_its_angles_back() {
        let mut cases = vec![(0.0, 0.0, 0.0), (30.0, 20.0, -15.0), (-45.0, -25.0, 40.0)];
        for degrees in [5.0, 30.0, 60.0] {
            for sign in [1.0, -1.0] {
                let angle = degrees * sign;
                cases.extend([(angle, 0.0, 0.0), (0.0, angle, 0.0), (0.0, 0.0, angle)]);
            }
        }
        for (yaw, pitch, roll) in cases {
            let got = head_angles(&turned(yaw, pitch, roll)).unwrap();
            let near = |got: f32, truth: f64| (f64::from(got) - truth).abs() < 0.01;
            let all =
                near(got.yaw_deg, yaw) && near(got.pitch_deg, pitch) && near(got.roll_deg, roll);
            assert!(all, "{yaw} {pitch} {roll}: {got:?}");
        }
    }

    #[test]
    fn the_signs_are_those_of_the_unmirrored_picture() {
        let nose_and_brow = |landmarks: &[Point3]| (landmarks[4], landmarks[6], landmarks[10]);
        let (tip, bridge, _) = nose_and_brow(&turned(30.0, 0.0, 0.0));
        assert!(tip.x > bridge.x + 5.0, "yaw > 0: nose to the right");
        let (level, ..) = nose_and_brow(&turned(0.0, 0.0, 0.0));
        let (tip, ..) = nose_and_brow(&turned(0.0, 30.0, 0.0));
        assert!(tip.y < level.y - 5.0, "pitch > 0: nose up");
        let (_, bridge, brow) = nose_and_brow(&turned(0.0, 0.0, 30.0));
        assert!(brow.x > bridge.x + 5.0, "roll > 0: leans right");
    }

    #[test]
    fn position_and_size_do_not_matter() {
        let mut landmarks = turned(20.0, 10.0, 5.0);
        let before = head_angles(&landmarks).unwrap();
        for point in &mut landmarks {
            *point = Point3 {
                x: point.x * 0.3 + 900.0,
                y: point.y * 0.3 - 50.0,
                z: point.z * 0.3 + 4.0,
            };
        }
        let after = head_angles(&landmarks).unwrap();
        assert!((before.yaw_deg - after.yaw_deg).abs() < 0.01);
        assert!((before.pitch_deg - after.pitch_deg).abs() < 0.01);
        assert!((before.roll_deg - after.roll_deg).abs() < 0.01);
    }

    #[test]
    fn what_is_no_face_has_no_pose() {
        assert!(head_angles(&[]).is_none());
        assert!(head_angles(&vec![Point3::default(); POINTS]).is_none());
        let mut landmarks = turned(0.0, 0.0, 0.0);
        landmarks[4].x = f32::NAN;
        assert!(head_angles(&landmarks).is_none());
    }
}
