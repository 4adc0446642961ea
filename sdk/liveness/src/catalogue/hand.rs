//! What a hand can show, and where.

use poze_vision::Gesture;

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

/// A side of the visitor's face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // their names say it
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// Both.
    pub const ALL: [Side; 2] = [Side::Left, Side::Right];

    /// The other one.
    pub const fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

/// How many fingers a sign stretches, as [`Fingers`] are counted: whoever makes it shows that number too.
pub(super) const fn stretched(sign: Gesture) -> usize {
    match sign {
        Gesture::Fist => 0,
        Gesture::ThumbsUp | Gesture::PointUp => 1,
        Gesture::Peace | Gesture::Horns | Gesture::CallMe => 2,
        Gesture::Ok => 3,
        Gesture::OpenPalm => 5,
    }
}
