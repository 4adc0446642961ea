//! What moves are called: the id, the English sentence of the prompt, and how it is said beside another one.

use poze_vision::Gesture;

use super::{Fingers, Move, Place, Prop, Side, Touch};

type Words = (&'static str, &'static str);

/// Of one prop at all places.
macro_rules! at_places {
    ($id:literal, $noun:literal, $place:expr) => {
        match $place {
            Place::LeftCheek => (
                concat!($id, "@left-cheek"),
                concat!("Hold ", $noun, " beside your left cheek"),
            ),
            Place::RightCheek => (
                concat!($id, "@right-cheek"),
                concat!("Hold ", $noun, " beside your right cheek"),
            ),
            Place::Head => (
                concat!($id, "@head"),
                concat!("Hold ", $noun, " on your head"),
            ),
            Place::Mouth => (
                concat!($id, "@mouth"),
                concat!("Hold ", $noun, " before your mouth"),
            ),
        }
    };
}

/// Of one sign beside both cheeks.
macro_rules! beside {
    ($id:literal, $sentence:literal, $side:expr) => {
        match $side {
            Side::Left => (
                concat!($id, "@left-cheek"),
                concat!($sentence, " beside your left cheek"),
            ),
            Side::Right => (
                concat!($id, "@right-cheek"),
                concat!($sentence, " beside your right cheek"),
            ),
        }
    };
}

impl Move {
    pub(super) const fn words(self) -> Words {
        match self {
            Move::TurnLeft => ("turn-left", "Turn your head to your left"),
            Move::TurnRight => ("turn-right", "Turn your head to your right"),
            Move::LookUp => ("look-up", "Lift your chin"),
            Move::LookDown => ("look-down", "Lower your chin"),
            Move::TiltLeft => ("tilt-left", "Tilt your head to your left shoulder"),
            Move::TiltRight => ("tilt-right", "Tilt your head to your right shoulder"),
            Move::Nod => ("nod", "Nod"),
            Move::Shake => ("shake", "Shake your head"),
            Move::LeanIn => ("lean-in", "Lean in to the camera"),
            Move::LeanBack => ("lean-back", "Lean back from the camera"),
            Move::MouthOpen => ("mouth-open", "Open your mouth wide"),
            Move::EyesClosed => ("eyes-closed", "Close both eyes"),
            Move::WinkLeft => ("wink-left", "Close your left eye only"),
            Move::WinkRight => ("wink-right", "Close your right eye only"),
            Move::BrowsUp => ("brows-up", "Raise your eyebrows"),
            Move::Kiss => ("kiss", "Push your lips forward as for a kiss"),
            Move::Smile => ("smile", "Smile"),
            Move::Sign(gesture) => sign(gesture),
            Move::SignBeside(gesture, side) => sign_beside(gesture, side),
            Move::Fingers(fingers) => show(fingers),
            Move::Touch(touch) => at_face(touch),
            Move::Hold(prop, place) => hold(prop, place),
        }
    }

    /// What stands behind "with" when it is asked for beside another move, as in "make a peace sign, with your head
    /// tilted to your left shoulder"; `None` for what is always said first.
    pub(super) const fn state(self) -> Option<&'static str> {
        Some(match self {
            Move::TurnLeft => "your head turned to your left",
            Move::TurnRight => "your head turned to your right",
            Move::LookUp => "your chin lifted",
            Move::LookDown => "your chin lowered",
            Move::TiltLeft => "your head tilted to your left shoulder",
            Move::TiltRight => "your head tilted to your right shoulder",
            Move::LeanIn => "your head nearer to the camera",
            Move::LeanBack => "your head further from the camera",
            Move::MouthOpen => "your mouth wide open",
            Move::EyesClosed => "both eyes closed",
            Move::WinkLeft => "only your left eye closed",
            Move::WinkRight => "only your right eye closed",
            Move::BrowsUp => "your eyebrows raised",
            Move::Kiss => "your lips pushed forward",
            Move::Smile => "a smile",
            Move::Nod
            | Move::Shake
            | Move::Sign(_)
            | Move::SignBeside(..)
            | Move::Fingers(_)
            | Move::Touch(_)
            | Move::Hold(..) => return None,
        })
    }
}

