//! Guards around what the browser gives: each takes itself back when it is dropped.

mod camera;
mod dom;
mod listener;
mod timer;
mod worker;

pub(crate) use camera::Camera;
pub(crate) use dom::{Tag, document_of, focus, has_focus_around, set_shown, set_text};
pub(crate) use listener::Listener;
pub(crate) use timer::{Interval, now_ms, sleep};
pub(crate) use worker::ModuleWorker;

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A plain object of these properties.
pub(crate) fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // A new plain object takes any property.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}
