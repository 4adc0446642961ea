//! Hands, built of bones: thick lines with round ends that grow together to one outline. The wrist is at the origin
//! and the fingers point up; as in a mirror, it is the hand on the right, its palm to the viewer, the thumb on the
//! left. Turned over, the same outline is the left hand's back.

use super::shape::Shape;

/// What a finger does.
#[derive(Clone, Copy)]
enum Finger {
    Straight,
    /// Folded over the palm.
    Bent,
    /// Something of its own, at the back.
    Like(&'static str),
}

use Finger::{Bent, Like, Straight};

/// What a hand does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Peace,
    ThumbsUp,
    OpenPalm,
    Fist,
    PointUp,
    Ok,
    Horns,
    CallMe,
    Three,
    Four,
    /// Fingers side by side, to lie on something.
    Flat,
}

/// Thumb first.
const STRAIGHT: [&str; 5] = [
    "M-8-8C-14-12-19-18-23-27",
    "M-10-27-14-51",
    "M-3-29-4-57",
    "M4-28 6-54",
    "M10.5-25 16-45",
];
const BENT: [&str; 5] = [
    "M-10-9C-9-16-4-19 3-18",
    "M-10-29V-21",
    "M-3-31V-20",
    "M4-30V-20",
    "M10.5-27V-20",
];
const PALM: &str = "M-7 2-9-26 9.5-24 7 2Z";
const CUFF: &str = "M-11 2H11L13 20H-13Z";
const SIDE_BY_SIDE: [&str; 5] = [
    "M-7-8C-13-12-15-17-15.5-26",
    "M-9-27V-50",
    "M-3-29V-56",
    "M3-28V-54",
    "M9-25V-46",
];
const BETWEEN: &[&str] = &["M-6-29V-49", "M0-30V-53", "M6-28V-47"];
const FIST_OF_A_THUMB: &str = "M-9-22H10V2H-9Z";
const THUMB: &str = "M-3-22C-6-30-6-38-5-44";
const CURLED: [&str; 4] = ["M-8-23H5", "M-10-15.5H5", "M-9.5-8H4", "M-8-.5H3"];
const CUFF_OF_A_THUMB: &str = "M14-23 30-20V3L14 5Z";

fn fingers(shown: Shown) -> [Finger; 5] {
    match shown {
        Shown::Peace => [Bent, Like("M-9-27-17-52"), Like("M-3-28 4-56"), Bent, Bent],
        Shown::OpenPalm => [Straight; 5],
        Shown::Fist => [Bent; 5],
        Shown::PointUp => [Bent, Straight, Bent, Bent, Bent],
        Shown::Ok => [
            Like("M-7-8C-14-11-22-18-21-30"),
            Like("M-9-27C-10-38-18-42-22-33"),
            Straight,
            Straight,
            Straight,
        ],
        Shown::Horns => [Bent, Straight, Bent, Bent, Straight],
        Shown::CallMe => [Straight, Bent, Bent, Bent, Like("M10-25 20-44")],
        Shown::Three => [Bent, Straight, Straight, Straight, Bent],
        Shown::Four => [Bent, Straight, Straight, Straight, Straight],
        Shown::ThumbsUp | Shown::Flat => [Straight; 5],
    }
}

/// Bones that grow together: first all of their edges, then what is within.
fn grown_together(bones: &[&'static str], palm: Option<&'static str>) -> Shape {
    let pass = |bone: &'static str, solid: &'static str| {
        let palm = palm.into_iter().map(move |d| Shape::path(solid, d));
        let bones: Vec<Shape> = bones.iter().map(|&d| Shape::path(bone, d)).collect();
        palm.chain(bones)
    };
    let edges = pass("pic-edge", "pic-edge");
    Shape::group("", edges.chain(pass("pic-bone", "pic-palm")).collect())
}

/// The hand with its cuff.
pub(super) fn hand(shown: Shown) -> Vec<Shape> {
    match shown {
        Shown::ThumbsUp => {
            let mut parts = vec![
                Shape::path("pic-cuff", CUFF_OF_A_THUMB),
                grown_together(&[THUMB], Some(FIST_OF_A_THUMB)),
            ];
            parts.extend(CURLED.iter().map(|&d| grown_together(&[d], None)));
            parts
        }
        Shown::Flat => vec![
            Shape::path("pic-cuff", CUFF),
            grown_together(&SIDE_BY_SIDE, Some(PALM)),
            Shape::group(
                "",
                BETWEEN
                    .iter()
                    .map(|&d| Shape::path("pic-crease", d))
                    .collect(),
            ),
        ],
        _ => signing(&fingers(shown)),
    }
}

fn signing(fingers: &[Finger; 5]) -> Vec<Shape> {
    let mut back = Vec::new();
    let mut front = Vec::new();
    for (n, finger) in fingers.iter().enumerate() {
        match finger {
            Straight => back.push(STRAIGHT[n]),
            Like(d) => back.push(d),
            Bent => front.push(BENT[n]),
        }
    }
    if matches!(fingers[0], Bent) {
        front.rotate_left(1); // the thumb lies over the others
    }
    let mut parts = vec![
        Shape::path("pic-cuff", CUFF),
        grown_together(&back, Some(PALM)),
    ];
    parts.extend(front.iter().map(|&d| grown_together(&[d], None)));
    parts
}

/// Holds something that is drawn between the two parts: around the origin, from below.
pub(super) fn holding() -> (Vec<Shape>, Vec<Shape>) {
    const FINGERS: [&str; 4] = ["M-9-9H5", "M-10-1.5H6", "M-9.5 6H5", "M-8 13.5H3"];
    let behind = vec![
        Shape::path("pic-cuff", "M-1 24 16 19 22 36 2 41Z"),
        grown_together(&["M8-9C12-16 13-20 12-25"], Some("M-5-8H9V20L3 24-2 17Z")),
    ];
    let before = FINGERS.iter().map(|&d| grown_together(&[d], None));
    (behind, before.collect())
}
