//! Everything that JavaScript can call. Nothing is decided here.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, ImageBitmap};

use crate::analyzer::FaceAnalyzer;
use crate::options::Options;
use crate::run::{self, Setup};
use crate::sight::Eye;
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

/// The vision worker's side: `worker.js` forwards messages to it.
#[wasm_bindgen(js_name = VisionWorker)]
pub struct VisionWorker(Eye);

#[wasm_bindgen(js_class = VisionWorker)]
impl VisionWorker {
    /// `models`: `{face_detector, face_landmarks, face_blendshapes}`, each a `Uint8Array`.
    #[wasm_bindgen(constructor)]
    pub fn new(models: JsValue) -> Result<VisionWorker, JsValue> {
        Ok(VisionWorker(Eye::new(&models)?))
    }

    /// Guides to another step from now on.
    pub fn guide(&mut self, order: JsValue) -> Result<(), JsValue> {
        Ok(self.0.guide(order)?)
    }

    /// Looks at a frame that was taken at `t_ms`; answers what is to be shown.
    pub fn look(&mut self, frame: ImageBitmap, t_ms: u32) -> Result<JsValue, JsValue> {
        Ok(self.0.look(&frame, t_ms)?)
    }
}

/// The eyes without the widget, for `analyzer.js`.
#[wasm_bindgen]
pub struct Analyzer(FaceAnalyzer);

#[wasm_bindgen]
impl Analyzer {
    /// `models` as for the worker.
    #[wasm_bindgen(constructor)]
    pub fn new(models: JsValue) -> Result<Analyzer, JsValue> {
        Ok(Analyzer(FaceAnalyzer::new(&models)?))
    }

    /// Forgets the frames before.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// `pixels`: unmirrored RGBA rows. Answers `{faces, quality}` as analyzer.d.ts says.
    pub fn analyze(&mut self, pixels: &[u8], width: u32, height: u32) -> Result<JsValue, JsValue> {
        Ok(self.0.analyze(pixels, width, height)?)
    }
}
