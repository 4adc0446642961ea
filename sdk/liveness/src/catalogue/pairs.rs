//! Which moves can be done, and told, at once.

use super::{Move, Place, Touch};

/// Kinds of moves, as far as it matters for pairs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A turn of the head.
    Turn,
    /// A tilt.
    Tilt,
    /// An expression that is seen from any side, and leaves the lids alone.
    Face,
    /// A hand beside the face.
    HandApart,
    /// A hand or a thing at the side of the head.
    AtSide,
    /// A hand or a thing on top of the head.
    OnHead,
    /// Goes with nothing: closed eyes and winks (nods move the lids), a smile or a kiss (turned cheeks hide a corner of
    /// the mouth), what moves, and what hides the middle of the face.
    Alone,
}

fn kind(mv: Move) -> Kind {
    match mv {
        Move::TurnLeft | Move::TurnRight => Kind::Turn,
        Move::TiltLeft | Move::TiltRight => Kind::Tilt,
        Move::MouthOpen | Move::BrowsUp => Kind::Face,
        Move::Sign(_) | Move::Fingers(_) => Kind::HandApart,
        Move::Touch(Touch::HandOnLeftCheek | Touch::HandOnRightCheek)
        | Move::Hold(_, Place::LeftCheek | Place::RightCheek) => Kind::AtSide,
        Move::Touch(Touch::HandOnHead) | Move::Hold(_, Place::Head) => Kind::OnHead,
        Move::LookUp
        | Move::LookDown
        | Move::Nod
        | Move::Shake
        | Move::LeanIn
        | Move::LeanBack
        | Move::EyesClosed
        | Move::WinkLeft
        | Move::WinkRight
        | Move::Kiss
        | Move::Smile
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
    /// Whether both can be done, and told, at once: a turn or tilt of the head with an open mouth or raised brows, and
    /// either of these with a hand or thing that leaves the face to be seen. A turned head hides one side of itself,
    /// so what is held at a side goes with a tilt and not with a turn; what lies on the head, with neither.
    pub fn goes_with(self, other: Move) -> bool {
        let fits = |a: Move, b: Move| {
            matches!(
                (kind(a), kind(b)),
                (Kind::Turn | Kind::Tilt, Kind::Face | Kind::HandApart)
                    | (Kind::Tilt, Kind::AtSide)
                    | (Kind::Face, Kind::HandApart | Kind::AtSide | Kind::OnHead)
            )
        };
        fits(self, other) || fits(other, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Prop;
    use poze_vision::Gesture;

    #[test]
    fn pairs_have_no_order_and_no_side() {
        for a in Move::ALL {
            assert!(!a.goes_with(a), "{a:?}");
            for b in Move::ALL {
                assert_eq!(a.goes_with(b), b.goes_with(a));
                assert_eq!(a.goes_with(b), a.mirrored().goes_with(b.mirrored()));
            }
        }
    }

    #[test]
    fn what_hides_or_moves_the_face_goes_alone() {
        let peace = Move::Sign(Gesture::Peace);
        assert!(peace.goes_with(Move::TiltLeft) && peace.goes_with(Move::MouthOpen));
        assert!(!peace.goes_with(Move::Sign(Gesture::Fist)));
        let cover = Move::Touch(Touch::CoverMouth);
        assert!(Move::ALL.iter().all(|&other| !cover.goes_with(other)));
        let cup = Move::Hold(Prop::Cup, Place::Head);
        assert!(cup.goes_with(Move::BrowsUp) && !cup.goes_with(Move::TiltLeft));
        let banana = Move::Hold(Prop::Banana, Place::LeftCheek);
        assert!(banana.goes_with(Move::TiltRight) && !banana.goes_with(Move::TurnLeft));
    }
}
