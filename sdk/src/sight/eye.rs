//! Inside the worker: pixels in, what is to be shown out.

use poze_protocol::Code;
use poze_vision::{Frame, PixelFormat};
use wasm_bindgen::JsValue;

use super::guiding::Guiding;
use super::looker::Looker;
use super::messages::Order;
use crate::error::Failure;
use crate::js::to_js;

/// Sees and guides; sees nothing until networks are added.
#[derive(Default)]
pub(crate) struct Eye {
    looker: Looker,
    guiding: Guiding,
}

impl Eye {
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

    /// `Sighting` as a plain object; `pixels` are rows of RGBA.
    ///
    /// # Errors
    /// When the pixels do not fit the size, or the size is out of bounds.
    pub(crate) fn look(
        &mut self,
        pixels: &[u8],
        width: u32,
        height: u32,
        t_ms: u32,
    ) -> Result<JsValue, Failure> {
        let frame = Frame::new(pixels, width, height, PixelFormat::Rgba8)
            .map_err(|error| Failure::because(Code::Internal, error.to_string()))?;
        let observation = self.looker.look(&frame);
        Ok(to_js(&self.guiding.update(&observation, t_ms)))
    }
}
