//! Pictures out of the video: unmirrored, at the size that is asked for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, HtmlVideoElement, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use crate::js::object;

/// An encoded frame.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    /// The JPEG.
    pub(crate) jpeg: Blob,
    /// base64url SHA-256 of its bytes.
    pub(crate) sha256: String,
}

/// A canvas for one purpose; its size follows the camera's.
pub(crate) struct Grabber {
    side_px: u32,
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
}

impl Grabber {
    /// Draws frames whose longer side is `side_px` at most. `for_reading` keeps the pixels where encoders can read
    /// them without a detour over the graphics card.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn new(side_px: u32, for_reading: bool) -> Result<Grabber, JsValue> {
        let canvas = OffscreenCanvas::new(1, 1)?;
        let options = object(&[
            ("alpha", false.into()),
            ("willReadFrequently", for_reading.into()),
        ]);
        let context = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or("no 2d context")?
            .unchecked_into();
        Ok(Grabber {
            side_px,
            canvas,
            context,
        })
    }

    fn draw(&self, video: &HtmlVideoElement) -> Result<(), JsValue> {
        let (width, height) = fit(video.video_width(), video.video_height(), self.side_px);
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
        self.context
            .draw_image_with_html_video_element_and_dw_and_dh(
                video,
                0.0,
                0.0,
                width.into(),
                height.into(),
            )
    }

    /// The current frame, to be posted to a worker.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn bitmap(&self, video: &HtmlVideoElement) -> Result<ImageBitmap, JsValue> {
        self.draw(video)?;
        self.canvas.transfer_to_image_bitmap()
    }

    /// Encodes the current frame: it is taken now, the future only waits for the encoder.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn jpeg(
        &self,
        video: &HtmlVideoElement,
        quality: f64,
    ) -> Result<impl Future<Output = Result<Shot, JsValue>> + use<>, JsValue> {
        self.draw(video)?;
        let options = object(&[("type", "image/jpeg".into()), ("quality", quality.into())]);
        let encoding = self
            .canvas
            .convert_to_blob_with_options(options.unchecked_ref())?;
        Ok(async move {
            let jpeg: Blob = JsFuture::from(encoding).await?.unchecked_into();
            let buffer = JsFuture::from(jpeg.array_buffer()).await?;
            let sha256 = digest(&Uint8Array::new(&buffer).to_vec());
            Ok(Shot { jpeg, sha256 })
        })
    }
}

/// base64url SHA-256, as `FrameMeta` has it.
fn digest(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

/// The size of a picture whose longer side is `side` at most, never larger than it was.
fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= side {
        return (width.max(1), height.max(1));
    }
    let scaled = |length: u32| {
        let length =
            (u64::from(length) * u64::from(side) + u64::from(longer) / 2) / u64::from(longer);
        length.max(1) as u32
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_made_smaller_but_never_larger_in_its_own_shape() {
        assert_eq!(fit(640, 480, 320), (320, 240));
        assert_eq!(fit(480, 640, 320), (240, 320));
        assert_eq!(fit(1280, 720, 320), (320, 180));
        assert_eq!(fit(176, 144, 320), (176, 144));
        assert_eq!(fit(0, 0, 320), (1, 1));
    }

    #[test]
    fn digests_are_as_the_protocol_writes_them() {
        assert_eq!(
            digest(b"abc"),
            "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
        );
    }
}
