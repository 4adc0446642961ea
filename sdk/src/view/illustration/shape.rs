//! A picture before it is drawn: a tree of shapes, so that what is in it can be tested without a browser.

use web_sys::{Document, Element};

use crate::browser::Tag;

/// One part of a picture. Colours and line widths are those of the classes in pictures.css.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// An outline in SVG's path language.
    Path {
        /// Class.
        class: &'static str,
        /// `d`.
        d: &'static str,
    },
    /// `[cx, cy, rx, ry]`.
    Ellipse {
        /// Class.
        class: &'static str,
        /// Centre and radii.
        at: [&'static str; 4],
    },
    /// Shapes that move together.
    Group {
        /// Class; none when empty.
        class: String,
        /// As an attribute, since styles in attributes are forbidden; none when empty.
        transform: &'static str,
        /// The first is at the back.
        children: Vec<Shape>,
    },
}

impl Shape {
    pub(super) const fn path(class: &'static str, d: &'static str) -> Shape {
        Shape::Path { class, d }
    }

    pub(super) const fn ellipse(class: &'static str, at: [&'static str; 4]) -> Shape {
        Shape::Ellipse { class, at }
    }

    pub(super) fn group(class: &str, children: Vec<Shape>) -> Shape {
        Shape::placed(class, "", children)
    }

    pub(super) fn placed(class: &str, transform: &'static str, children: Vec<Shape>) -> Shape {
        Shape::Group {
            class: class.to_owned(),
            transform,
            children,
        }
    }

    /// Lines of one colour.
    pub(super) fn lines(class: &str, paths: &[&'static str]) -> Shape {
        let paths = paths.iter().map(|&d| Shape::path("pic-line", d));
        Shape::group(class, paths.collect())
    }

    fn draw(&self, document: &Document) -> Element {
        match self {
            Shape::Path { class, d } => Tag::svg(document, "path").class(class).with("d", d).done(),
            Shape::Ellipse { class, at } => {
                let tag = Tag::svg(document, "ellipse").class(class);
                let numbers = ["cx", "cy", "rx", "ry"].into_iter().zip(at);
                numbers
                    .fold(tag, |tag, (name, value)| tag.with(name, value))
                    .done()
            }
            Shape::Group {
                class,
                transform,
                children,
            } => {
                let mut tag = Tag::svg(document, "g");
                if !class.is_empty() {
                    tag = tag.class(class);
                }
                if !transform.is_empty() {
                    tag = tag.with("transform", transform);
                }
                let children: Vec<Element> = children.iter().map(|it| it.draw(document)).collect();
                tag.holding(&children).done()
            }
        }
    }
}

/// A whole picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    /// What is done in it, for the stylesheet: `pic` beside these.
    pub(super) classes: String,
    /// What of the plane is shown.
    pub(super) view_box: &'static str,
    /// The first is at the back.
    pub(super) parts: Vec<Shape>,
}

impl Picture {
    pub(super) fn draw(&self, document: &Document) -> Element {
        let parts: Vec<Element> = self.parts.iter().map(|part| part.draw(document)).collect();
        Tag::svg(document, "svg")
            .class(&format!("pic {}", self.classes))
            .with("viewBox", self.view_box)
            .with("aria-hidden", "true")
            .holding(&parts)
            .done()
    }
}

/// The same as markup, for tests: what is in a picture, and a page to look at.
#[cfg(test)]
impl Picture {
    pub(super) fn markup(&self) -> String {
        let parts: String = self.parts.iter().map(Shape::markup).collect();
        let Picture {
            classes, view_box, ..
        } = self;
        format!("<svg class='pic {classes}' viewBox='{view_box}'>{parts}</svg>")
    }
}

#[cfg(test)]
impl Shape {
    fn markup(&self) -> String {
        match self {
            Shape::Path { class, d } => format!("<path class='{class}' d='{d}'/>"),
            Shape::Ellipse {
                class,
                at: [cx, cy, rx, ry],
            } => format!("<ellipse class='{class}' cx='{cx}' cy='{cy}' rx='{rx}' ry='{ry}'/>"),
            Shape::Group {
                class,
                transform,
                children,
            } => {
                let children: String = children.iter().map(Shape::markup).collect();
                format!("<g class='{class}' transform='{transform}'>{children}</g>")
            }
        }
    }
}
