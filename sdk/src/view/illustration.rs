//! The moves as pictures: one face, hands and things, built of parts, so that moves that are done together are one
//! picture. As in a mirror, the visitor's left is on the left. Which parts move where is in pictures.css, by the class
//! of each move.

mod face;
mod hand;
mod props;
mod shape;
mod sign;

use web_sys::{Document, Element};

use self::face::{Face, Mouth};
use self::hand::{Shown, hand};
use self::shape::{Picture, Shape};
use self::sign::{Place, Sign, Touch, Way, sign};

const TO_THE_LEFT: &[&str] = &["M33 91C21 89 12 82 8 71", "M3 80 8 70.5 17 75.5"];
const UPWARDS: &[&str] = &["M95 65V36", "M88 43.5 95 35.5 102 43.5"];
const LEANING_LEFT: &[&str] = &["M45 5C31 5 19 11 11 22", "M9 11 10.6 22.6 22 20.6"];
const UP_AND_DOWN: &[&str] = &[
    "M97 33V69",
    "M90.5 40 97 32.5 103.5 40",
    "M90.5 62 97 69.5 103.5 62",
];
const LEFT_AND_RIGHT: &[&str] = &[
    "M27 96H69",
    "M34 89.5 26.5 96 34 102.5",
    "M62 89.5 69.5 96 62 102.5",
];
const OUTWARDS: &[&str] = &[
    "M8 20V8H20M8 8 16 16",
    "M88 20V8H76M88 8 80 16",
    "M8 82V94H20M8 94 16 86",
    "M88 82V94H76M88 94 80 86",
];
const INWARDS: &[&str] = &[
    "M18 6V18H6M18 18 7 7",
    "M78 6V18H90M78 18 89 7",
    "M18 96V84H6M18 84 7 95",
    "M78 96V84H90M78 84 89 95",
];
const SPARKLES: &[&str] = &[
    "M2 18c5-1.6 6.4-3 8-8 1.6 5 3 6.4 8 8-5 1.6-6.4 3-8 8-1.6-5-3-6.4-8-8Z",
    "M80 12c4-1.3 5.2-2.5 6.5-6.5 1.3 4 2.5 5.2 6.5 6.5-4 1.3-5.2 2.5-6.5 6.5-1.3-4-2.5-5.2-6.5-6.5Z",
    "M4 78c2.4-.8 3.2-1.6 4-4 .8 2.4 1.6 3.2 4 4-2.4.8-3.2 1.6-4 4-.8-2.4-1.6-3.2-4-4Z",
];

/// What of the plane is shown: the head alone, with a hand beside it, with something at one of its sides.
const ALONE: &str = "0 0 96 96";
const BESIDE: &str = "4 -4 128 128";
const BESIDE_ON_THE_LEFT: &str = "-40 -16 142 142";
const FURTHER_BESIDE: &str = "-2 -24 156 156";
const AT_THE_LEFT: &str = "-29 4 118 118";
const AT_THE_RIGHT: &str = "7 4 118 118";
const ABOVE: &str = "-8 -34 118 118";
const BELOW: &str = "-8 4 118 118";
const EVERYWHERE: &str = "-26 -30 160 160";

const UPSIDE_DOWN: &str = "matrix(1 0 0 -1 0 100)";
/// About the middle of the face.
const MIRRORED: &str = "matrix(-1 0 0 1 96 0)";

fn arrow(way: Way) -> Shape {
    let (lines, placed) = match way {
        Way::Left => (TO_THE_LEFT, ""),
        Way::Right => (TO_THE_LEFT, MIRRORED),
        Way::Up => (UPWARDS, ""),
        Way::Down => (UPWARDS, UPSIDE_DOWN),
        Way::LeanLeft => (LEANING_LEFT, ""),
        Way::LeanRight => (LEANING_LEFT, MIRRORED),
        Way::UpAndDown => (UP_AND_DOWN, ""),
        Way::LeftAndRight => (LEFT_AND_RIGHT, ""),
        Way::Nearer => (OUTWARDS, ""),
        Way::Further => (INWARDS, ""),
    };
    Shape::placed("", placed, vec![Shape::lines("pic-arrow", lines)])
}

