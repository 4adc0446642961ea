//! Objects of a frame.

use super::nanodet::Nanodet;
use super::shoes::ShoeDetector;
use super::{Guess, Object, distinct};
use crate::detect::whole;
use crate::frame::Frame;
use crate::geometry::{Affine, Rect, Region};
use crate::models::Models;

/// What the detector of 80 kinds must be sure of.
const MIN_SCORE: f32 = 0.35;

/// What the shoe detector must be sure of.
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

    /// Objects around a face, surest first: in a square of three widths of the face around its middle. In a frame
    /// where the face is small this sees smaller things than [`ObjectDetector::detect`] does, at the same cost.
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
