//! 52 expressions from the landmarks.
//!
//! The network (MediaPipe's `face_blendshapes.tflite`) takes 146 of the 478 points, x and y in frame pixels, and
//! answers with how far each of the shapes that ARKit made customary is done. Left and right are the visitor's own.

use crate::geometry::Point3;
use crate::net::Net;

/// The points that the network takes, in its order: `kLandmarksSubsetIdxs` of MediaPipe's
/// `face_blendshapes_graph.cc`.
#[rustfmt::skip]
const SUBSET: [usize; SUBSET_LEN] = [
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70,
    78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149,
    150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195,
    197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300,
    308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375,
    377, 378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454,
    466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
];

/// How many points the network takes.
pub(crate) const SUBSET_LEN: usize = 146;

/// Shapes that it knows.
pub(crate) const SHAPES: usize = 52;

macro_rules! blendshapes {
    ($($variant:ident $name:literal,)*) => {
        /// One of the shapes of a face that are measured; the name says which.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        #[repr(u8)]
        pub enum Blendshape { $($variant,)* }

        impl Blendshape {
            /// All of them, in the network's order.
            pub const ALL: [Blendshape; SHAPES] = [$(Blendshape::$variant,)*];

            /// The customary name, such as `jawOpen`.
            pub const fn name(self) -> &'static str {
                match self { $(Blendshape::$variant => $name,)* }
            }

            /// The shape of a customary name.
            pub fn from_name(name: &str) -> Option<Blendshape> {
                match name { $($name => Some(Blendshape::$variant),)* _ => None }
            }
        }
    };
}

// In the network's order.
blendshapes! {
    Neutral "_neutral",
    BrowDownLeft "browDownLeft",
    BrowDownRight "browDownRight",
    BrowInnerUp "browInnerUp",
    BrowOuterUpLeft "browOuterUpLeft",
    BrowOuterUpRight "browOuterUpRight",
    CheekPuff "cheekPuff",
    CheekSquintLeft "cheekSquintLeft",
    CheekSquintRight "cheekSquintRight",
    EyeBlinkLeft "eyeBlinkLeft",
    EyeBlinkRight "eyeBlinkRight",
    EyeLookDownLeft "eyeLookDownLeft",
    EyeLookDownRight "eyeLookDownRight",
    EyeLookInLeft "eyeLookInLeft",
    EyeLookInRight "eyeLookInRight",
    EyeLookOutLeft "eyeLookOutLeft",
    EyeLookOutRight "eyeLookOutRight",
    EyeLookUpLeft "eyeLookUpLeft",
    EyeLookUpRight "eyeLookUpRight",
    EyeSquintLeft "eyeSquintLeft",
    EyeSquintRight "eyeSquintRight",
    EyeWideLeft "eyeWideLeft",
    EyeWideRight "eyeWideRight",
    JawForward "jawForward",
    JawLeft "jawLeft",
    JawOpen "jawOpen",
    JawRight "jawRight",
    MouthClose "mouthClose",
    MouthDimpleLeft "mouthDimpleLeft",
    MouthDimpleRight "mouthDimpleRight",
    MouthFrownLeft "mouthFrownLeft",
    MouthFrownRight "mouthFrownRight",
    MouthFunnel "mouthFunnel",
    MouthLeft "mouthLeft",
    MouthLowerDownLeft "mouthLowerDownLeft",
    MouthLowerDownRight "mouthLowerDownRight",
    MouthPressLeft "mouthPressLeft",
    MouthPressRight "mouthPressRight",
    MouthPucker "mouthPucker",
    MouthRight "mouthRight",
    MouthRollLower "mouthRollLower",
    MouthRollUpper "mouthRollUpper",
    MouthShrugLower "mouthShrugLower",
    MouthShrugUpper "mouthShrugUpper",
    MouthSmileLeft "mouthSmileLeft",
    MouthSmileRight "mouthSmileRight",
    MouthStretchLeft "mouthStretchLeft",
    MouthStretchRight "mouthStretchRight",
    MouthUpperUpLeft "mouthUpperUpLeft",
    MouthUpperUpRight "mouthUpperUpRight",
    NoseSneerLeft "noseSneerLeft",
    NoseSneerRight "noseSneerRight",
}

/// How far each shape is done, 0..1.
#[derive(Clone, PartialEq)]
pub struct Expressions([f32; SHAPES]);

impl Default for Expressions {
    fn default() -> Expressions {
        Expressions([0.0; SHAPES])
    }
}

impl Expressions {
    /// How far a shape is done, 0..1.
    pub fn get(&self, shape: Blendshape) -> f32 {
        self.0[shape as usize]
    }

