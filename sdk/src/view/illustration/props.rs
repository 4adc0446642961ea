//! Things to hold: around the origin, upright, about 48 high.

use super::shape::Shape;

/// A thing by its name in the ids of moves.
pub(super) struct Prop {
    name: &'static str,
    parts: &'static [Shape],
    /// On the head it lies: turned so.
    lying: &'static str,
    /// Where a hand holds it.
    grip: &'static str,
    /// Before the mouth it is held so.
    at_mouth: &'static str,
}

const fn path(class: &'static str, d: &'static str) -> Shape {
    Shape::path(class, d)
}

const fn ellipse(class: &'static str, at: [&'static str; 4]) -> Shape {
    Shape::ellipse(class, at)
}

const PROPS: &[Prop] = &[
    Prop {
        name: "banana",
        parts: &[
            path(
                "pic-thing pic-yellow",
                "M7-26l6-2c1 5 3 8 5 12C25 4 9 26-14 26c-4 0-5-5-1-6C3 16 9 2 8-14 7-18 6-22 7-26Z",
            ),
            path("pic-thing pic-brown", "M7-26l6-2 1.5 6-6.5 2Z"),
            path("pic-detail", "M14-12C17 2 8 16-6 21"),
        ],
        lying: "translate(44 -2) rotate(62)",
        grip: "translate(-2 17)",
        at_mouth: "translate(52 76) rotate(8)",
    },
    Prop {
        name: "apple",
        parts: &[
            path(
                "pic-thing pic-red",
                "M0-12C-6-17-21-15-21 2c0 12 8 22 15 22 3 0 4-1 6-1s3 1 6 1c7 0 15-10 15-22C21-15 6-17 0-12Z",
            ),
            path("pic-thing pic-green", "M2-17c2-7 9-9 14-8-1 6-7 10-14 8Z"),
            path("pic-stalk", "M0-12C0-16-1-20-3-24"),
            path("pic-glow", "M-13 4C-14-2-12-6-8-8"),
        ],
        lying: "translate(48 -9)",
        grip: "translate(0 17)",
        at_mouth: "translate(48 68)",
    },
    Prop {
        name: "cup",
        parts: &[
            path("pic-handle", "M13-9h4a7 7 0 0 1 7 7v2a8 8 0 0 1-8 8h-3"),
            path(
                "pic-thing pic-blue",
                "M-18-17H14V14a9 9 0 0 1-9 9H-9a9 9 0 0 1-9-9Z",
            ),
            path("pic-steam", "M-9-31q-4 4 0 9"),
            path("pic-steam", "M4-31q-4 4 0 9"),
            path("pic-glow", "M-11-9V8"),
        ],
        lying: "translate(49 -8)",
        grip: "translate(-3 14)",
        at_mouth: "translate(49 72)",
    },
    Prop {
        name: "bottle",
        parts: &[
            path(
                "pic-thing pic-green",
                "M-5-26H5v8c0 5 7 7 7 14V22a5 5 0 0 1-5 5H-7a5 5 0 0 1-5-5V-4c0-7 7-9 7-14Z",
            ),
            path("pic-thing pic-white", "M-12 0H12V14H-12Z"),
            path("pic-thing pic-blue", "M-6-32H6v7H-6Z"),
        ],
        lying: "translate(48 -14)",
        grip: "translate(0 16)",
        at_mouth: "translate(48 80)",
    },
    Prop {
        name: "book",
        parts: &[
            path("pic-thing pic-white", "M-15 16H19V26H-15a4 4 0 0 1-4-4V18Z"),
            path(
                "pic-thing pic-red",
                "M-15-25H19V18H-15a4 4 0 0 0-4 4V-21a4 4 0 0 1 4-4Z",
            ),
            path("pic-glow", "M-6-13H11"),
            path("pic-glow", "M-6-5H6"),
        ],
        lying: "translate(48 4)",
        grip: "translate(2 18)",
        at_mouth: "translate(48 76)",
    },
    Prop {
        name: "phone",
        parts: &[
            path(
                "pic-thing pic-dark",
                "M-11-26h22a4 4 0 0 1 4 4v44a4 4 0 0 1-4 4h-22a4 4 0 0 1-4-4v-44a4 4 0 0 1 4-4Z",
            ),
            path("pic-screen", "M-11-18H11V16H-11Z"),
            path("pic-glow", "M-2 21H2"),
        ],
        lying: "translate(48 2) rotate(90)",
        grip: "translate(0 18)",
        at_mouth: "translate(48 80)",
    },
    Prop {
        name: "spoon",
        parts: &[
            path("pic-rod-edge", "M0-8V30"),
            ellipse("pic-thing pic-grey", ["0", "-19", "9.5", "13"]),
            path("pic-rod", "M0-8V30"),
            path("pic-glow", "M-4-20q0-5 3-7"),
        ],
        lying: "translate(50 8) rotate(-90)",
        grip: "translate(0 16)",
        at_mouth: "translate(56 86) rotate(-24)",
    },
    Prop {
        name: "toothbrush",
        parts: &[
            path("pic-thing pic-white", "M2-29h9v17H2Z"),
            path("pic-detail", "M5-29v12M8-29v12"),
            path("pic-rod-edge", "M0-30V30"),
            path("pic-rod pic-rod-blue", "M0-30V30"),
        ],
        lying: "translate(48 8) rotate(-90)",
        grip: "translate(0 16)",
        at_mouth: "translate(58 84) rotate(-40)",
    },
    Prop {
        name: "teddy-bear",
        parts: &[
            ellipse("pic-thing pic-brown", ["-10", "-21", "6", "6"]),
            ellipse("pic-thing pic-brown", ["10", "-21", "6", "6"]),
            ellipse("pic-thing pic-brown", ["-9", "24", "7", "6"]),
            ellipse("pic-thing pic-brown", ["9", "24", "7", "6"]),
            ellipse("pic-thing pic-brown", ["-14", "7", "5", "8"]),
            ellipse("pic-thing pic-brown", ["14", "7", "5", "8"]),
            ellipse("pic-thing pic-brown", ["0", "11", "13", "14"]),
            ellipse("pic-thing pic-brown", ["0", "-11", "14", "13"]),
            ellipse("pic-tan", ["0", "-6", "6.5", "5"]),
            ellipse("pic-tan", ["0", "12", "7", "8"]),
            path("pic-stalk", "M-5.5-14v.5M5.5-14v.5M-1-8H1"),
        ],
        lying: "translate(48 -14)",
        grip: "translate(0 19)",
        at_mouth: "translate(48 78)",
    },
    Prop {
        name: "shoe",
        parts: &[
            path(
                "pic-thing pic-blue",
                "M-25-12c4 3 9 2 12-3l5-3L4-6c6 4 19 4 21 11v7H-25Z",
            ),
            path(
                "pic-thing pic-white",
                "M-26 10H26v3a4 4 0 0 1-4 4H-22a4 4 0 0 1-4-4Z",
            ),
            path("pic-glow", "M-7-6l5-6M-1-2l5-6"),
        ],
        lying: "translate(48 -2)",
        grip: "translate(-15 13)",
        at_mouth: "translate(49 70)",
    },
];

