//! The moves: ids, tags, sentences.

mod hand;
mod measured;
mod needs;
mod pairs;
mod prop;
mod step;
mod tags;
mod words;

use poze_vision::Gesture;

pub use hand::{Fingers, Side, Touch};
pub use measured::Measured;
pub use needs::ModelGroup;
pub use prop::{Place, Prop};
pub use step::Step;
pub use tags::Tag;

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
    /// The same beside one's cheek.
    SignBeside(Gesture, Side),
    /// So many fingers of one hand stretched, the others bent.
    Fingers(Fingers),
    /// A hand at the face.
    Touch(Touch),
    /// An object at the face.
    Hold(Prop, Place),
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
            Move::SignBeside(gesture, side) => Move::SignBeside(gesture, side.other()),
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
    + Gesture::ALL.len() * Side::ALL.len()
    + Fingers::ALL.len()
    + Touch::ALL.len()
    + Prop::ALL.len() * Place::ALL.len();

const fn all() -> [Move; COUNT] {
    let mut all = [Move::TurnLeft; COUNT];
    let mut n = 0;
    while n < COUNT {
        let signs = n.wrapping_sub(HEAD_AND_FACE.len());
        let beside = signs.wrapping_sub(Gesture::ALL.len());
        let fingers = beside.wrapping_sub(Gesture::ALL.len() * Side::ALL.len());
        let touches = fingers.wrapping_sub(Fingers::ALL.len());
        let held = touches.wrapping_sub(Touch::ALL.len());
        all[n] = if n < HEAD_AND_FACE.len() {
            HEAD_AND_FACE[n]
        } else if signs < Gesture::ALL.len() {
            Move::Sign(Gesture::ALL[signs])
        } else if beside < Gesture::ALL.len() * Side::ALL.len() {
            let (gesture, side) = (beside / Side::ALL.len(), beside % Side::ALL.len());
            Move::SignBeside(Gesture::ALL[gesture], Side::ALL[side])
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
