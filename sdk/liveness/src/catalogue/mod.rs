//! The moves: ids, tags, sentences.

mod pairs;
mod prop;
mod step;
mod words;

use poze_vision::Gesture;

pub use prop::{Place, Prop};
pub use step::Step;

/// One checkable predicate. Left and right are the visitor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Move {
    /// Head turned to the visitor's left (yaw > 0).
    TurnLeft,
    /// Head turned to the visitor's right (yaw < 0).
    TurnRight,
    /// Chin raised (pitch > 0).
    LookUp,
    /// Chin lowered (pitch < 0).
    LookDown,
    /// Head leaning to the left shoulder (roll > 0).
    TiltLeft,
    /// Head leaning to the right shoulder (roll < 0).
    TiltRight,
    /// Chin down and up again.
    Nod,
    /// Head turned to one side and to the other.
    Shake,
    /// Nearer to the camera.
    LeanIn,
    /// Further from the camera.
    LeanBack,
    /// Mouth wide open.
    MouthOpen,
    /// Both eyes closed.
    EyesClosed,
    /// The left eye closed, the right one open.
    WinkLeft,
    /// The right eye closed, the left one open.
    WinkRight,
    /// Both brows raised.
    BrowsUp,
    /// Lips pushed forward.
    Kiss,
    /// A smile; drawn only where the site asks for it.
    Smile,
    /// A sign made with one hand, anywhere in the picture.
    Sign(Gesture),
    /// So many fingers of one hand stretched, the others bent.
    Fingers(Fingers),
    /// A hand at the face.
    Touch(Touch),
    /// An object at the face.
    Hold(Prop, Place),
}

/// A number of fingers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // their names say it
pub enum Fingers {
    Zero,
    One,
    Two,
    Three,
    Four,
    Five,
}

impl Fingers {
    /// From none to five.
    pub const ALL: [Fingers; 6] = [
        Fingers::Zero,
        Fingers::One,
        Fingers::Two,
        Fingers::Three,
        Fingers::Four,
        Fingers::Five,
    ];

    /// How many.
    pub const fn count(self) -> usize {
        self as usize
    }
}

/// Where a hand is at the face. Either hand will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Touch {
    /// A hand hides the left eye, and not the right one.
    CoverLeftEye,
    /// A hand hides the right eye, and not the left one.
    CoverRightEye,
    /// A hand hides the mouth, and neither eye.
    CoverMouth,
    /// The tip of the index finger is on the tip of the nose; the hand is not.
    FingerOnNose,
    /// The hand lies on the left cheek.
    HandOnLeftCheek,
    /// The hand lies on the right cheek.
    HandOnRightCheek,
    /// The hand lies on the top of the head.
    HandOnHead,
    /// The index finger alone points into the left cheek.
    PressLeftCheek,
    /// The index finger alone points into the right cheek.
    PressRightCheek,
}

impl Touch {
    /// All of them.
    pub const ALL: [Touch; 9] = [
        Touch::CoverLeftEye,
        Touch::CoverRightEye,
        Touch::CoverMouth,
        Touch::FingerOnNose,
        Touch::HandOnLeftCheek,
        Touch::HandOnRightCheek,
        Touch::HandOnHead,
        Touch::PressLeftCheek,
        Touch::PressRightCheek,
    ];
}

/// What a move belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// The head moves.
    Head,
    /// Yaw or pitch: the picture of a head changes as only a solid one does.
    Depth,
    /// The face is deformed.
    Deforms,
    /// Something is before the face.
    Occludes,
    /// A facial expression.
    Expression,
    /// A hand is shown.
    Hands,
    /// An object is shown.
    Prop,
    /// It is done by keeping still, so that it can be held. The others are done by a movement there and back.
    Stillness,
    /// Never drawn unless asked for: a smile, and everything whose recognition has not been measured on enough people.
    OnRequest,
}

/// Models that an engine must have to judge a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelGroup {
    /// Detector, landmarks, expressions.
    Face,
    /// Palms and the points of a hand.
    Hands,
    /// The 80 COCO classes.
    Objects,
    /// Shoes, which COCO has not.
    Shoes,
}

impl ModelGroup {
    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        match self {
            ModelGroup::Face => "face",
            ModelGroup::Hands => "hands",
            ModelGroup::Objects => "objects",
            ModelGroup::Shoes => "shoes",
        }
    }
}

