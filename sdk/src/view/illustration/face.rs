//! One face built of parts. As in a mirror, the visitor's left is on the left.

use super::shape::Shape;

const BROWS: &[&str] = &["M31 42q6-5 12-2", "M53 40q6-3 12 2"];
const LEFT_EYE: &[&str] = &["M37.5 50v1.6"];
const RIGHT_EYE: &[&str] = &["M58.5 50v1.6"];
const LEFT_EYE_CLOSED: &[&str] = &["M32 50q5.5 5 11 0"];
const RIGHT_EYE_CLOSED: &[&str] = &["M53 50q5.5 5 11 0"];
const NOSE: &[&str] = &["M47 55.5q-2 4 1.4 4.6"];
const MOUTH: &[&str] = &["M41 69.5q7 2.6 14 0"];
const MOUTH_OPEN: &[&str] = &["M48 63.5c5 0 7.5 4 7.5 8s-2.5 8-7.5 8-7.5-4-7.5-8 2.5-8 7.5-8Z"];
const MOUTH_SMILE: &[&str] = &["M36 66q12 15 24 0Z"];
const MOUTH_KISS: &[&str] = &["M47 65c5-1 7 4 2 5 5 1 3 6-2 5"];
const MOUTH_FLAT: &[&str] = &["M41 71q7-2.6 14 0"];
const HAIR: &str =
    "M19 47C16 24 32 12 49 12c18 0 31 13 28 35-3-11-8-17-13-20-9 5-28 6-34 1-5 5-9 11-11 19Z";
const HEART: &str = "M70 82c-9-6-9-13-4-13 2 0 4 2 4 4 0-2 2-4 4-4 5 0 5 7-4 13Z";

/// What the mouth does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mouth {
    Open,
    Smiling,
    Kissing,
    /// Not amused.
    Flat,
}

/// What is in a face; by default it is calm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) left_eye_closed: bool,
    pub(super) right_eye_closed: bool,
    pub(super) mouth: Option<Mouth>,
    /// Nothing changes: it simply is so.
    pub(super) still: bool,
    pub(super) one_brow_up: bool,
}

impl Face {
    /// The whole head; `on_it` goes where the head goes.
    pub(super) fn head(&self, on_it: Vec<Shape>) -> Shape {
        let ears = vec![
            Shape::ellipse("pic-skin", ["18.5", "53", "5", "8"]),
            Shape::ellipse("pic-skin", ["77.5", "53", "5", "8"]),
        ];
        let mut parts = vec![
            Shape::group("pic-ears", ears),
            Shape::ellipse("pic-skin", ["48", "51", "29", "34"]),
            Shape::path("pic-hair", HAIR),
            Shape::group("pic-features", self.features()),
        ];
        parts.extend(on_it);
        Shape::group("pic-head", parts)
    }

    fn features(&self) -> Vec<Shape> {
        let brows = if self.one_brow_up {
            Shape::lines("", &["M31 40q6-5 12-2", "M53 43q6-1 12 1"])
        } else {
            Shape::lines("pic-brows", BROWS)
        };
        let mut parts = vec![brows, Shape::lines("", NOSE)];
        let blinking = !(self.left_eye_closed || self.right_eye_closed);
        for (closed, open_eye, closed_eye) in [
            (self.left_eye_closed, LEFT_EYE, LEFT_EYE_CLOSED),
            (self.right_eye_closed, RIGHT_EYE, RIGHT_EYE_CLOSED),
        ] {
            if closed {
                self.change(&mut parts, open_eye, closed_eye, "");
            } else {
                let class = if blinking { "pic-eyes" } else { "" };
                parts.push(Shape::lines(class, open_eye));
            }
        }
        match self.mouth {
            None => parts.push(Shape::lines("", MOUTH)),
            Some(Mouth::Open) => self.change(&mut parts, MOUTH, MOUTH_OPEN, "pic-solid"),
            Some(Mouth::Smiling) => self.change(&mut parts, MOUTH, MOUTH_SMILE, "pic-solid"),
            Some(Mouth::Flat) => parts.push(Shape::lines("", MOUTH_FLAT)),
            Some(Mouth::Kissing) => {
                self.change(&mut parts, MOUTH, MOUTH_KISS, "");
                parts.push(Shape::group(
                    "pic-after",
                    vec![Shape::path("pic-heart", HEART)],
                ));
            }
        }
        parts
    }

    /// From one look to another, again and again.
    fn change(
        &self,
        parts: &mut Vec<Shape>,
        from: &[&'static str],
        to: &[&'static str],
        class: &str,
    ) {
        if self.still {
            return parts.push(Shape::lines(class, to));
        }
        parts.push(Shape::lines("pic-before", from));
        parts.push(Shape::lines(&format!("pic-after {class}"), to));
    }
}