    /// Says how far a shape is done. Held within 0..1; what is not a number counts as 0.
    pub fn set(&mut self, shape: Blendshape, value: f32) {
        self.0[shape as usize] = if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        };
    }

    /// All shapes with how far they are done, in the network's order.
    pub fn iter(&self) -> impl Iterator<Item = (Blendshape, f32)> + '_ {
        Blendshape::ALL.into_iter().zip(self.0)
    }
}

impl std::fmt::Debug for Expressions {
    /// Only what is done at least a little.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let notable = self.iter().filter(|(_, value)| *value >= 0.05);
        f.debug_map()
            .entries(notable.map(|(shape, value)| (shape.name(), value)))
            .finish()
    }
}

pub(crate) struct Expresser {
    net: Box<dyn Net>,
}

impl Expresser {
    pub(crate) fn new(net: Box<dyn Net>) -> Expresser {
        Expresser { net }
    }

    /// The expressions of a face with all its landmarks.
    pub(crate) fn read(&mut self, landmarks: &[Point3]) -> Expressions {
        for (pair, index) in self.net.input().chunks_exact_mut(2).zip(SUBSET) {
            pair[0] = landmarks[index].x;
            pair[1] = landmarks[index].y;
        }
        self.net.run();
        let mut expressions = Expressions::default();
        for (shape, value) in Blendshape::ALL.into_iter().zip(self.net.output(0)) {
            expressions.set(shape, *value);
        }
        expressions
    }
}

#[cfg(feature = "serde")]
mod as_map {
    //! On the wire: an object from name to value. Shapes that are left out are 0; unknown names are refused.

    use std::fmt;

    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeStruct, Serializer};

    use super::{Blendshape, Expressions, SHAPES};

    impl Serialize for Expressions {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut object = serializer.serialize_struct("Expressions", SHAPES)?;
            for (shape, value) in self.iter() {
                object.serialize_field(shape.name(), &value)?;
            }
            object.end()
        }
    }

    impl<'de> Deserialize<'de> for Expressions {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expressions, D::Error> {
            deserializer.deserialize_map(Names)
        }
    }

    struct Names;

    impl<'de> Visitor<'de> for Names {
        type Value = Expressions;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object from blendshape name to a number")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Expressions, A::Error> {
            let mut expressions = Expressions::default();
            while let Some(name) = map.next_key::<String>()? {
                let shape = Blendshape::from_name(&name)
                    .ok_or_else(|| A::Error::custom("unknown blendshape"))?;
                expressions.set(shape, map.next_value()?);
            }
            Ok(expressions)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::landmarks::POINTS;
    use crate::net::fake::FakeNet;

    #[test]
    fn names_and_places_agree() {
        for (place, shape) in Blendshape::ALL.into_iter().enumerate() {
            assert_eq!(shape as usize, place);
            assert_eq!(Blendshape::from_name(shape.name()), Some(shape));
        }
        assert_eq!(Blendshape::JawOpen.name(), "jawOpen");
        assert_eq!(Blendshape::ALL[25], Blendshape::JawOpen);
        assert_eq!(Blendshape::from_name("jaw-open"), None);
    }

    #[test]
    fn the_network_gets_its_points_and_answers_within_bounds() {
        let landmarks: Vec<Point3> = (0..POINTS)
            .map(|n| Point3 {
                x: n as f32,
                y: 1000.0 + n as f32,
                z: 5.0,
            })
            .collect();
        let mut net = FakeNet::new(SUBSET_LEN * 2, vec![vec![0.25; SHAPES]]);
        net.answer = Box::new(|input, outputs| {
            assert_eq!(input[..4], [0.0, 1000.0, 1.0, 1001.0]);
            assert_eq!(input[290..], [477.0, 1477.0]);
            outputs[0][25] = 1.5;
            outputs[0][26] = f32::NAN;
        });
        let got = Expresser::new(Box::new(net)).read(&landmarks);
        assert_eq!(got.get(Blendshape::JawOpen), 1.0);
        assert_eq!(got.get(Blendshape::JawRight), 0.0);
        assert_eq!(got.get(Blendshape::MouthClose), 0.25);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn they_travel_as_an_object_by_name() {
        let mut expressions = Expressions::default();
        expressions.set(Blendshape::JawOpen, 0.5);
        let json = serde_json::to_value(&expressions).unwrap();
        assert_eq!(json["jawOpen"], 0.5);
        assert_eq!(json.as_object().unwrap().len(), SHAPES);
        let back: Expressions = serde_json::from_value(json).unwrap();
        assert_eq!(back, expressions);
        assert!(
            serde_json::from_str::<Expressions>(r#"{"jawOpen": 7}"#)
                .unwrap()
                .get(Blendshape::JawOpen)
                == 1.0
        );
        assert!(serde_json::from_str::<Expressions>(r#"{"other": 1}"#).is_err());
        assert!(serde_json::from_str::<Expressions>("[1]").is_err());
    }
}
