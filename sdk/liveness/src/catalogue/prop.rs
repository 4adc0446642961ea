//! Things to hold, and where.

/// A thing that most people have at hand and the object models know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(missing_docs)] // their names say it
pub enum Prop {
    Banana,
    Apple,
    Cup,
    Bottle,
    Book,
    Phone,
    Spoon,
    Toothbrush,
    TeddyBear,
    Shoe,
}

impl Prop {
    /// All of them.
    pub const ALL: [Prop; 10] = [
        Prop::Banana,
        Prop::Apple,
        Prop::Cup,
        Prop::Bottle,
        Prop::Book,
        Prop::Phone,
        Prop::Spoon,
        Prop::Toothbrush,
        Prop::TeddyBear,
        Prop::Shoe,
    ];

    /// What the object models call it.
    pub const fn label(self) -> &'static str {
        match self {
            Prop::Banana => "banana",
            Prop::Apple => "apple",
            Prop::Cup => "cup",
            Prop::Bottle => "bottle",
            Prop::Book => "book",
            Prop::Phone => "cell phone",
            Prop::Spoon => "spoon",
            Prop::Toothbrush => "toothbrush",
            Prop::TeddyBear => "teddy bear",
            Prop::Shoe => "shoe",
        }
    }

    /// The prop that the object models call so.
    pub fn from_label(label: &str) -> Option<Prop> {
        Prop::ALL.into_iter().find(|prop| prop.label() == label)
    }
}

/// Where a thing is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Beside the left cheek.
    LeftCheek,
    /// Beside the right cheek.
    RightCheek,
    /// On the top of the head.
    Head,
    /// Before the mouth.
    Mouth,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 4] = [
        Place::LeftCheek,
        Place::RightCheek,
        Place::Head,
        Place::Mouth,
    ];
}