/// Comes into the picture and goes.
fn coming(from: &str, placed: &'static str, parts: Vec<Shape>) -> Shape {
    let parts = vec![Shape::placed("", placed, parts)];
    Shape::group(&format!("pic-come {from}"), parts)
}

/// A hand at the face: where its wrist is, where it points, whether it is seen from behind.
fn touch(how: Touch) -> Shape {
    let flat = || hand(Shown::Flat);
    let pointing = || hand(Shown::PointUp);
    // The other hand at the other side is its mirror image.
    let mirrored = |shape| Shape::placed("", MIRRORED, vec![shape]);
    match how {
        Touch::CoverLeftEye => coming("pic-from-left", "translate(6 86) rotate(38)", flat()),
        Touch::CoverRightEye => mirrored(touch(Touch::CoverLeftEye)),
        Touch::CoverMouth => coming("pic-from-right", "translate(88 86) rotate(-67)", flat()),
        Touch::FingerOnNose => coming("pic-from-right", "translate(84 98) rotate(-38)", pointing()),
        Touch::HandOnLeftCheek => coming("pic-from-left", "translate(9 103) rotate(13)", flat()),
        Touch::HandOnRightCheek => mirrored(touch(Touch::HandOnLeftCheek)),
        Touch::HandOnHead => coming("pic-from-above", "translate(90 19) rotate(-82)", flat()),
        Touch::PressLeftCheek => coming(
            "pic-from-left",
            "translate(-16 96) rotate(58) scale(-.9 .9)",
            pointing(),
        ),
        Touch::PressRightCheek => mirrored(touch(Touch::PressLeftCheek)),
    }
}

/// A hand beside the head, where the arrow of a move of the head is not, and what is shown then.
fn hand_beside(shown: Shown, way: Option<Way>) -> (Shape, &'static str) {
    let near = "translate(104 100) rotate(6) scale(1.2)";
    let far = "translate(126 100) rotate(6) scale(1.2)";
    let coming = |placed| coming("pic-from-below", placed, hand(shown));
    match way {
        Some(Way::Right | Way::LeanRight | Way::Up | Way::Down | Way::UpAndDown) => (
            Shape::placed("", MIRRORED, vec![coming(near)]),
            BESIDE_ON_THE_LEFT,
        ),
        Some(Way::Nearer | Way::Further) => (coming(far), FURTHER_BESIDE),
        None | Some(Way::Left | Way::LeanLeft | Way::LeftAndRight) => (coming(near), BESIDE),
    }
}

fn hand_at(shown: Shown, place: Place) -> Shape {
    let parts = hand(shown);
    match place {
        Place::LeftCheek => coming(
            "pic-from-left",
            "translate(-2 88) rotate(-6) scale(-.9 .9)",
            parts,
        ),
        Place::RightCheek => coming(
            "pic-from-right",
            "translate(98 88) rotate(6) scale(.9)",
            parts,
        ),
        Place::Head => coming(
            "pic-from-above",
            "translate(56 14) rotate(10) scale(.8)",
            parts,
        ),
        Place::Mouth => coming("pic-from-below", "translate(52 108) scale(.9)", parts),
    }
}

fn prop_at(prop: &props::Prop, place: Place) -> Shape {
    match place {
        Place::LeftCheek => coming("pic-from-left", "translate(-1 66) scale(-1 1)", prop.held()),
        Place::RightCheek => coming("pic-from-right", "translate(97 66)", prop.held()),
        Place::Head => Shape::group("pic-come pic-from-above", vec![prop.on_head()]),
        Place::Mouth => Shape::group("pic-come pic-from-below", vec![prop.at_mouth()]),
    }
}

const fn view_of(place: Place) -> &'static str {
    match place {
        Place::LeftCheek => AT_THE_LEFT,
        Place::RightCheek => AT_THE_RIGHT,
        Place::Head => ABOVE,
        Place::Mouth => BELOW,
    }
}

