//! Which moves can be done, and told, at once: a table of kinds that go together, everything else does not.

use super::hand::stretched;
use super::{Move, Place, Tag, Touch};

/// Kinds of moves, as far as it matters for pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A turn of the head.
    Turn,
    /// A raised or lowered chin.
    Pitch,
    /// A tilt.
    Tilt,
    /// Nearer or further: everything else is measured in units of the face.
    Lean,
    /// An open mouth or raised brows: seen from the left and the right.
    Face,
    /// Closed eyes and winks: a turned or bowed head moves the lids, and a hand at the cheek may hide the eye.
    Lids,
    /// A smile or a kiss: turned cheeks hide a corner of the mouth, and so may a hand.
    Lips,
    /// A hand anywhere.
    HandApart,
    /// A hand or a thing at the side of the head.
    AtSide,
    /// A hand or a thing on top of the head.
    OnHead,
    /// What is a movement, or hides the middle of the face: goes with nothing.
    Alone,
}

/// The kinds that go together.
const TOGETHER: [(Kind, Kind); 18] = [
    (Kind::Turn, Kind::Face),
    (Kind::Turn, Kind::HandApart),
    // A raised head opens the mouth and lifts the brows, a lowered one hides them; a hand is seen all the same.
    (Kind::Pitch, Kind::HandApart),
    (Kind::Tilt, Kind::Face),
    (Kind::Tilt, Kind::Lids),
    (Kind::Tilt, Kind::Lips),
    (Kind::Tilt, Kind::HandApart),
    // A head that turns or bows hides one side or moves away from the hand: at the side only with a tilt.
    (Kind::Tilt, Kind::AtSide),
    (Kind::Lean, Kind::Face),
    (Kind::Lean, Kind::Lids),
    (Kind::Lean, Kind::HandApart),
    (Kind::Face, Kind::HandApart),
    (Kind::Face, Kind::AtSide),
    // What lies on the head would fall from a tilted one.
    (Kind::Face, Kind::OnHead),
    (Kind::Lids, Kind::HandApart),
    (Kind::Lips, Kind::HandApart),
    (Kind::Lids, Kind::OnHead),
    (Kind::Lips, Kind::OnHead),
];

fn kind(mv: Move) -> Kind {
    match mv {
        Move::TurnLeft | Move::TurnRight => Kind::Turn,
        Move::LookUp | Move::LookDown => Kind::Pitch,
        Move::TiltLeft | Move::TiltRight => Kind::Tilt,
        Move::LeanIn | Move::LeanBack => Kind::Lean,
        Move::MouthOpen | Move::BrowsUp => Kind::Face,
        Move::EyesClosed | Move::WinkLeft | Move::WinkRight => Kind::Lids,
        Move::Kiss | Move::Smile => Kind::Lips,
        Move::Sign(_) | Move::Fingers(_) => Kind::HandApart,
        Move::SignBeside(..)
        | Move::Touch(Touch::HandOnLeftCheek | Touch::HandOnRightCheek)
        | Move::Hold(_, Place::LeftCheek | Place::RightCheek) => Kind::AtSide,
        Move::Touch(Touch::HandOnHead) | Move::Hold(_, Place::Head) => Kind::OnHead,
        Move::Nod
        | Move::Shake
        | Move::Touch(
            Touch::CoverLeftEye
            | Touch::CoverRightEye
            | Touch::CoverMouth
            | Touch::FingerOnNose
            | Touch::PressLeftCheek
            | Touch::PressRightCheek,
        )
        | Move::Hold(_, Place::Mouth) => Kind::Alone,
    }
}

impl Move {
    /// Whether both can be done by one person with one hand, and told, at once.
    pub fn goes_with(self, other: Move) -> bool {
        let (a, b) = (kind(self), kind(other));
        TOGETHER.contains(&(a, b)) || TOGETHER.contains(&(b, a))
    }

    /// Whether one who does the other move has shown most of this one: the same move, the same sign elsewhere, or the
    /// same fingers under another name. A poze does not ask for both.
    pub fn repeats(self, other: Move) -> bool {
        let shown = |mv: Move| match mv {
            Move::SignBeside(gesture, _) => Move::Sign(gesture),
            mv => mv,
        };
        match (shown(self), shown(other)) {
            (Move::Fingers(fingers), Move::Sign(sign))
            | (Move::Sign(sign), Move::Fingers(fingers)) => stretched(sign) == fingers.count(),
            (a, b) => a == b,
        }
    }

    /// Whether it takes a hand: there is one in a step.
    pub fn takes_a_hand(self) -> bool {
        self.has(Tag::Hands) || self.has(Tag::Prop)
    }
}

#[cfg(test)]
mod tests;