impl Move {
    /// The whole catalogue.
    pub const ALL: [Move; COUNT] = all();

    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        self.words().0
    }

    /// The English sentence of the prompt, without the full stop.
    pub const fn text(self) -> &'static str {
        self.words().1
    }

    /// The move of an id.
    pub fn from_id(id: &str) -> Option<Move> {
        Move::ALL.into_iter().find(|m| m.id() == id)
    }

    /// What it belongs to.
    pub const fn tags(self) -> &'static [Tag] {
        use Tag::{Deforms, Depth, Expression, Hands, Head, Occludes, OnRequest, Prop, Stillness};
        match self {
            Move::TurnLeft | Move::TurnRight | Move::LookUp | Move::LookDown => {
                &[Head, Depth, Stillness]
            }
            Move::TiltLeft | Move::TiltRight => &[Head, Stillness],
            Move::Nod | Move::Shake => &[Head, Depth, OnRequest],
            Move::LeanIn | Move::LeanBack => &[Head, Stillness, OnRequest],
            Move::MouthOpen | Move::EyesClosed | Move::BrowsUp => &[Expression, Deforms, Stillness],
            Move::WinkLeft | Move::WinkRight | Move::Kiss | Move::Smile => {
                &[Expression, Deforms, Stillness, OnRequest]
            }
            Move::Sign(_) | Move::Fingers(_) | Move::Touch(Touch::HandOnHead) => {
                &[Hands, Stillness, OnRequest]
            }
            Move::Touch(Touch::PressLeftCheek | Touch::PressRightCheek) => {
                &[Hands, Occludes, Deforms, Stillness, OnRequest]
            }
            Move::Touch(
                Touch::CoverLeftEye
                | Touch::CoverRightEye
                | Touch::CoverMouth
                | Touch::FingerOnNose
                | Touch::HandOnLeftCheek
                | Touch::HandOnRightCheek,
            ) => &[Hands, Occludes, Stillness, OnRequest],
            Move::Hold(_, Place::Mouth) => &[Prop, Occludes, Stillness, OnRequest],
            Move::Hold(_, Place::LeftCheek | Place::RightCheek | Place::Head) => {
                &[Prop, Stillness, OnRequest]
            }
        }
    }

    /// Whether it belongs to that.
    pub fn has(self, tag: Tag) -> bool {
        self.tags().contains(&tag)
    }

    /// What an engine must have to judge it.
    pub const fn needs(self) -> &'static [ModelGroup] {
        match self {
            Move::Sign(_) | Move::Fingers(_) | Move::Touch(_) => {
                &[ModelGroup::Face, ModelGroup::Hands]
            }
            Move::Hold(Prop::Shoe, _) => &[ModelGroup::Face, ModelGroup::Shoes],
            Move::Hold(..) => &[ModelGroup::Face, ModelGroup::Objects],
            Move::TurnLeft
            | Move::TurnRight
            | Move::LookUp
            | Move::LookDown
            | Move::TiltLeft
            | Move::TiltRight
            | Move::Nod
            | Move::Shake
            | Move::LeanIn
            | Move::LeanBack
            | Move::MouthOpen
            | Move::EyesClosed
            | Move::WinkLeft
            | Move::WinkRight
            | Move::BrowsUp
            | Move::Kiss
            | Move::Smile => &[ModelGroup::Face],
        }
    }

    /// All moves that can be judged with these models.
    pub fn judged_with(models: &[ModelGroup]) -> Vec<Move> {
        let has_all = |mv: &Move| mv.needs().iter().all(|group| models.contains(group));
        Move::ALL.into_iter().filter(has_all).collect()
    }

    /// The same on the other side; the move itself where it has no side.
    pub const fn mirrored(self) -> Move {
        match self {
            Move::TurnLeft => Move::TurnRight,
            Move::TurnRight => Move::TurnLeft,
            Move::TiltLeft => Move::TiltRight,
            Move::TiltRight => Move::TiltLeft,
            Move::WinkLeft => Move::WinkRight,
            Move::WinkRight => Move::WinkLeft,
            Move::Touch(touch) => Move::Touch(match touch {
                Touch::CoverLeftEye => Touch::CoverRightEye,
                Touch::CoverRightEye => Touch::CoverLeftEye,
                Touch::HandOnLeftCheek => Touch::HandOnRightCheek,
                Touch::HandOnRightCheek => Touch::HandOnLeftCheek,
                Touch::PressLeftCheek => Touch::PressRightCheek,
                Touch::PressRightCheek => Touch::PressLeftCheek,
                Touch::CoverMouth | Touch::FingerOnNose | Touch::HandOnHead => touch,
            }),
            Move::Hold(prop, place) => Move::Hold(
                prop,
                match place {
                    Place::LeftCheek => Place::RightCheek,
                    Place::RightCheek => Place::LeftCheek,
                    Place::Head | Place::Mouth => place,
                },
            ),
            Move::LookUp
            | Move::LookDown
            | Move::Nod
            | Move::Shake
            | Move::LeanIn
            | Move::LeanBack
            | Move::MouthOpen
            | Move::EyesClosed
            | Move::BrowsUp
            | Move::Kiss
            | Move::Smile
            | Move::Sign(_)
            | Move::Fingers(_) => self,
        }
    }
}

const HEAD_AND_FACE: [Move; 17] = [
    Move::TurnLeft,
    Move::TurnRight,
    Move::LookUp,
    Move::LookDown,
    Move::TiltLeft,
    Move::TiltRight,
    Move::Nod,
    Move::Shake,
    Move::LeanIn,
    Move::LeanBack,
    Move::MouthOpen,
    Move::EyesClosed,
    Move::WinkLeft,
    Move::WinkRight,
    Move::BrowsUp,
    Move::Kiss,
    Move::Smile,
];

const COUNT: usize = HEAD_AND_FACE.len()
    + Gesture::ALL.len()
    + Fingers::ALL.len()
    + Touch::ALL.len()
    + Prop::ALL.len() * Place::ALL.len();

const fn all() -> [Move; COUNT] {
    let mut all = [Move::TurnLeft; COUNT];
    let mut n = 0;
    while n < COUNT {
        let signs = n.wrapping_sub(HEAD_AND_FACE.len());
        let fingers = signs.wrapping_sub(Gesture::ALL.len());
        let touches = fingers.wrapping_sub(Fingers::ALL.len());
        let held = touches.wrapping_sub(Touch::ALL.len());
        all[n] = if n < HEAD_AND_FACE.len() {
            HEAD_AND_FACE[n]
        } else if signs < Gesture::ALL.len() {
            Move::Sign(Gesture::ALL[signs])
        } else if fingers < Fingers::ALL.len() {
            Move::Fingers(Fingers::ALL[fingers])
        } else if touches < Touch::ALL.len() {
            Move::Touch(Touch::ALL[touches])
        } else {
            let (prop, place) = (held / Place::ALL.len(), held % Place::ALL.len());
            Move::Hold(Prop::ALL[prop], Place::ALL[place])
        };
        n += 1;
    }
    all
}

#[cfg(test)]
mod tests;
