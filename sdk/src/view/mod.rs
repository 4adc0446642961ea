//! What the visitor sees. Classes are those of js/styles; nothing is styled by attributes, which strict content
//! security policies forbid.

mod clock;
pub(crate) mod ending;
mod illustration;
mod live;
mod oval;
mod stage;

pub(crate) use live::Live;
pub(crate) use stage::Stage;

use web_sys::{Document, Element};

use crate::browser::{Listener, Tag};
use crate::run::{Event, Post};

/// A button, and the listener that posts when it is pressed.
fn button(
    document: &Document,
    name: &str,
    kind: &str,
    text: &str,
    post: &Post,
    event: fn() -> Event,
) -> (Element, Listener) {
    let button = Tag::html(document, "button")
        .with("type", "button")
        .with("part", &format!("button {kind}"))
        .class(&format!("button {kind}"))
        .with("data-poze", name)
        .text(text)
        .done();
    let post = post.clone();
    let listener = Listener::on(&button, "click", move |_| post.send(event()));
    (button, listener)
}

/// Sets a custom property: the only styling that is not in the stylesheet.
fn set_number(element: &Element, property: &str, value: f32) {
    use wasm_bindgen::JsCast;
    let style = match element.dyn_ref::<web_sys::SvgElement>() {
        Some(svg) => svg.style(),
        None => match element.dyn_ref::<web_sys::HtmlElement>() {
            Some(html) => html.style(),
            None => return,
        },
    };
    // A custom property takes any value.
    let _ = style.set_property(property, &format!("{value:.3}"));
}
