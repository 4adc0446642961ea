//! The element that the loader hands over: one view at a time.

use std::cell::RefCell;

use web_sys::{Document, Element};

use crate::browser::{Listener, document_of, focus, has_focus_around};

/// An element with the listeners of its buttons.
pub(crate) struct View {
    pub(crate) element: Element,
    pub(crate) listeners: Vec<Listener>,
}

/// The stage.
pub(crate) struct Stage {
    element: Element,
    listeners: RefCell<Vec<Listener>>,
}

impl Stage {
    pub(crate) fn new(element: Element) -> Stage {
        Stage {
            element,
            listeners: RefCell::default(),
        }
    }

    pub(crate) fn element(&self) -> &Element {
        &self.element
    }

    pub(crate) fn document(&self) -> Document {
        document_of(&self.element)
    }

    /// Shows a view in the place of what was there; the focus follows.
    pub(crate) fn show(&self, view: View) {
        let was_inside = has_focus_around(&self.element);
        self.element.replace_children_with_node_1(&view.element);
        self.listeners.replace(view.listeners);
        if let Ok(Some(heading)) = view.element.query_selector("[tabindex='-1']") {
            focus(&heading, was_inside);
        }
    }
}
