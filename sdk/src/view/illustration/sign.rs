//! From a move's id to what is drawn of it. Ids of the shape `thing@place` need no entry of their own.

use super::hand::Shown;
use super::props::{Prop, prop};

/// Somewhere on the head. Left is the visitor's own, and on the left as in a mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    LeftCheek,
    RightCheek,
    Head,
    Mouth,
}

/// How a hand touches the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    CoverLeftEye,
    CoverRightEye,
    CoverMouth,
    FingerOnNose,
    HandOnLeftCheek,
    HandOnRightCheek,
    HandOnHead,
    PressLeftCheek,
    PressRightCheek,
}

impl Touch {
    /// Where the hand is.
    pub(super) const fn place(self) -> Place {
        match self {
            Touch::CoverLeftEye | Touch::HandOnLeftCheek | Touch::PressLeftCheek => {
                Place::LeftCheek
            }
            Touch::CoverRightEye | Touch::HandOnRightCheek | Touch::PressRightCheek => {
                Place::RightCheek
            }
            Touch::CoverMouth | Touch::FingerOnNose => Place::Mouth,
            Touch::HandOnHead => Place::Head,
        }
    }
}

/// Where the head goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Left,
    Right,
    Up,
    Down,
    LeanLeft,
    LeanRight,
    UpAndDown,
    LeftAndRight,
    Nearer,
    Further,
}

/// What is drawn of a move.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    Head(Way),
    BrowsUp,
    EyesClosed,
    WinkLeft,
    WinkRight,
    MouthOpen,
    Smile,
    Kiss,
    /// Beside the head, or at a place.
    Hand(Shown, Option<Place>),
    Touch(Touch),
    Prop(&'static Prop, Place),
}

/// What is drawn of the move of an id; none for moves of a later version.
pub(super) fn sign(id: &str) -> Option<Sign> {
    if let Some((thing, place)) = id.split_once('@') {
        let place = place_of(place)?;
        return match (prop(thing), shown(thing)) {
            (Some(prop), _) => Some(Sign::Prop(prop, place)),
            (None, Some(shown)) => Some(Sign::Hand(shown, Some(place))),
            (None, None) => None,
        };
    }
    if let Some(shown) = shown(id) {
        return Some(Sign::Hand(shown, None));
    }
    Some(match id {
        "turn-left" => Sign::Head(Way::Left),
        "turn-right" => Sign::Head(Way::Right),
        "look-up" => Sign::Head(Way::Up),
        "look-down" => Sign::Head(Way::Down),
        "tilt-left" => Sign::Head(Way::LeanLeft),
        "tilt-right" => Sign::Head(Way::LeanRight),
        "nod" => Sign::Head(Way::UpAndDown),
        "shake" => Sign::Head(Way::LeftAndRight),
        "lean-in" => Sign::Head(Way::Nearer),
        "lean-back" => Sign::Head(Way::Further),
        "brows-up" => Sign::BrowsUp,
        "eyes-closed" => Sign::EyesClosed,
        "wink-left" => Sign::WinkLeft,
        "wink-right" => Sign::WinkRight,
        "mouth-open" => Sign::MouthOpen,
        "smile" => Sign::Smile,
        "kiss" => Sign::Kiss,
        "cover-left-eye" => Sign::Touch(Touch::CoverLeftEye),
        "cover-right-eye" => Sign::Touch(Touch::CoverRightEye),
        "cover-mouth" => Sign::Touch(Touch::CoverMouth),
        "finger-on-nose" => Sign::Touch(Touch::FingerOnNose),
        "hand-on-left-cheek" => Sign::Touch(Touch::HandOnLeftCheek),
        "hand-on-right-cheek" => Sign::Touch(Touch::HandOnRightCheek),
        "hand-on-head" => Sign::Touch(Touch::HandOnHead),
        "press-left-cheek" => Sign::Touch(Touch::PressLeftCheek),
        "press-right-cheek" => Sign::Touch(Touch::PressRightCheek),
        _ => return None,
    })
}

fn place_of(id: &str) -> Option<Place> {
    Some(match id {
        "left-cheek" => Place::LeftCheek,
        "right-cheek" => Place::RightCheek,
        "head" => Place::Head,
        "mouth" => Place::Mouth,
        _ => return None,
    })
}

fn shown(id: &str) -> Option<Shown> {
    Some(match id {
        "peace" | "fingers-2" => Shown::Peace,
        "thumbs-up" => Shown::ThumbsUp,
        "open-palm" | "fingers-5" => Shown::OpenPalm,
        "fist" | "fingers-0" => Shown::Fist,
        "point-up" | "fingers-1" => Shown::PointUp,
        "ok" => Shown::Ok,
        "horns" => Shown::Horns,
        "call-me" => Shown::CallMe,
        "fingers-3" => Shown::Three,
        "fingers-4" => Shown::Four,
        _ => return None,
    })
}
