//! What the vision worker and `analyzer.js` call.

use wasm_bindgen::prelude::*;

use crate::analyzer::PixelAnalyzer;
use crate::sight::Eye;

/// The vision worker's side: `worker.js` forwards messages to it.
#[wasm_bindgen(js_name = VisionWorker)]
#[derive(Default)]
pub struct VisionWorker(Eye);

#[wasm_bindgen(js_class = VisionWorker)]
impl VisionWorker {
    /// Sees nothing until models are added.
    #[wasm_bindgen(constructor)]
    pub fn new() -> VisionWorker {
        VisionWorker::default()
    }

    /// Adds a group of models: `models` has a `Uint8Array` for each name in loader.js.
    pub fn add(&mut self, group: &str, models: JsValue) -> Result<(), JsValue> {
        Ok(self.0.add(group, &models)?)
    }

    /// Guides to another step from now on.
    pub fn guide(&mut self, order: JsValue) -> Result<(), JsValue> {
        Ok(self.0.guide(order)?)
    }

    /// Looks at a frame that was taken at `t_ms`, unmirrored RGBA rows; answers what is to be shown.
    pub fn look(
        &mut self,
        pixels: &[u8],
        width: u32,
        height: u32,
        t_ms: u32,
    ) -> Result<JsValue, JsValue> {
        Ok(self.0.look(pixels, width, height, t_ms)?)
    }
}

/// The eyes without the widget, for `analyzer.js`.
#[wasm_bindgen]
pub struct Analyzer(PixelAnalyzer);

#[wasm_bindgen]
impl Analyzer {
    /// Sees nothing until models are added; says what faces do if `expressions`.
    #[wasm_bindgen(constructor)]
    pub fn new(expressions: bool) -> Analyzer {
        Analyzer(PixelAnalyzer::new(expressions))
    }

    /// Adds a group of models, as for the worker.
    pub fn add(&mut self, group: &str, models: JsValue) -> Result<(), JsValue> {
        Ok(self.0.add(group, &models)?)
    }

    /// Names of what `analyze` has only numbers for: `{expressions, gestures}`.
    pub fn names() -> JsValue {
        crate::analyzer::names()
    }

    /// Forgets the frames before.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// `pixels`: unmirrored RGBA rows of a picture that was `scale` times as large. Answers a row of numbers and labels,
    /// which analyzer.js reads.
    pub fn analyze(
        &mut self,
        pixels: &[u8],
        width: u32,
        height: u32,
        scale: f32,
    ) -> Result<JsValue, JsValue> {
        Ok(self.0.analyze(pixels, width, height, scale)?)
    }
}
