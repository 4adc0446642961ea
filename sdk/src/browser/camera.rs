//! The camera, on for exactly as long as the value lives.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use poze_protocol::Code;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

use super::Listener;
use super::lifeline::{Lifeline, Off};
use crate::error::{Failure, words_of};
use crate::js::object;

const IDEAL_WIDTH: u32 = 640;
const IDEAL_HEIGHT: u32 = 480;
const IDEAL_RATE: u32 = 30;

/// A running camera. Dropping it turns the camera off and empties the video element.
pub(crate) struct Camera {
    stream: MediaStream,
    video: RefCell<Option<HtmlVideoElement>>,
    ended: RefCell<Vec<Listener>>,
    _running: Lifeline,
}

impl Camera {
    /// Asks for the front camera. When nobody waits for the answer any more, a camera that is granted late is turned
    /// off again at once: the browser's question cannot be taken back.
    pub(crate) async fn open() -> Result<Camera, Failure> {
        let (answer, asked) = oneshot::channel();
        let promise = request()?;
        wasm_bindgen_futures::spawn_local(async move {
            let opened = match JsFuture::from(promise).await {
                Ok(stream) => Ok(Camera::around(stream.unchecked_into())),
                Err(thrown) => Err(refusal(&thrown)),
            };
            // Without a receiver the camera comes back here and is dropped.
            drop(answer.send(opened));
        });
        asked
            .await
            .unwrap_or_else(|_| Err(Failure::of(Code::Internal)))
    }

    fn around(stream: MediaStream) -> Camera {
        Camera {
            // Not `stream.clone()`: that is the DOM's, which makes a second stream.
            _running: Lifeline::of(Off::Stream(Clone::clone(&stream))),
            stream,
            video: RefCell::default(),
            ended: RefCell::default(),
        }
    }

    /// Shows the picture in `video`.
    pub(crate) fn play_in(&self, video: &HtmlVideoElement) {
        video.set_muted(true);
        video.set_src_object(Some(&self.stream));
        self.video.replace(Some(video.clone()));
        if let Ok(playing) = video.play() {
            // A muted inline video may always play; without a picture the run says so by itself.
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(playing).await;
            });
        }
    }

    /// Calls when the camera ends by itself: unplugged, or taken back by the visitor.
    pub(crate) fn on_end(&self, call: impl Fn() + 'static) {
        let call = Rc::new(call);
        let listeners = self
            .tracks()
            .map(|track| {
                let call = call.clone();
                Listener::on(&track, "ended", move |_| call())
            })
            .collect();
        self.ended.replace(listeners);
    }

    fn tracks(&self) -> impl Iterator<Item = MediaStreamTrack> {
        let tracks = self.stream.get_tracks();
        tracks
            .to_vec()
            .into_iter()
            .map(|track| track.unchecked_into())
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.ended.borrow_mut().clear();
        if let Some(video) = self.video.take() {
            video.set_src_object(None);
        }
    }
}

fn request() -> Result<js_sys::Promise, Failure> {
    let devices = web_sys::window().and_then(|window| window.navigator().media_devices().ok());
    let devices = devices.ok_or_else(|| Failure::of(Code::UnsupportedBrowser))?;
    let ideal = |value: JsValue| JsValue::from(object(&[("ideal", value)]));
    let video = object(&[
        ("facingMode", ideal("user".into())),
        ("width", ideal(IDEAL_WIDTH.into())),
        ("height", ideal(IDEAL_HEIGHT.into())),
        ("frameRate", ideal(IDEAL_RATE.into())),
    ]);
    let constraints: MediaStreamConstraints =
        object(&[("audio", false.into()), ("video", video.into())]).unchecked_into();
    devices
        .get_user_media_with_constraints(&constraints)
        .map_err(|thrown| refusal(&thrown))
}

fn refusal(thrown: &JsValue) -> Failure {
    let name = thrown.dyn_ref::<DomException>().map(DomException::name);
    Failure::because(code_of(name.as_deref().unwrap_or("")), words_of(thrown))
}

/// The code of an exception's name (Media Capture and Streams, getUserMedia).
fn code_of(name: &str) -> Code {
    match name {
        "NotAllowedError" | "SecurityError" => Code::CameraDenied,
        "NotFoundError" | "OverconstrainedError" => Code::CameraMissing,
        "NotReadableError" | "AbortError" => Code::CameraInUse,
        _ => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_get_no_camera_has_its_code() {
        assert_eq!(code_of("NotAllowedError"), Code::CameraDenied);
        assert_eq!(code_of("NotFoundError"), Code::CameraMissing);
        assert_eq!(code_of("NotReadableError"), Code::CameraInUse);
        assert_eq!(code_of("TypeError"), Code::Internal);
    }
}
