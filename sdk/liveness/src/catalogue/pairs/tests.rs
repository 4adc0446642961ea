use super::*;
use crate::catalogue::{Fingers, Prop, Side};
use poze_vision::Gesture;

/// Every pair that the catalogue has.
fn pairs() -> Vec<(Move, Move)> {
    let of = |n: usize, a: Move| {
        let rest = Move::ALL[n + 1..].iter().copied();
        rest.filter(move |b| a.goes_with(*b)).map(move |b| (a, b))
    };
    let all = Move::ALL.into_iter().enumerate();
    all.flat_map(|(n, a)| of(n, a)).collect()
}

/// What no pair may be, each with its reason. A pair is given both ways round.
type Never = (&'static str, fn(Move, Move) -> bool);
const NEVER: [Never; 12] = [
    ("two moves of the head", |a, b| {
        a.has(Tag::Head) && b.has(Tag::Head)
    }),
    ("two yaw or pitch moves", |a, b| {
        a.has(Tag::Depth) && b.has(Tag::Depth)
    }),
    ("two expressions", |a, b| {
        a.has(Tag::Expression) && b.has(Tag::Expression)
    }),
    ("more than one hand", |a, b| {
        a.takes_a_hand() && b.takes_a_hand()
    }),
    ("a mouth that is covered and does something", |a, b| {
        covers_mouth(a) && matches!(b, Move::MouthOpen | Move::Kiss | Move::Smile)
    }),
    ("an eye that is covered and does something", |a, b| {
        let eyes = [
            Move::EyesClosed,
            Move::WinkLeft,
            Move::WinkRight,
            Move::BrowsUp,
        ];
        covers_eye(a) && eyes.contains(&b)
    }),
    ("a hand at the cheek beside an eye that closes", |a, b| {
        at_side(a) && matches!(b, Move::EyesClosed | Move::WinkLeft | Move::WinkRight)
    }),
    ("a hand at the face and a turned head", |a, b| {
        at_face(a) && b.has(Tag::Depth)
    }),
    (
        "what hides the middle of the face and anything else",
        |a, _| covers_mouth(a) || covers_eye(a) || a == Move::Touch(Touch::FingerOnNose),
    ),
    ("a thing on a head that tilts", |a, b| {
        matches!(a, Move::Hold(_, Place::Head)) && b.has(Tag::Head)
    }),
    ("a movement there and back and anything else", |a, _| {
        !a.has(Tag::Stillness)
    }),
    (
        "lids or lips that are read on a turned or bowed head",
        |a, b| {
            let lids_and_lips = [
                Move::EyesClosed,
                Move::WinkLeft,
                Move::WinkRight,
                Move::Kiss,
                Move::Smile,
            ];
            lids_and_lips.contains(&a) && b.has(Tag::Depth)
        },
    ),
];

fn covers_mouth(mv: Move) -> bool {
    matches!(
        mv,
        Move::Touch(Touch::CoverMouth) | Move::Hold(_, Place::Mouth)
    )
}

fn covers_eye(mv: Move) -> bool {
    matches!(mv, Move::Touch(Touch::CoverLeftEye | Touch::CoverRightEye))
}

fn at_side(mv: Move) -> bool {
    kind(mv) == Kind::AtSide
}

fn at_face(mv: Move) -> bool {
    matches!(mv, Move::Touch(_) | Move::SignBeside(..) | Move::Hold(..))
}

#[test]
fn no_pair_is_one_of_those_that_may_never_be() {
    let pairs = pairs();
    for (a, b) in &pairs {
        for (reason, never) in NEVER {
            let broken = never(*a, *b) || never(*b, *a);
            assert!(!broken, "{} with {}: {reason}", a.id(), b.id());
        }
    }
}

/// A rule that fits no two moves of the catalogue would hold by itself.
#[test]
fn each_of_these_rules_forbids_something() {
    for (reason, never) in NEVER {
        let mut all = Move::ALL.iter();
        let forbids = all.any(|&a| Move::ALL.iter().any(|&b| a != b && never(a, b)));
        assert!(forbids, "{reason}");
    }
}

#[test]
fn every_kind_of_pair_is_there() {
    let pairs = pairs();
    for (a, b) in TOGETHER {
        let of_kind =
            |&&(x, y): &&(Move, Move)| (kind(x), kind(y)) == (a, b) || (kind(x), kind(y)) == (b, a);
        assert!(pairs.iter().any(|p| of_kind(&p)), "{a:?} {b:?}");
    }
    assert!(
        TOGETHER
            .iter()
            .all(|(a, b)| *a != Kind::Alone && *b != Kind::Alone)
    );
}

#[test]
fn pairs_have_no_order_and_no_side() {
    for a in Move::ALL {
        assert!(!a.goes_with(a), "{a:?}");
        for b in Move::ALL {
            assert_eq!(a.goes_with(b), b.goes_with(a));
            assert_eq!(a.goes_with(b), a.mirrored().goes_with(b.mirrored()));
            assert_eq!(a.repeats(b), b.repeats(a));
        }
    }
}

#[test]
fn the_examples_of_the_design_are_pairs() {
    let beside = Move::SignBeside(Gesture::Peace, Side::Left);
    assert!(beside.goes_with(Move::TiltRight) && beside.goes_with(Move::MouthOpen));
    assert!(!beside.goes_with(Move::TurnLeft) && !beside.goes_with(Move::WinkLeft));
    let banana = Move::Hold(Prop::Banana, Place::LeftCheek);
    assert!(banana.goes_with(Move::TiltRight) && !banana.goes_with(Move::TurnLeft));
    let cup = Move::Hold(Prop::Cup, Place::Head);
    assert!(cup.goes_with(Move::BrowsUp) && !cup.goes_with(Move::TiltLeft));
}

#[test]
fn the_same_fingers_are_one_sign_under_any_name_and_anywhere() {
    let peace = Move::Sign(Gesture::Peace);
    for same in [
        Move::SignBeside(Gesture::Peace, Side::Left),
        Move::SignBeside(Gesture::Peace, Side::Right),
        Move::Fingers(Fingers::Two),
        peace,
    ] {
        assert!(peace.repeats(same), "{same:?}");
    }
    let horns = Move::Sign(Gesture::Horns);
    assert!(!peace.repeats(horns) && horns.repeats(Move::Fingers(Fingers::Two)));
    assert!(!Move::TurnLeft.repeats(Move::TurnRight));
}
