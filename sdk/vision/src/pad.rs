//! Is this the picture of a picture? A passive network for presentation attack detection (PAD): one look at a face and
//! what surrounds it, in one frame. What it misses, `docs/findings.md` says.

use std::sync::Arc;

use poze_nn::{Model, Session};

use crate::frame::Frame;
use crate::geometry::{Affine, Rect};
use crate::models::ModelError;
use crate::sample::{self, Border, Sampling};

/// How a PAD network takes its picture and what it answers with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PadInput {
    /// Side of the square crop over the longer side of the box around the face's landmarks. Where the picture ends
    /// before, the crop becomes smaller, not padded.
    pub box_scale: f32,
    /// Which colour comes first.
    pub channels: PadChannels,
    /// A channel's byte, 0..255, times this…
    pub gain: f32,
    /// …plus this is what the network takes.
    pub offset: f32,
    /// Which of its outputs stands for a living face.
    pub live_class: usize,
}

/// Order of the colours in a network's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PadChannels {
    /// Red first.
    Rgb,
    /// Blue first.
    Bgr,
}

impl Default for PadInput {
    /// That of `pad_minifasnet.tflite`, as its entry in `sdk/models/MANIFEST.toml` has it. It was taught with 2.7
    /// times the box of a face detector, which reaches to the hair: about 1.15 times that of the landmarks.
    fn default() -> PadInput {
        PadInput {
            box_scale: 3.1,
            channels: PadChannels::Bgr,
            gain: 1.0,
            offset: 0.0,
            live_class: 0,
        }
    }
}

/// Bounds of what an input may be: networks of this kind take 80 to 300 pixels.
const SIDES: std::ops::RangeInclusive<usize> = 32..=512;
const NAME: &str = "pad";
/// Most samples a pixel and axis, as for embeddings.
const MOST_TAPS: usize = 8;

/// A PAD network, ready to be shared: cloning is cheap.
#[derive(Debug, Clone)]
pub struct PadModel {
    model: Arc<Model>,
    input: PadInput,
    side: usize,
}

impl PadModel {
    /// Parses a TFLite file. It has one input, a square of three colours, side by side for each pixel (1 x S x S x 3),
    /// and one output: a number for each class, before softmax.
    ///
    /// # Errors
    /// When the file is damaged, the network is another one, or what is said about its input makes no sense.
    pub fn load(bytes: &[u8], input: PadInput) -> Result<PadModel, ModelError> {
        let load = |source| ModelError::Load {
            model: NAME,
            source,
        };
        let model = Model::from_tflite(bytes).map_err(load)?;
        let wrong = ModelError::Shape { model: NAME };
        let ([picture], [classes]) = (model.inputs(), model.outputs()) else {
            return Err(wrong);
        };
        let &[1, height, width, 3] = picture.shape.as_slice() else {
            return Err(wrong);
        };
        let count: usize = classes.shape.iter().product();
        let square = height == width && SIDES.contains(&width);
        let sound = (1.0..=10.0).contains(&input.box_scale)
            && input.gain.is_finite()
            && input.offset.is_finite();
        if !square || !sound || count < 2 || input.live_class >= count {
            return Err(wrong);
        }
        Ok(PadModel {
            model: Arc::new(model),
            input,
            side: width,
        })
    }
}

/// A PAD network with its working memory: one for each thread.
pub struct PadDetector {
    net: Session,
    input: PadInput,
    side: usize,
}

impl std::fmt::Debug for PadDetector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PadDetector")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}

impl PadDetector {
    /// One that has seen nothing yet.
    pub fn new(model: &PadModel) -> PadDetector {
        PadDetector {
            net: Session::new(Arc::clone(&model.model)),
            input: model.input,
            side: model.side,
        }
    }

    /// How surely the face in this box of the frame is a living one, 0..1. `None` when the box is none, or the network
    /// answers with something that is not a number.
    pub fn live(&mut self, frame: &Frame, face_in_frame: &Rect) -> Option<f32> {
        let map = frame_from_crop(frame, face_in_frame, self.input.box_scale, self.side)?;
        let how = Sampling {
            side: self.side,
            border: Border::Edge,
            gain: self.input.gain,
            offset: self.input.offset,
            taps: (map.scale().round() as usize).clamp(1, MOST_TAPS),
        };
        let pixels = self.net.input_mut(0);
        sample::crop(frame, &map, &how, pixels);
        if self.input.channels == PadChannels::Bgr {
            pixels.chunks_exact_mut(3).for_each(|rgb| rgb.swap(0, 2));
        }
        self.net.run();
        softmax(self.net.output(0), self.input.live_class)
    }
}

/// The part of `class` in the softmax of logits.
fn softmax(logits: &[f32], class: usize) -> Option<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    let part = (logits.get(class)? - most).exp() / sum;
    part.is_finite().then_some(part)
}

