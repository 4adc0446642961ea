//! What moves have in common: the draw's rules, `avoid` and the guides go by it.

use super::{Move, Place, Touch};

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
    /// Never drawn unless a session asks for it by name, whatever a pack says: a smile.
    OnRequest,
}

impl Move {
    /// What it belongs to.
    pub const fn tags(self) -> &'static [Tag] {
        use Tag::{Deforms, Depth, Expression, Hands, Head, Occludes, OnRequest, Prop, Stillness};
        match self {
            Move::TurnLeft | Move::TurnRight | Move::LookUp | Move::LookDown => {
                &[Head, Depth, Stillness]
            }
            Move::TiltLeft | Move::TiltRight | Move::LeanIn | Move::LeanBack => &[Head, Stillness],
            Move::Nod | Move::Shake => &[Head, Depth],
            Move::MouthOpen
            | Move::EyesClosed
            | Move::BrowsUp
            | Move::WinkLeft
            | Move::WinkRight
            | Move::Kiss => &[Expression, Deforms, Stillness],
            Move::Smile => &[Expression, Deforms, Stillness, OnRequest],
            Move::Sign(_)
            | Move::SignBeside(..)
            | Move::Fingers(_)
            | Move::Touch(Touch::HandOnHead) => &[Hands, Stillness],
            Move::Touch(Touch::PressLeftCheek | Touch::PressRightCheek) => {
                &[Hands, Occludes, Deforms, Stillness]
            }
            Move::Touch(
                Touch::CoverLeftEye
                | Touch::CoverRightEye
                | Touch::CoverMouth
                | Touch::FingerOnNose
                | Touch::HandOnLeftCheek
                | Touch::HandOnRightCheek,
            ) => &[Hands, Occludes, Stillness],
            Move::Hold(_, Place::Mouth) => &[Prop, Occludes, Stillness],
            Move::Hold(_, Place::LeftCheek | Place::RightCheek | Place::Head) => &[Prop, Stillness],
        }
    }

    /// Whether it belongs to that.
    pub fn has(self, tag: Tag) -> bool {
        self.tags().contains(&tag)
    }
}
