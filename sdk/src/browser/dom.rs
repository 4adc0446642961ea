//! Elements without markup strings: nothing a page, a language file or the verifier says is ever parsed as HTML.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot};

const SVG: &str = "http://www.w3.org/2000/svg";

/// The document that an element is in.
pub(crate) fn document_of(element: &Element) -> Document {
    element
        .owner_document()
        .expect("an element has a document; only a document has none")
}

/// Builds an element.
pub(crate) struct Tag {
    element: Element,
}

impl Tag {
    /// An HTML element.
    pub(crate) fn html(document: &Document, name: &str) -> Tag {
        let element = document
            .create_element(name)
            .expect("the names of elements in this crate are valid");
        Tag { element }
    }

    /// An SVG element.
    pub(crate) fn svg(document: &Document, name: &str) -> Tag {
        let element = document
            .create_element_ns(Some(SVG), name)
            .expect("the names of elements in this crate are valid");
        Tag { element }
    }

    /// Sets an attribute.
    pub(crate) fn with(self, name: &str, value: &str) -> Tag {
        self.element
            .set_attribute(name, value)
            .expect("the names of attributes in this crate are valid");
        self
    }

    /// Sets the classes.
    pub(crate) fn class(self, names: &str) -> Tag {
        self.with("class", names)
    }

    /// Sets the text.
    pub(crate) fn text(self, text: &str) -> Tag {
        self.element.set_text_content(Some(text));
        self
    }

    /// Appends children.
    pub(crate) fn holding<'a>(self, children: impl IntoIterator<Item = &'a Element>) -> Tag {
        for child in children {
            append(&self.element, child);
        }
        self
    }

    /// The element.
    pub(crate) fn done(self) -> Element {
        self.element
    }
}

fn append(parent: &Node, child: &Node) {
    parent
        .append_child(child)
        .expect("a new element can be appended");
}

/// Sets a text only when it differs: live regions speak whatever is set.
pub(crate) fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Shows or hides an element.
pub(crate) fn set_shown(element: &Element, shown: bool) {
    if shown == element.has_attribute("hidden") {
        // `hidden` is a valid name.
        let _ = element.toggle_attribute_with_force("hidden", !shown);
    }
}

/// Moves the focus to `target` when it is inside the widget or nowhere: never away from what else the visitor does.
pub(crate) fn focus(target: &Element, was_inside: bool) {
    let document = document_of(target);
    let active = document.active_element();
    let nowhere = match (&active, document.body()) {
        (None, _) => true,
        (Some(active), Some(body)) => active.is_same_node(Some(&body)),
        (Some(_), None) => false,
    };
    if !(was_inside || nowhere) {
        return;
    }
    if let Some(target) = target.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that cannot take the focus leaves it where it is.
        let _ = target.focus_with_options(&options);
    }
}

/// Whether the focus is in the shadow root that holds `element`.
pub(crate) fn has_focus_around(element: &Element) -> bool {
    let root = element.get_root_node();
    root.dyn_ref::<ShadowRoot>()
        .is_some_and(|root| root.active_element().is_some())
}