/// A square about the middle of the face, smaller where the picture has no room for it, and moved into the picture. So
/// are the crops that networks of this kind are taught with (github minivision-ai/Silent-Face-Anti-Spoofing,
/// `src/generate_patches.py`, `_get_new_box`), but for their proportions, which are those of the detector's box there.
fn frame_from_crop(frame: &Frame, face: &Rect, box_scale: f32, side: usize) -> Option<Affine> {
    let numbers = [face.x, face.y, face.width, face.height];
    let is_box = face.width >= 1.0 && face.height >= 1.0;
    if !is_box || numbers.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    let wanted = box_scale * face.width.max(face.height);
    let reach = wanted.min(width).min(height);
    let center = face.center();
    let x = (center.0 - reach / 2.0).min(width - reach).max(0.0);
    let y = (center.1 - reach / 2.0).min(height - reach).max(0.0);
    let scale = reach / side as f32;
    // Pixel centres at whole numbers, half a pixel in from the edges of both.
    Some(Affine {
        xx: scale,
        xy: 0.0,
        x: x + 0.5 * scale - 0.5,
        yx: 0.0,
        yy: scale,
        y: y + 0.5 * scale - 0.5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;

    const MODEL: &[u8] = include_bytes!("../../models/pad_minifasnet.tflite");

    fn crop_of(face: Rect) -> Option<[f32; 4]> {
        let pixels = vec![0; 640 * 480 * 3];
        let frame = Frame::new(&pixels, 640, 480, PixelFormat::Rgb8).unwrap();
        let map = frame_from_crop(&frame, &face, 2.7, 128)?;
        let ((left, top), (right, bottom)) = (map.apply(-0.5, -0.5), map.apply(127.5, 127.5));
        Some([left + 0.5, top + 0.5, right + 0.5, bottom + 0.5])
    }

    fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    fn near(got: Option<[f32; 4]>, wanted: [f32; 4]) -> bool {
        got.is_some_and(|got| got.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01))
    }

    #[test]
    fn a_crop_lies_around_the_face_and_within_the_picture() {
        // Room on all sides: 2.7 times the box about its middle.
        let middle = crop_of(rect(280.0, 190.0, 80.0, 100.0));
        assert!(near(middle, [185.0, 105.0, 455.0, 375.0]), "{middle:?}");
        // In the corner: as large, and moved into the picture.
        let corner = crop_of(rect(0.0, 0.0, 80.0, 100.0));
        assert!(near(corner, [0.0, 0.0, 270.0, 270.0]), "{corner:?}");
        // Too large for it: as large as the picture allows.
        let large = crop_of(rect(200.0, 100.0, 240.0, 300.0));
        assert!(near(large, [80.0, 0.0, 560.0, 480.0]), "{large:?}");
        for none in [0.0, f32::NAN, f32::INFINITY] {
            assert_eq!(crop_of(rect(10.0, 10.0, none, 50.0)), None);
        }
    }

    #[test]
    fn classes_share_one() {
        assert!((softmax(&[1.0, 1.0, 1.0], 2).unwrap() - 1.0 / 3.0).abs() < 1e-6);
        assert!(softmax(&[90.0, -90.0], 0).unwrap() > 0.999);
        assert_eq!(softmax(&[1.0], 1), None);
        assert_eq!(softmax(&[f32::NAN, 0.0], 1), None);
    }

    #[test]
    fn the_network_of_the_project_answers_and_others_are_refused() {
        let input = PadInput::default();
        let mut detector = PadDetector::new(&PadModel::load(MODEL, input).unwrap());
        let pixels: Vec<u8> = (0..320 * 240 * 3).map(|n| (n * 7 % 251) as u8).collect();
        let frame = Frame::new(&pixels, 320, 240, PixelFormat::Rgb8).unwrap();
        let live = detector.live(&frame, &rect(100.0, 60.0, 90.0, 110.0));
        assert!(live.is_some_and(|live| (0.0..=1.0).contains(&live)));
        assert_eq!(detector.live(&frame, &Rect::default()), None);

        let refused = |bytes: &[u8], input| PadModel::load(bytes, input).unwrap_err();
        let shape = ModelError::Shape { model: NAME };
        for wrong in [
            PadInput {
                live_class: 3,
                ..input
            },
            PadInput {
                box_scale: 0.5,
                ..input
            },
            PadInput {
                gain: f32::NAN,
                ..input
            },
        ] {
            assert_eq!(refused(MODEL, wrong), shape);
        }
        let blendshapes = include_bytes!("../../models/face_blendshapes.tflite");
        assert_eq!(refused(blendshapes, input), shape);
        assert!(matches!(
            refused(&MODEL[..9000], input),
            ModelError::Load { .. }
        ));
    }

    #[test]
    fn the_order_of_colours_is_the_networks_own() {
        let mut scores = [PadChannels::Rgb, PadChannels::Bgr].map(|channels| {
            let input = PadInput {
                channels,
                ..PadInput::default()
            };
            let mut detector = PadDetector::new(&PadModel::load(MODEL, input).unwrap());
            let colours = move |n: usize| match channels {
                PadChannels::Rgb => [200, (n % 97) as u8, 30],
                PadChannels::Bgr => [30, (n % 97) as u8, 200],
            };
            let pixels: Vec<u8> = (0..320 * 240).flat_map(colours).collect();
            let frame = Frame::new(&pixels, 320, 240, PixelFormat::Rgb8).unwrap();
            detector
                .live(&frame, &rect(100.0, 60.0, 90.0, 110.0))
                .unwrap()
        });
        scores.sort_by(f32::total_cmp);
        assert_eq!(scores[0], scores[1]);
    }
}
