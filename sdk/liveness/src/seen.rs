//! What of an observation is needed to judge moves: small enough to keep until the verdict.

use poze_vision::{
    FaceQuality, Gesture, HAND_POINTS, Hand, Handedness, HeadAngles, Object, Observation,
};

use crate::catalogue::Prop;
use crate::expression::SeenExpression;
use crate::face_space::{FaceSpace, Point2, rounded};

/// One frame, as far as moves are concerned.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Seen {
    /// When it was taken, milliseconds on the page's monotone clock.
    pub t_ms: u32,
    /// How many faces were seen.
    pub faces: u8,
    /// The largest face.
    pub face: Option<SeenFace>,
    /// The largest hands; `None` when nobody looked for hands in this frame, which says nothing about what is there.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub hands: Option<Vec<SeenHand>>,
    /// Things that a move can ask for, the surest first; `None` when nobody looked for objects in this frame.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub objects: Option<Vec<SeenObject>>,
}

/// The largest face of a frame.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenFace {
    /// Height of the landmarks' box as a fraction of the frame's height.
    pub height_in_frame: f32,
    /// Centre of the box as a fraction of the frame's width and height, 0.5 in the middle.
    pub centre_in_frame: (f32, f32),
    /// Degrees, signs as in the catalogue.
    pub angles: HeadAngles,
    /// Where its parts are; `None` when it is seen from the side.
    pub space: Option<FaceSpace>,
    /// What it does.
    pub expression: SeenExpression,
    /// How good the picture is.
    pub quality: FaceQuality,
}

/// A hand.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenHand {
    /// The visitor's own side.
    pub handedness: Handedness,
    /// The sign that it makes, if it is one.
    pub gesture: Option<Gesture>,
    /// How clearly, 0..1.
    pub gesture_score: f32,
    /// How straight each finger is, thumb first: 0 bent, 1 straight.
    pub straightness: [f32; 5],
    /// [`HAND_POINTS`] points in MediaPipe's order, as fractions of the frame's width.
    pub points_in_frame: Vec<Point2>,
}

/// A thing that a move can ask for. Its box as fractions of the frame's width.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenObject {
    /// What it is.
    pub prop: Prop,
    /// How sure the network is, 0..1.
    pub score: f32,
    /// Left and top edge.
    pub from_in_frame: Point2,
    /// Right and bottom edge.
    pub to_in_frame: Point2,
}

/// How sure the network must be that there is a hand. Of 72 hands in 57 pictures 71 have 0.87 and more (a second hand
/// beside another one 0.78); nine "hands" that it saw in 41 pictures of a face without any, 0.84 at most.
const PRESENCE_MIN: f32 = 0.86;
/// Hands of one visitor.
const MAX_HANDS: usize = 2;
/// More things than that are no honest person's.
const MAX_OBJECTS: usize = 8;

impl Seen {
    /// What an observation at `t_ms` says.
    pub fn of(observation: &Observation, t_ms: u32) -> Seen {
        let (width, height) = (observation.width as f32, observation.height as f32);
        let face = observation.faces.first().map(|face| {
            let (x, y) = face.box_in_frame.center();
            SeenFace {
                height_in_frame: face.box_in_frame.height / height,
                centre_in_frame: (x / width, y / height),
                angles: face.angles,
                space: FaceSpace::of(&face.landmarks_in_frame, width),
                expression: SeenExpression::of(face),
                quality: face.quality,
            }
        });
        let hands = observation.hands.as_ref().map(|hands| {
            let seen = hands.iter().filter_map(|hand| SeenHand::of(hand, width));
            seen.take(MAX_HANDS).collect()
        });
        let objects = observation.objects.as_ref().map(|objects| {
            let seen = objects
                .iter()
                .filter_map(|object| SeenObject::of(object, width));
            seen.take(MAX_OBJECTS).collect()
        });
        Seen {
            t_ms,
            faces: observation.faces.len().min(255) as u8,
            face,
            hands,
            objects,
        }
    }
}

