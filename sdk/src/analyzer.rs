//! The eyes by themselves. What is seen goes out as one row of numbers, which analyzer.js makes into the objects of
//! analyzer.d.ts: a value by value would cross the border two thousand times a frame.

use js_sys::{Array, Float32Array};
use poze_protocol::Code;
use poze_vision::{
    Blendshape, Expressions, Face, Frame, FrameError, Gesture, Hand, Handedness, Observation,
    PixelFormat, Point3, Rect, Wants,
};
use wasm_bindgen::JsValue;

use crate::error::Failure;
use crate::js::object;
use crate::sight::Looker;

/// Looks at pixels in the calling thread.
pub(crate) struct PixelAnalyzer {
    looker: Looker,
    row: Row,
}

impl PixelAnalyzer {
    /// Sees nothing until models are added. `expressions`: whether to say what faces do.
    pub(crate) fn new(expressions: bool) -> PixelAnalyzer {
        let mut looker = Looker::default();
        looker.want(Wants {
            expressions,
            ..Wants::default()
        });
        PixelAnalyzer {
            looker,
            row: Row::default(),
        }
    }

    /// As [`Looker::add`].
    pub(crate) fn add(&mut self, group: &str, files: &JsValue) -> Result<(), Failure> {
        self.looker.add(group, files)
    }

    /// The next frame is seen afresh.
    pub(crate) fn reset(&mut self) {
        self.looker.reset();
    }

    /// `[numbers, …labels]`: a `Float32Array`, which analyzer.js reads in the order of [`Row::of`], and the label of
    /// each object. Coordinates are multiplied by `scale`.
    ///
    /// # Errors
    /// When the pixels do not fit the size, or the size is out of bounds.
    pub(crate) fn analyze(
        &mut self,
        pixels: &[u8],
        width: u32,
        height: u32,
        scale: f32,
    ) -> Result<JsValue, Failure> {
        let seen = match Frame::new(pixels, width, height, PixelFormat::Rgba8) {
            Ok(frame) => self.looker.look(&frame),
            // A few pixels are a picture too; there is nothing to be seen in them.
            Err(FrameError::TooSmall { .. }) => Observation::default(),
            Err(error) => return Err(Failure::because(Code::BadConfiguration, error.to_string())),
        };
        self.row.of(&seen, scale);
        let answer = Array::of1(&Float32Array::from(self.row.numbers.as_slice()));
        for thing in seen.objects.iter().flatten() {
            answer.push(&thing.label.name().into());
        }
        Ok(answer.into())
    }
}

/// Names of what the row has only numbers for: `{expressions, gestures}`.
pub(crate) fn names() -> JsValue {
    let expressions = Blendshape::ALL.iter().map(|shape| shape.name());
    let gestures = Gesture::ALL.iter().map(|gesture| gesture.id());
    let list = |names: &mut dyn Iterator<Item = &'static str>| {
        names.map(JsValue::from).collect::<Array>().into()
    };
    object(&[
        ("expressions", list(&mut expressions.into_iter())),
        ("gestures", list(&mut gestures.into_iter())),
    ])
    .into()
}

/// Numbers one after another; kept, so that frames allocate nothing.
#[derive(Default)]
struct Row {
    numbers: Vec<f32>,
    scale: f32,
}

impl Row {
    /// Three lists, each with its length before it: faces, hands, objects.
    fn of(&mut self, seen: &Observation, scale: f32) {
        self.numbers.clear();
        self.scale = scale;
        self.numbers.push(seen.faces.len() as f32);
        for face in &seen.faces {
            self.face(face);
        }
        let hands = seen.hands.as_deref().unwrap_or_default();
        self.numbers.push(hands.len() as f32);
        for hand in hands {
            self.hand(hand);
        }
        let objects = seen.objects.as_deref().unwrap_or_default();
        self.numbers.push(objects.len() as f32);
        for thing in objects {
            self.numbers.push(thing.score);
            self.rect(&thing.box_in_frame);
        }
    }

    /// 478 points, box, angles, quality, number of expressions and these: 52, or none when nobody looked for them.
    fn face(&mut self, face: &Face) {
        self.points(&face.landmarks_in_frame);
        self.rect(&face.box_in_frame);
        let (angles, quality) = (&face.angles, &face.quality);
        self.numbers
            .extend([angles.yaw_deg, angles.pitch_deg, angles.roll_deg]);
        self.numbers
            .extend([quality.sharpness, quality.brightness, quality.contrast]);
        let expressions = face.expressions.iter().flat_map(Expressions::iter);
        let count = self.numbers.len();
        self.numbers.push(0.0);
        self.numbers.extend(expressions.map(|(_, value)| value));
        self.numbers[count] = (self.numbers.len() - count - 1) as f32;
    }

    /// 21 points, 1 for the right hand, number of the gesture or −1, score, five fingers.
    fn hand(&mut self, hand: &Hand) {
        self.points(&hand.landmarks_in_frame);
        let right = hand.handedness == Handedness::Right;
        let gesture = hand
            .gesture
            .and_then(|gesture| Gesture::ALL.iter().position(|one| *one == gesture));
        // Without a gesture the score is how sure it is that there is a hand.
        let (gesture, score) = match gesture {
            Some(number) => (number as f32, hand.gesture_score),
            None => (-1.0, hand.presence),
        };
        self.numbers
            .extend([f32::from(u8::from(right)), gesture, score]);
        self.numbers.extend(hand.straightness);
    }

    fn points(&mut self, points: &[Point3]) {
        let scale = self.scale;
        let points = points.iter().flat_map(|point| [point.x, point.y, point.z]);
        self.numbers.extend(points.map(|value| value * scale));
    }

    fn rect(&mut self, rect: &Rect) {
        let scale = self.scale;
        let sides = [rect.x, rect.y, rect.width, rect.height];
        self.numbers.extend(sides.map(|value| value * scale));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(gesture: Option<Gesture>) -> Hand {
        Hand {
            landmarks_in_frame: vec![
                Point3 {
                    x: 1.0,
                    y: 2.0,
                    z: -3.0
                };
                21
            ],
            handedness: Handedness::Right,
            handedness_score: 0.9,
            presence: 0.8,
            straightness: [0.0, 1.0, 1.0, 0.0, 0.0],
            gesture,
            gesture_score: 0.7,
        }
    }

    #[test]
    fn a_row_has_a_length_before_each_list_and_coordinates_of_the_large_picture() {
        let seen = Observation {
            hands: Some(vec![hand(Some(Gesture::Peace)), hand(None)]),
            ..Observation::default()
        };
        let mut row = Row::default();
        row.of(&seen, 2.0);
        let each = 63 + 3 + 5;
        assert_eq!(row.numbers.len(), 3 + 2 * each);
        assert_eq!(row.numbers[..5], [0.0, 2.0, 2.0, 4.0, -6.0]);
        assert_eq!(
            row.numbers[2 + 63..2 + each],
            [1.0, 0.0, 0.7, 0.0, 1.0, 1.0, 0.0, 0.0]
        );
        assert_eq!(
            row.numbers[2 + each + 63..][..3],
            [1.0, -1.0, 0.8],
            "how sure it is a hand"
        );
        row.of(&Observation::default(), 1.0);
        assert_eq!(row.numbers, [0.0, 0.0, 0.0]);
    }
}