fn picture(ids: &[String]) -> Picture {
    let signs: Vec<(&str, Sign)> = ids
        .iter()
        .filter_map(|id| Some((id.as_str(), sign(id)?)))
        .collect();
    let mut face = Face::default();
    let (mut on_head, mut beside) = (Vec::new(), Vec::new());
    let mut views: Vec<&'static str> = Vec::new();
    let way = signs.iter().find_map(|(_, sign)| match sign {
        Sign::Head(way) => Some(*way),
        _ => None,
    });
    for (_, sign) in &signs {
        match *sign {
            Sign::Head(way) => beside.push(arrow(way)),
            Sign::BrowsUp => {} // the stylesheet's
            Sign::EyesClosed => (face.left_eye_closed, face.right_eye_closed) = (true, true),
            Sign::WinkLeft => face.left_eye_closed = true,
            Sign::WinkRight => face.right_eye_closed = true,
            Sign::MouthOpen => face.mouth = Some(Mouth::Open),
            Sign::Smile => face.mouth = Some(Mouth::Smiling),
            Sign::Kiss => face.mouth = Some(Mouth::Kissing),
            Sign::Hand(shown, None) => {
                let (hand, view) = hand_beside(shown, way);
                views.push(view);
                beside.push(hand);
            }
            Sign::Hand(shown, Some(place)) => {
                views.push(view_of(place));
                on_head.push(hand_at(shown, place));
            }
            Sign::Touch(how) => {
                views.push(view_of(how.place()));
                on_head.push(touch(how));
            }
            Sign::Prop(prop, place) => {
                views.push(view_of(place));
                on_head.push(prop_at(prop, place));
            }
        }
    }
    // Ids of places hold a character that no class in a stylesheet should need.
    let classes: Vec<String> = signs
        .iter()
        .map(|(id, _)| id.replace('@', "-at-"))
        .collect();
    let mut parts = vec![face.head(on_head)];
    parts.extend(beside);
    Picture {
        classes: if classes.is_empty() {
            "calm".to_owned()
        } else {
            classes.join(" ")
        },
        view_box: match views.as_slice() {
            [] => ALONE,
            [view] => view,
            _ => EVERYWHERE,
        },
        parts,
    }
}

/// The moves of a step, done again and again; without moves, a calm look.
pub(super) fn of_moves(document: &Document, ids: &[String]) -> Element {
    picture(ids).draw(document)
}

fn fixed(classes: &str, parts: Vec<Shape>) -> Picture {
    Picture {
        classes: classes.to_owned(),
        view_box: ALONE,
        parts,
    }
}

/// A camera: the browser is asking for it.
pub(super) fn camera(document: &Document) -> Element {
    const BODY: &str =
        "M14 34a8 8 0 0 1 8-8h8l5-8h26l5 8h8a8 8 0 0 1 8 8v34a8 8 0 0 1-8 8H22a8 8 0 0 1-8-8Z";
    let parts = vec![
        Shape::path("pic-skin", BODY),
        Shape::ellipse("pic-lens", ["48", "50", "15", "15"]),
        Shape::ellipse("pic-glint", ["48", "50", "7", "7"]),
        Shape::path("pic-line", "M72 38v.2"),
    ];
    fixed("asking", parts).draw(document)
}

/// It worked.
pub(super) fn happy(document: &Document) -> Element {
    let face = Face {
        left_eye_closed: true,
        right_eye_closed: true,
        mouth: Some(Mouth::Smiling),
        still: true,
        ..Face::default()
    };
    let sparkles = SPARKLES.iter().map(|&d| Shape::path("pic-sparkle", d));
    let badge = vec![
        Shape::ellipse("", ["81", "81", "14", "14"]),
        Shape::path("pic-line", "M74.5 81.5l4.5 4.5 8.5-9.5"),
    ];
    let parts = vec![
        face.head(Vec::new()),
        Shape::group("", sparkles.collect()),
        Shape::group("pic-badge", badge),
    ];
    fixed("happy", parts).draw(document)
}

/// It did not work this time.
pub(super) fn puzzled(document: &Document) -> Element {
    let face = Face {
        mouth: Some(Mouth::Flat),
        one_brow_up: true,
        ..Face::default()
    };
    fixed("puzzled", vec![face.head(Vec::new())]).draw(document)
}

#[cfg(test)]
mod tests;
