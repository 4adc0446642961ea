//! How far it is known that a move is recognised when it is done, and only then.

use super::{Move, Touch};

/// On what the recognition of a move was measured; docs/measurements.md has the figures and their commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measured {
    /// On ten and more presentations by people.
    Rate,
    /// On one to nine: it works on real pictures, how often is not known.
    Demonstration,
    /// On no real picture: only on faces, hands and things that are built from numbers. Earns no security credit.
    Synthetic,
}

impl Measured {
    /// A word for tables.
    pub const fn id(self) -> &'static str {
        match self {
            Measured::Rate => "rate",
            Measured::Demonstration => "demonstration",
            Measured::Synthetic => "synthetic",
        }
    }
}

impl Move {
    /// On what its recognition was measured.
    pub const fn measured(self) -> Measured {
        match self {
            Move::EyesClosed | Move::Smile => Measured::Rate,
            Move::TurnLeft
            | Move::TurnRight
            | Move::LookUp
            | Move::LookDown
            | Move::TiltLeft
            | Move::TiltRight
            | Move::MouthOpen
            | Move::WinkLeft
            | Move::Sign(_)
            | Move::Fingers(_)
            | Move::Touch(Touch::HandOnHead) => Measured::Demonstration,
            Move::Nod
            | Move::Shake
            | Move::LeanIn
            | Move::LeanBack
            | Move::WinkRight
            | Move::BrowsUp
            | Move::Kiss
            | Move::SignBeside(..)
            | Move::Touch(
                Touch::CoverLeftEye
                | Touch::CoverRightEye
                | Touch::CoverMouth
                | Touch::FingerOnNose
                | Touch::HandOnLeftCheek
                | Touch::HandOnRightCheek
                | Touch::PressLeftCheek
                | Touch::PressRightCheek,
            )
            | Move::Hold(..) => Measured::Synthetic,
        }
    }
}
