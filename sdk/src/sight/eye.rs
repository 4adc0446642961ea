//! Inside the worker: a bitmap in, what is to be shown out.

use poze_protocol::Code;
use poze_vision::{Frame, PixelFormat};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::guiding::Guiding;
use super::looker::Looker;
use super::messages::Order;
use crate::error::Failure;
use crate::js::object;
use crate::js::to_js;

/// Sees and guides.
pub(crate) struct Eye {
    looker: Looker,
    guiding: Guiding,
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl Eye {
    /// An eye that sees nothing until networks are added.
    ///
    /// # Errors
    /// When the worker has no canvas.
    pub(crate) fn new() -> Result<Eye, Failure> {
        let (canvas, context) =
            canvas().map_err(|thrown| Failure::unexpected("no canvas in the worker", &thrown))?;
        Ok(Eye {
            looker: Looker::default(),
            guiding: Guiding::new(),
            canvas,
            context,
        })
    }

    /// As [`Looker::add`].
    pub(crate) fn add(&mut self, group: &str, files: &JsValue) -> Result<(), Failure> {
        self.looker.add(group, files)
    }

    pub(crate) fn guide(&mut self, order: JsValue) -> Result<(), Failure> {
        let order: Order = serde_wasm_bindgen::from_value(order)
            .map_err(|error| Failure::because(Code::Internal, error.to_string()))?;
        self.guiding.follow(&order, &self.looker.groups());
        self.looker.want(self.guiding.wants());
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
        let observation = self.looker.look(&frame);
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
