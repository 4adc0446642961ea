//! Objects of a frame.

use super::nanodet::Nanodet;
use super::shoes::ShoeDetector;
use super::{Guess, Object, distinct};
use crate::detect::whole;
use crate::frame::Frame;
use crate::geometry::{Affine, Rect, Region};
use crate::models::Models;

/// What the detector of 80 kinds must be sure of.
///
/// Measured with `examples/objects.rs` and `examples/paste_props.py` (which has the commands). Cut-out photos pasted
/// around 32 faces, 0.3 of the frame's width each, seen where they are in the whole frame at 0.25, 0.3, 0.35: banana
/// 128, 127, 123 of 128, apple 367, 337, 273 of 384, cup 126, 122, 112 of 128, teddy bear 104, 96, 79 of 128. These
/// are six photos, so a demonstration. On 173 pictures of people 0.3 says apple once, cell phone once, and around the
/// face cup and bottle once each; 0.25 says eight props and four. Of real props near a face, 3 of 3 books and 2 of 3
/// phones are seen. What is there may be called by another prop's name as well: of 672 pasted things that are no
/// banana 46 were called one, all of them apples.
const MIN_SCORE: f32 = 0.3;

/// What the shoe detector must be sure of: on the 173 pictures of people it says shoe in three (one with worn shoes,
/// two wrongly); on the worn shoes of one picture of a street its scores are 0.4 to 0.6. Shoes in a hand have not been
/// measured.
const MIN_SHOE_SCORE: f32 = 0.35;

/// Side of the square around a face that is looked at more closely, in widths of the face.
const NEAR_FACE_WIDTHS: f32 = 3.0;

/// Looks for objects. It holds the networks' working memory and remembers nothing of a frame.
pub struct ObjectDetector {
    kinds: Nanodet,
    shoes: Option<ShoeDetector>,
}

impl std::fmt::Debug for ObjectDetector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectDetector")
            .field("shoes", &self.shoes.is_some())
            .finish_non_exhaustive()
    }
}

impl ObjectDetector {
    /// A detector of what there are models for; `None` without the one for the 80 kinds.
    pub fn new(models: &Models) -> Option<ObjectDetector> {
        let (model, outputs) = models.objects.as_ref()?;
        let shoes = models.shoes.as_ref().map(|(model, outputs)| {
            let net = Models::session(model);
            ShoeDetector::new(net, *outputs)
        });
        Some(ObjectDetector {
            kinds: Nanodet::new(Models::session(model), *outputs),
            shoes,
        })
    }

    /// Objects anywhere in the frame, surest first.
    pub fn detect(&mut self, frame: &Frame) -> Vec<Object> {
        self.detect_in(frame, &whole(frame))
    }

    /// Objects around a face, surest first: in a square of three widths of the face around its middle.
    ///
    /// The same cost as [`ObjectDetector::detect`]. It pays where the face is small: at 0.15 of the frame's width it
    /// sees 109 of 128 pasted bananas and 283 of 384 apples (the whole frame: 53 and 79), at 0.3 it gains nothing (120
    /// and 309; the whole frame: 127 and 337).
    pub fn detect_near(&mut self, frame: &Frame, face_box_in_frame: &Rect) -> Vec<Object> {
        match near(frame, face_box_in_frame) {
            Some(region) => self.detect_in(frame, &region),
            None => Vec::new(),
        }
    }

    /// Objects anywhere and, looked at more closely, around a face, surest first. At twice the cost.
    pub fn detect_thoroughly(&mut self, frame: &Frame, face_box_in_frame: &Rect) -> Vec<Object> {
        let mut objects = self.detect(frame);
        objects.extend(self.detect_near(frame, face_box_in_frame));
        distinct::objects(objects)
    }

    fn detect_in(&mut self, frame: &Frame, region: &Region) -> Vec<Object> {
        let guesses = distinct::guesses(self.kinds.guesses(frame, region, MIN_SCORE));
        let map = region.frame_from_crop(super::nanodet::SIDE);
        let mut objects: Vec<Object> = guesses
            .iter()
            .filter_map(|guess| place(frame, &map, guess))
            .collect();
        if let Some(shoes) = &mut self.shoes {
            let guesses = distinct::guesses(shoes.guesses(frame, region, MIN_SHOE_SCORE));
            let map = region.frame_from_crop(super::shoes::SIDE);
            objects.extend(guesses.iter().filter_map(|guess| place(frame, &map, guess)));
            objects = distinct::objects(objects);
        }
        objects
    }
}

