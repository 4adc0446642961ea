//! What the page calls.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::options::Options;
use crate::run::{self, Setup};
use crate::task::Task;

/// One visitor's check inside one stage element.
#[wasm_bindgen]
pub struct Widget {
    setup: std::rc::Rc<Setup>,
    task: RefCell<Option<Task>>,
}

#[wasm_bindgen]
impl Widget {
    /// Takes over `stage`, an empty element inside the widget's shadow root.
    #[wasm_bindgen(constructor)]
    pub fn new(stage: Element, options: JsValue) -> Result<Widget, JsValue> {
        let setup = Setup::new(stage, Options::from_js(options)?);
        Ok(Widget {
            setup: std::rc::Rc::new(setup),
            task: RefCell::new(None),
        })
    }

    /// Opens the camera and goes on from there. Pressing on while it runs begins anew.
    pub fn start(&self) {
        let task = Task::spawn(run::run(self.setup.clone()));
        let before = self.task.replace(Some(task));
        drop(before);
    }

    /// A panic anywhere in this module turns cameras and workers off and calls `hearer` with its words. The module is
    /// of no more use after that.
    #[wasm_bindgen(js_name = onPanic)]
    pub fn on_panic(hearer: js_sys::Function) {
        crate::browser::on_panic(hearer);
    }

    /// The camera is off, the worker gone, nothing is called any more. Safe at any time.
    pub fn stop(&self) {
        let task = self.task.take();
        drop(task);
    }
}
