//! Names of kinds of objects.

/// A kind of object: one of the 80 of COCO, in the order of NanoDet's outputs, or a shoe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectLabel(u8);

/// `COCO_CLASSES` of NanoDet's configuration files (and of COCO's own annotations), then what other detectors add.
#[rustfmt::skip]
const NAMES: [&str; 81] = [
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
    "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee",
    "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard",
    "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich",
    "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed",
    "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven",
    "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    "shoe",
];

impl ObjectLabel {
    /// All of them, in the order of their numbers.
    pub const ALL: [ObjectLabel; NAMES.len()] = {
        let mut all = [ObjectLabel(0); NAMES.len()];
        let mut i = 0;
        while i < NAMES.len() {
            all[i] = ObjectLabel(i as u8);
            i += 1;
        }
        all
    };

    /// Kinds that NanoDet knows: the first of [`ObjectLabel::ALL`].
    pub(crate) const COCO: usize = 80;

    /// COCO has none.
    pub(crate) const SHOE: ObjectLabel = ObjectLabel::ALL[ObjectLabel::COCO];

    /// COCO's name, lower case, with spaces (`"banana"`, `"teddy bear"`, `"cell phone"`), or `"shoe"`.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// The kind of this [name](ObjectLabel::name).
    pub fn from_name(name: &str) -> Option<ObjectLabel> {
        let mut all = ObjectLabel::ALL.into_iter();
        all.find(|label| label.name() == name)
    }
}

impl std::fmt::Display for ObjectLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
mod by_name {
    //! A label is its name, so that what was kept stays right when kinds are added.

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use super::ObjectLabel;

    impl Serialize for ObjectLabel {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.name())
        }
    }

    impl<'de> Deserialize<'de> for ObjectLabel {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ObjectLabel, D::Error> {
            struct Name;
            impl de::Visitor<'_> for Name {
                type Value = ObjectLabel;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("the name of a kind of object")
                }

                fn visit_str<E: de::Error>(self, name: &str) -> Result<ObjectLabel, E> {
                    let unknown = || E::invalid_value(de::Unexpected::Str(name), &self);
                    ObjectLabel::from_name(name).ok_or_else(unknown)
                }
            }
            deserializer.deserialize_str(Name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_the_network_has_them_and_lead_back() {
        for (number, name) in [
            (0, "person"),
            (39, "bottle"),
            (46, "banana"),
            (67, "cell phone"),
            (79, "toothbrush"),
        ] {
            assert_eq!(ObjectLabel::ALL[number].name(), name);
        }
        assert_eq!(ObjectLabel::SHOE.name(), "shoe");
        for label in ObjectLabel::ALL {
            assert_eq!(ObjectLabel::from_name(label.name()), Some(label));
        }
        assert_eq!(ObjectLabel::from_name("Banana"), None);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn is_written_as_its_name() {
        let json = serde_json::to_string(&ObjectLabel::SHOE).unwrap();
        assert_eq!(json, "\"shoe\"");
        assert_eq!(
            serde_json::from_str::<ObjectLabel>(&json).unwrap(),
            ObjectLabel::SHOE
        );
        assert!(serde_json::from_str::<ObjectLabel>("\"unicorn\"").is_err());
        assert!(serde_json::from_str::<ObjectLabel>("200").is_err());
    }
}