/// The square around a face; `None` when the box holds no numbers or nothing.
fn near(frame: &Frame, face: &Rect) -> Option<Region> {
    let longest = frame.width().max(frame.height()) as f32;
    let side = (face.width * NEAR_FACE_WIDTHS).min(longest);
    let center = face.center();
    let usable = side >= 1.0 && center.0.is_finite() && center.1.is_finite();
    usable.then(|| Region::upright(center, side))
}

/// From the crop to the frame, cut at the frame's edges; `None` when nothing of it is inside.
fn place(frame: &Frame, map: &Affine, guess: &Guess) -> Option<Object> {
    let Rect {
        x,
        y,
        width,
        height,
    } = guess.box_in_crop;
    let (left, top) = map.apply(x, y);
    let (right, bottom) = map.apply(x + width, y + height);
    let (frame_width, frame_height) = (frame.width() as f32, frame.height() as f32);
    let (left, right) = (left.clamp(0.0, frame_width), right.clamp(0.0, frame_width));
    let (top, bottom) = (
        top.clamp(0.0, frame_height),
        bottom.clamp(0.0, frame_height),
    );
    let box_in_frame = Rect {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
    };
    (box_in_frame.width >= 1.0 && box_in_frame.height >= 1.0).then_some(Object {
        label: guess.label,
        score: guess.score,
        box_in_frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;
    use crate::models::ModelFiles;

    fn detector() -> ObjectDetector {
        let read = |name: &str| {
            std::fs::read(format!("{}/../models/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
        };
        let models = Models::load(&ModelFiles {
            face_detector: &read("face_detector.tflite"),
            face_landmarks: &read("face_landmarks_detector.tflite"),
            face_blendshapes: &read("face_blendshapes.tflite"),
            objects: Some(&read("object_nanodet.tflite")),
            object_shoes: Some(&read("object_shoes.tflite")),
            ..ModelFiles::default()
        });
        ObjectDetector::new(&models.unwrap()).unwrap()
    }

    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..bytes).map(|_| next()).collect()
    }

    #[test]
    fn black_white_noise_and_slivers_show_no_prop() {
        let props = [
            "banana",
            "apple",
            "cup",
            "bottle",
            "book",
            "cell phone",
            "spoon",
            "toothbrush",
            "teddy bear",
            "shoe",
        ];
        let mut detector = detector();
        for (width, height) in [(16_u32, 16_u32), (640, 480), (16, 4000), (4000, 16)] {
            let bytes = (width * height * 3) as usize;
            for pixels in [vec![0; bytes], vec![255; bytes], noise(bytes)] {
                let frame = Frame::new(&pixels, width, height, PixelFormat::Rgb8).unwrap();
                for object in detector.detect(&frame) {
                    let name = object.label.name();
                    assert!(!props.contains(&name), "{width}x{height}: {object:?}");
                    let bounds = object.box_in_frame;
                    assert!(bounds.x >= 0.0 && bounds.x + bounds.width <= width as f32 + 0.01);
                    assert!(bounds.y >= 0.0 && bounds.y + bounds.height <= height as f32 + 0.01);
                }
            }
        }
    }

    #[test]
    fn a_face_that_holds_no_numbers_or_lies_far_away_shows_nothing() {
        let pixels = vec![128; 64 * 48 * 3];
        let frame = Frame::new(&pixels, 64, 48, PixelFormat::Rgb8).unwrap();
        let mut detector = detector();
        for (x, width) in [(f32::NAN, 9.0), (0.0, f32::NAN), (0.0, -3.0), (1e30, 9.0)] {
            let face = Rect {
                x,
                y: 0.0,
                width,
                height: 9.0,
            };
            assert!(detector.detect_near(&frame, &face).is_empty(), "{face:?}");
        }
    }
}
