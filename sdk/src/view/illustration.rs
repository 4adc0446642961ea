//! The moves as pictures: one face built of parts. As in a mirror, the visitor's left is on the left. Which parts move
//! where is in stage.css, by the class of each move.

use poze_liveness::Move;
use web_sys::{Document, Element};

use crate::browser::Tag;

const BROWS: &[&str] = &["M31 42q6-5 12-2", "M53 40q6-3 12 2"];
const EYES: &[&str] = &["M37.5 50v1.6", "M58.5 50v1.6"];
const EYES_CLOSED: &[&str] = &["M32 50q5.5 5 11 0", "M53 50q5.5 5 11 0"];
const NOSE: &[&str] = &["M47 55.5q-2 4 1.4 4.6"];
const MOUTH: &[&str] = &["M41 69.5q7 2.6 14 0"];
const MOUTH_OPEN: &[&str] = &["M48 63.5c5 0 7.5 4 7.5 8s-2.5 8-7.5 8-7.5-4-7.5-8 2.5-8 7.5-8Z"];
const MOUTH_SMILE: &[&str] = &["M36 66q12 15 24 0Z"];
const MOUTH_FLAT: &[&str] = &["M41 71q7-2.6 14 0"];
const HAIR: &str =
    "M19 47C16 24 32 12 49 12c18 0 31 13 28 35-3-11-8-17-13-20-9 5-28 6-34 1-5 5-9 11-11 19Z";

const TO_THE_LEFT: &[&str] = &["M33 91C21 89 12 82 8 71", "M3 80 8 70.5 17 75.5"];
const UPWARDS: &[&str] = &["M95 65V36", "M88 43.5 95 35.5 102 43.5"];
const LEANING_LEFT: &[&str] = &["M45 5C31 5 19 11 11 22", "M9 11 10.6 22.6 22 20.6"];
const SPARKLES: &[&str] = &[
    "M2 18c5-1.6 6.4-3 8-8 1.6 5 3 6.4 8 8-5 1.6-6.4 3-8 8-1.6-5-3-6.4-8-8Z",
    "M80 12c4-1.3 5.2-2.5 6.5-6.5 1.3 4 2.5 5.2 6.5 6.5-4 1.3-5.2 2.5-6.5 6.5-1.3-4-2.5-5.2-6.5-6.5Z",
    "M4 78c2.4-.8 3.2-1.6 4-4 .8 2.4 1.6 3.2 4 4-2.4.8-3.2 1.6-4 4-.8-2.4-1.6-3.2-4-4Z",
];

/// Draws with a document.
struct Pen<'a>(&'a Document);

impl Pen<'_> {
    fn path(&self, class: &str, d: &str) -> Element {
        Tag::svg(self.0, "path").class(class).with("d", d).done()
    }

    fn group(&self, class: &str, children: &[Element]) -> Element {
        Tag::svg(self.0, "g").class(class).holding(children).done()
    }

    fn lines(&self, class: &str, paths: &[&str]) -> Element {
        let paths: Vec<Element> = paths.iter().map(|d| self.path("pic-line", d)).collect();
        self.group(class, &paths)
    }

    fn ellipse(&self, class: &str, [cx, cy, rx, ry]: [&str; 4]) -> Element {
        Tag::svg(self.0, "ellipse")
            .class(class)
            .with("cx", cx)
            .with("cy", cy)
            .with("rx", rx)
            .with("ry", ry)
            .done()
    }

    /// The whole head; `features` are what is in the face.
    fn head(&self, features: &[Element]) -> Element {
        self.group(
            "pic-head",
            &[
                self.group(
                    "pic-ears",
                    &[
                        self.ellipse("pic-skin", ["18.5", "53", "5", "8"]),
                        self.ellipse("pic-skin", ["77.5", "53", "5", "8"]),
                    ],
                ),
                self.ellipse("pic-skin", ["48", "51", "29", "34"]),
                self.path("pic-hair", HAIR),
                self.group("pic-features", features),
            ],
        )
    }

    fn picture(&self, classes: &str, parts: &[Element]) -> Element {
        Tag::svg(self.0, "svg")
            .class(&format!("pic {classes}"))
            .with("viewBox", "0 0 96 96")
            .with("aria-hidden", "true")
            .holding(parts)
            .done()
    }

    fn arrow(&self, mv: Move) -> Option<Element> {
        let (lines, turned) = match mv {
            Move::TurnLeft => (TO_THE_LEFT, None),
            Move::TurnRight => (TO_THE_LEFT, Some("matrix(-1 0 0 1 96 0)")),
            Move::LookUp => (UPWARDS, None),
            Move::LookDown => (UPWARDS, Some("matrix(1 0 0 -1 0 100)")),
            Move::TiltLeft => (LEANING_LEFT, None),
            Move::TiltRight => (LEANING_LEFT, Some("matrix(-1 0 0 1 96 0)")),
            _ => return None,
        };
        let arrow = self.lines("pic-arrow", lines);
        if let Some(matrix) = turned {
            // `transform` is a valid name; as an attribute it is no style.
            let _ = arrow.set_attribute("transform", matrix);
        }
        Some(arrow)
    }
}

