//! The oval cut-out with its ring, and the clock's ring.

use web_sys::{Document, Element};

use super::set_number;
use crate::browser::Tag;

/// Of the scene: its shape is that of `aspect-ratio` in stage.css.
const WIDTH: u32 = 200;
const HEIGHT: u32 = 180;
const CX: u32 = 100;
const CY: u32 = 84;
const RX: u32 = 57;
const RY: u32 = 73;

/// A ring fills by the custom property `--_part`, 0 to 1.
const PART: &str = "--_part";

/// Sets how much of a ring is filled.
pub(super) fn fill(ring: &Element, part: f32) {
    set_number(ring, PART, part.clamp(0.0, 1.0));
}

/// Everything but the oval shaded, and a ring around it.
pub(super) fn oval(document: &Document) -> Element {
    // A path begins at the top and goes clockwise, as a clock does; an ellipse would begin at its right.
    let (top, height) = (CY - RY, 2 * RY);
    let outline = format!("M{CX} {top}a{RX} {RY} 0 0 1 0 {height}a{RX} {RY} 0 0 1 0-{height}Z");
    let shade = format!("M0 0H{WIDTH}V{HEIGHT}H0Z{outline}");
    let ring = |class: &str| {
        Tag::svg(document, "path")
            .class(class)
            .with("d", &outline)
            .with("pathLength", "100")
            .done()
    };
    Tag::svg(document, "svg")
        .class("oval")
        .with("viewBox", &format!("0 0 {WIDTH} {HEIGHT}"))
        .with("aria-hidden", "true")
        .holding(&[
            Tag::svg(document, "path")
                .class("shade")
                .with("d", &shade)
                .done(),
            ring("ring"),
            ring("ring held"),
        ])
        .done()
}

/// The clock's small ring.
pub(super) fn clock_ring(document: &Document) -> Element {
    let circle = |class: &str| {
        Tag::svg(document, "circle")
            .class(class)
            .with("cx", "20")
            .with("cy", "20")
            .with("r", "17")
            .with("pathLength", "100")
            .done()
    };
    Tag::svg(document, "svg")
        .with("viewBox", "0 0 40 40")
        .with("aria-hidden", "true")
        .holding(&[circle("ring"), circle("ring left")])
        .done()
}