/// A book on a head is seen from its edge.
const BOOK_LYING: &[Shape] = &[
    path("pic-thing pic-white", "M-22-5H25V7H-22Z"),
    path(
        "pic-thing pic-red",
        "M-24-9H27v4H-22a3 3 0 0 0-3 3V3a3 3 0 0 0 3 3H27v4H-24a5 5 0 0 1-5-5V-4a5 5 0 0 1 5-5Z",
    ),
    path("pic-detail", "M-15 .5H22"),
];

/// The thing of a name.
pub(super) fn prop(name: &str) -> Option<&'static Prop> {
    PROPS.iter().find(|prop| prop.name == name)
}

impl Prop {
    /// In the hand, around the origin.
    pub(super) fn held(&self) -> Vec<Shape> {
        let (behind, before) = super::hand::holding();
        vec![
            Shape::placed("", self.grip, behind),
            Shape::group("", self.parts.to_vec()),
            Shape::placed("", self.grip, before),
        ]
    }

    /// In the hand, before the mouth.
    pub(super) fn at_mouth(&self) -> Shape {
        Shape::placed("", self.at_mouth, self.held())
    }

    /// On the head.
    pub(super) fn on_head(&self) -> Shape {
        let parts = if self.name == "book" {
            BOOK_LYING
        } else {
            self.parts
        };
        Shape::placed("", self.lying, parts.to_vec())
    }
}