/// The moves of a step, done again and again; without moves, a calm look.
pub(super) fn of_moves(document: &Document, ids: &[String]) -> Element {
    let pen = Pen(document);
    let moves: Vec<Move> = ids.iter().filter_map(|id| Move::from_id(id)).collect();
    let has = |mv| moves.contains(&mv);
    let between = |neutral: &[&str], goal: &[&str], class: &str| {
        pen.group(
            "",
            &[
                pen.lines("pic-before", neutral),
                pen.lines(&format!("pic-after {class}"), goal),
            ],
        )
    };
    let eyes = if has(Move::EyesClosed) {
        between(EYES, EYES_CLOSED, "")
    } else {
        pen.lines("pic-eyes", EYES)
    };
    let mouth = if has(Move::MouthOpen) {
        between(MOUTH, MOUTH_OPEN, "pic-solid")
    } else if has(Move::Smile) {
        between(MOUTH, MOUTH_SMILE, "pic-solid")
    } else {
        pen.lines("", MOUTH)
    };
    let features = [
        pen.lines("pic-brows", BROWS),
        eyes,
        pen.lines("", NOSE),
        mouth,
    ];
    let mut parts = vec![pen.head(&features)];
    parts.extend(moves.iter().filter_map(|&mv| pen.arrow(mv)));
    let classes: Vec<&str> = moves.iter().map(|mv| mv.id()).collect();
    let classes = if classes.is_empty() {
        "calm".to_owned()
    } else {
        classes.join(" ")
    };
    pen.picture(&classes, &parts)
}

/// A camera: the browser is asking for it.
pub(super) fn camera(document: &Document) -> Element {
    let pen = Pen(document);
    let body =
        "M14 34a8 8 0 0 1 8-8h8l5-8h26l5 8h8a8 8 0 0 1 8 8v34a8 8 0 0 1-8 8H22a8 8 0 0 1-8-8Z";
    pen.picture(
        "asking",
        &[
            pen.path("pic-skin", body),
            pen.ellipse("pic-lens", ["48", "50", "15", "15"]),
            pen.ellipse("pic-glint", ["48", "50", "7", "7"]),
            pen.path("pic-line", "M72 38v.2"),
        ],
    )
}

/// It worked.
pub(super) fn happy(document: &Document) -> Element {
    let pen = Pen(document);
    let head = pen.head(&[
        pen.lines("pic-brows", BROWS),
        pen.lines("", EYES_CLOSED),
        pen.lines("", NOSE),
        pen.lines("pic-solid", MOUTH_SMILE),
    ]);
    let sparkles: Vec<Element> = SPARKLES
        .iter()
        .map(|d| pen.path("pic-sparkle", d))
        .collect();
    let badge = pen.group(
        "pic-badge",
        &[
            pen.ellipse("", ["81", "81", "14", "14"]),
            pen.path("pic-line", "M74.5 81.5l4.5 4.5 8.5-9.5"),
        ],
    );
    pen.picture("happy", &[head, pen.group("", &sparkles), badge])
}

/// It did not work this time.
pub(super) fn puzzled(document: &Document) -> Element {
    let pen = Pen(document);
    let head = pen.head(&[
        pen.lines("", &["M31 40q6-5 12-2", "M53 43q6-1 12 1"]),
        pen.lines("", EYES),
        pen.lines("", NOSE),
        pen.lines("", MOUTH_FLAT),
    ]);
    pen.picture("puzzled", &[head])
}