const fn sign(gesture: Gesture) -> Words {
    let text = match gesture {
        Gesture::Peace => "Make a peace sign",
        Gesture::ThumbsUp => "Give a thumbs up",
        Gesture::OpenPalm => "Show your open palm",
        Gesture::Fist => "Show your fist",
        Gesture::PointUp => "Point up with your index finger",
        Gesture::Ok => "Make an OK sign",
        Gesture::Horns => "Raise your index and little finger",
        Gesture::CallMe => "Stretch out your thumb and little finger",
    };
    (gesture.id(), text)
}

const fn sign_beside(gesture: Gesture, side: Side) -> Words {
    match gesture {
        Gesture::Peace => beside!("peace", "Make a peace sign", side),
        Gesture::ThumbsUp => beside!("thumbs-up", "Give a thumbs up", side),
        Gesture::OpenPalm => beside!("open-palm", "Show your open palm", side),
        Gesture::Fist => beside!("fist", "Show your fist", side),
        Gesture::PointUp => beside!("point-up", "Point up with your index finger", side),
        Gesture::Ok => beside!("ok", "Make an OK sign", side),
        Gesture::Horns => beside!("horns", "Raise your index and little finger", side),
        Gesture::CallMe => beside!("call-me", "Stretch out your thumb and little finger", side),
    }
}

const fn show(fingers: Fingers) -> Words {
    match fingers {
        Fingers::Zero => ("fingers-0", "Show a hand with no finger stretched out"),
        Fingers::One => ("fingers-1", "Show one finger"),
        Fingers::Two => ("fingers-2", "Show two fingers"),
        Fingers::Three => ("fingers-3", "Show three fingers"),
        Fingers::Four => ("fingers-4", "Show four fingers"),
        Fingers::Five => ("fingers-5", "Show five fingers"),
    }
}

const fn at_face(touch: Touch) -> Words {
    match touch {
        Touch::CoverLeftEye => ("cover-left-eye", "Cover your left eye with your hand"),
        Touch::CoverRightEye => ("cover-right-eye", "Cover your right eye with your hand"),
        Touch::CoverMouth => ("cover-mouth", "Cover your mouth with your hand"),
        Touch::FingerOnNose => ("finger-on-nose", "Put a finger on the tip of your nose"),
        Touch::HandOnLeftCheek => ("hand-on-left-cheek", "Put your hand on your left cheek"),
        Touch::HandOnRightCheek => ("hand-on-right-cheek", "Put your hand on your right cheek"),
        Touch::HandOnHead => ("hand-on-head", "Put your hand on your head"),
        Touch::PressLeftCheek => ("press-left-cheek", "Press a finger into your left cheek"),
        Touch::PressRightCheek => ("press-right-cheek", "Press a finger into your right cheek"),
    }
}

const fn hold(prop: Prop, place: Place) -> Words {
    match prop {
        Prop::Banana => at_places!("banana", "a banana", place),
        Prop::Apple => at_places!("apple", "an apple", place),
        Prop::Cup => at_places!("cup", "a cup", place),
        Prop::Bottle => at_places!("bottle", "a bottle", place),
        Prop::Book => at_places!("book", "a book", place),
        Prop::Phone => at_places!("phone", "a phone", place),
        Prop::Spoon => at_places!("spoon", "a spoon", place),
        Prop::Toothbrush => at_places!("toothbrush", "a toothbrush", place),
        Prop::TeddyBear => at_places!("teddy-bear", "a teddy bear", place),
        Prop::Shoe => at_places!("shoe", "a shoe", place),
    }
}
