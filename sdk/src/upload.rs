//! A step's evidence, packed once: what is signed, and the form that can be sent any number of times.

use js_sys::Array;
use poze_protocol::{Code, FrameKind, FrameMeta, MAX_STEP_BYTES, StepMeta};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, FormData};

use crate::capture::{Capture, Shot, Timed};
use crate::error::Failure;
use crate::js::json;

/// What stands around the frames in the body: boundaries and headers of each part.
const AROUND_A_FRAME: f64 = 160.0;

/// Ready to be sent.
pub(crate) struct Parcel {
    pub(crate) challenge: String,
    pub(crate) n: u8,
    /// The signed bytes.
    pub(crate) meta: String,
    frames: Vec<Blob>,
}

impl Parcel {
    /// # Errors
    /// When the frames are larger than the verifier takes.
    pub(crate) fn pack(
        challenge: &str,
        n: u8,
        shutter: bool,
        capture: Capture,
    ) -> Result<Parcel, Failure> {
        let frames = in_order(capture.keys, capture.track);
        let meta = StepMeta {
            challenge: challenge.to_owned(),
            n,
            shutter,
            frames: frames.iter().map(describe).collect(),
        };
        let meta = json::text(&meta).map_err(|words| Failure::because(Code::Internal, words))?;
        let frames: Vec<Blob> = frames.into_iter().map(|(_, f)| f.what.jpeg).collect();
        let bytes: f64 = frames.iter().map(|jpeg| jpeg.size() + AROUND_A_FRAME).sum();
        if bytes + meta.len() as f64 > MAX_STEP_BYTES as f64 {
            return Err(Failure::of(Code::BodyTooLarge));
        }
        Ok(Parcel {
            challenge: challenge.to_owned(),
            n,
            meta,
            frames,
        })
    }

    /// The multipart form: `meta`, then `f0`, `f1`, … in its order.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn form(&self) -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        let kind = BlobPropertyBag::new();
        kind.set_type("application/json");
        let parts = Array::of1(&self.meta.as_str().into());
        let meta = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
        form.append_with_blob_and_filename("meta", &meta, "meta.json")?;
        for (i, jpeg) in self.frames.iter().enumerate() {
            let name = format!("f{i}");
            form.append_with_blob_and_filename(&name, jpeg, &format!("{name}.jpg"))?;
        }
        Ok(form)
    }
}

fn describe((kind, frame): &(FrameKind, Timed<Shot>)) -> FrameMeta {
    FrameMeta {
        kind: *kind,
        t_ms: frame.t_ms,
        sha256: frame.what.sha256.clone(),
    }
}

/// Both kinds on one time line; each is in order already.
fn in_order<T>(keys: Vec<Timed<T>>, track: Vec<Timed<T>>) -> Vec<(FrameKind, Timed<T>)> {
    let keys = keys.into_iter().map(|frame| (FrameKind::Key, frame));
    let track = track.into_iter().map(|frame| (FrameKind::Track, frame));
    let mut all: Vec<_> = track.chain(keys).collect();
    all.sort_by_key(|(_, frame)| frame.t_ms);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_both_kinds_stand_in_order_of_time() {
        let timed = |times: &[u32]| -> Vec<Timed<()>> {
            times.iter().map(|&t_ms| Timed { t_ms, what: () }).collect()
        };
        let order: Vec<(FrameKind, u32)> = in_order(timed(&[100, 250]), timed(&[0, 150, 250]))
            .into_iter()
            .map(|(kind, frame)| (kind, frame.t_ms))
            .collect();
        use FrameKind::{Key, Track};
        assert_eq!(
            order,
            [
                (Track, 0),
                (Key, 100),
                (Track, 150),
                (Track, 250),
                (Key, 250)
            ]
        );
    }
}
