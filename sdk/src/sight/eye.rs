//! Inside the worker: a bitmap in, what is to be shown out.

use js_sys::{Reflect, Uint8Array};
use poze_protocol::Code;
use poze_vision::{Analyzer, Frame, ModelFiles, Models, PixelFormat};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::guiding::Guiding;
use super::messages::Order;
use crate::browser::object;
use crate::error::Failure;
use crate::events::to_js;

/// Sees and guides.
pub(crate) struct Eye {
    analyzer: Analyzer,
    guiding: Guiding,
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl Eye {
    /// # Errors
    /// When a model is damaged, or the worker has no canvas.
    pub(crate) fn new(models: &JsValue) -> Result<Eye, Failure> {
        let models = load_models(models)?;
        let (canvas, context) =
            canvas().map_err(|thrown| Failure::unexpected("no canvas in the worker", &thrown))?;
        Ok(Eye {
            analyzer: Analyzer::new(&models),
            guiding: Guiding::new(),
            canvas,
            context,
        })
    }

    pub(crate) fn guide(&mut self, order: JsValue) -> Result<(), Failure> {
        let order: Order = serde_wasm_bindgen::from_value(order)
            .map_err(|error| Failure::because(Code::Internal, error.to_string()))?;
        self.guiding.follow(&order);
        Ok(())
    }

    /// `Sighting` as a plain object.
    pub(crate) fn look(&mut self, frame: &ImageBitmap, t_ms: u32) -> Result<JsValue, Failure> {
        let unreadable = |thrown| Failure::unexpected("a frame could not be read", &thrown);
        let (width, height) = (frame.width(), frame.height());
        let pixels = self.pixels(frame).map_err(unreadable)?;
        frame.close();
        let frame = Frame::new(&pixels, width, height, PixelFormat::Rgba8)
            .map_err(|error| Failure::because(Code::Internal, error.to_string()))?;
        let observation = self.analyzer.analyze(&frame);
        Ok(to_js(&self.guiding.update(&observation, t_ms)))
    }

    fn pixels(&self, frame: &ImageBitmap) -> Result<Vec<u8>, JsValue> {
        let (width, height) = (frame.width(), frame.height());
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        self.context.draw_image_with_image_bitmap(frame, 0.0, 0.0)?;
        let data = self
            .context
            .get_image_data(0.0, 0.0, width.into(), height.into())?;
        Ok(data.data().0)
    }
}

fn canvas() -> Result<(OffscreenCanvas, OffscreenCanvasRenderingContext2d), JsValue> {
    let canvas = OffscreenCanvas::new(1, 1)?;
    let options = object(&[("alpha", false.into()), ("willReadFrequently", true.into())]);
    let context = canvas
        .get_context_with_context_options("2d", &options)?
        .ok_or("no 2d context")?
        .unchecked_into();
    Ok((canvas, context))
}

/// The networks out of `{face_detector, face_landmarks, face_blendshapes}`, each a `Uint8Array`.
///
/// # Errors
/// When one is missing or damaged.
pub(crate) fn load_models(models: &JsValue) -> Result<Models, Failure> {
    let bytes = |use_: &str| {
        Reflect::get(models, &use_.into())
            .ok()
            .and_then(|file| file.dyn_into::<Uint8Array>().ok())
            .map(|file| file.to_vec())
            .ok_or_else(|| Failure::because(Code::BadConfiguration, format!("no model {use_}")))
    };
    let (detector, landmarks, blendshapes) = (
        bytes("face_detector")?,
        bytes("face_landmarks")?,
        bytes("face_blendshapes")?,
    );
    let files = ModelFiles {
        face_detector: &detector,
        face_landmarks: &landmarks,
        face_blendshapes: &blendshapes,
        ..ModelFiles::default()
    };
    // A file that has come in whole but is not the model was replaced or cut on its way.
    Models::load(&files).map_err(|error| Failure::because(Code::Network, error.to_string()))
}
