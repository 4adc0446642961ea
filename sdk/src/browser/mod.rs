//! Guards around what the browser gives: each takes itself back when it is dropped.

mod camera;
mod dom;
mod lifeline;
mod listener;
mod timer;
mod worker;

pub(crate) use camera::Camera;
pub(crate) use dom::{Tag, document_of, focus, has_focus_around, set_shown, set_text};
pub(crate) use lifeline::on_panic;
pub(crate) use listener::{Listener, next};
pub(crate) use timer::{Interval, now_ms, sleep, sleep_or_online};
pub(crate) use worker::ModuleWorker;

/// Resolves once the document is shown to somebody.
pub(crate) async fn shown(document: &web_sys::Document) {
    while document.hidden() {
        next(document, "visibilitychange").await;
    }
}