impl SeenHand {
    /// `None` for a hand without its points, or one that may be none.
    fn of(hand: &Hand, width: f32) -> Option<SeenHand> {
        let points = hand.landmarks_in_frame.iter();
        let points_in_frame: Vec<Point2> = points
            .map(|p| (rounded(p.x / width), rounded(p.y / width)))
            .collect();
        let sure = hand.presence >= PRESENCE_MIN && points_in_frame.len() == HAND_POINTS;
        sure.then_some(SeenHand {
            handedness: hand.handedness,
            gesture: hand.gesture,
            gesture_score: rounded(hand.gesture_score),
            straightness: hand.straightness.map(rounded),
            points_in_frame,
        })
    }
}

impl SeenObject {
    /// `None` for what no move asks for.
    fn of(object: &Object, width: f32) -> Option<SeenObject> {
        let bounds = &object.box_in_frame;
        Some(SeenObject {
            prop: Prop::from_label(object.label.name())?,
            score: rounded(object.score),
            from_in_frame: (rounded(bounds.x / width), rounded(bounds.y / width)),
            to_in_frame: (
                rounded((bounds.x + bounds.width) / width),
                rounded((bounds.y + bounds.height) / width),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scene, object, open_hand};

    #[test]
    fn not_looking_is_not_the_same_as_seeing_nothing() {
        let mut scene = Scene::default();
        assert_eq!(Seen::of(&scene.observation(), 0).hands, None);
        scene.hands = Some(Vec::new());
        scene.objects = Some(Vec::new());
        let seen = Seen::of(&scene.observation(), 0);
        assert_eq!(
            (seen.hands, seen.objects),
            (Some(Vec::new()), Some(Vec::new()))
        );
    }

    #[test]
    fn things_that_no_move_asks_for_are_not_kept_and_numbers_are_bounded() {
        let mut scene = Scene::default();
        let everything = vec![
            object("person", (0.0, 0.0), 1.0),
            object("cup", (0.5, 0.9), 0.5),
        ];
        scene.objects = Some(everything.into_iter().cycle().take(60).collect());
        scene.hands = Some(vec![open_hand((0.0, 2.0), 1.0); 9]);
        let seen = Seen::of(&scene.observation(), 0);
        let objects = seen.objects.unwrap();
        assert_eq!(objects.len(), MAX_OBJECTS);
        assert!(objects.iter().all(|o| o.prop == Prop::Cup));
        assert_eq!(seen.hands.unwrap().len(), MAX_HANDS);
    }

    #[test]
    fn a_hand_without_its_points_or_an_unsure_one_is_none() {
        let mut scene = Scene::default();
        let mut hand = open_hand((0.0, 2.0), 1.0);
        hand.landmarks_in_frame.truncate(7);
        let mut unsure = open_hand((0.0, 2.0), 1.0);
        unsure.presence = 0.8;
        scene.hands = Some(vec![hand, unsure]);
        assert_eq!(Seen::of(&scene.observation(), 0).hands, Some(Vec::new()));
    }

    /// Two hands and three things in each of 38 frames of each of three steps are kept, sealed, until the verdict.
    #[cfg(feature = "serde")]
    #[test]
    fn a_frame_is_small_and_comes_back_as_it_was() {
        let scene = Scene {
            hands: Some(vec![open_hand((0.4, 1.2), 1.0); 2]),
            objects: Some(vec![object("banana", (1.3, 0.6), 0.8); 3]),
            ..Scene::default()
        };
        let seen = Seen::of(&scene.observation(), 12_345);
        let json = serde_json::to_string(&seen).unwrap();
        assert!(json.len() < 2_600, "{} bytes: {json}", json.len());
        assert_eq!(serde_json::from_str::<Seen>(&json).unwrap(), seen);
    }
}
