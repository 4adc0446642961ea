use super::*;
use crate::testing::{Pose, Scene, flipped, object, open_hand, palm_over, pointing_at};
use poze_vision::{Hand, Object};

const POSES: [Pose; 4] = [
    Pose {
        yaw_deg: 0.0,
        roll_deg: 0.0,
        size: 1.0,
        shift: (0.0, 0.0),
    },
    Pose {
        yaw_deg: 0.0,
        roll_deg: 30.0,
        size: 0.7,
        shift: (-60.0, 30.0),
    },
    Pose {
        yaw_deg: 15.0,
        roll_deg: -20.0,
        size: 0.9,
        shift: (0.0, 0.0),
    },
    Pose {
        yaw_deg: -15.0,
        roll_deg: 0.0,
        size: 1.2,
        shift: (20.0, 0.0),
    },
];

fn touches(pose: Pose, hand: Hand) -> Vec<(Touch, f32)> {
    let scene = Scene {
        pose,
        hands: Some(vec![hand]),
        ..Scene::default()
    };
    let seen = scene.seen(0);
    let space = seen.face.unwrap().space.unwrap();
    let hand = HandInFace::of(&seen.hands.unwrap()[0], &space).unwrap();
    Touch::ALL
        .into_iter()
        .map(|touch| (touch, touching(touch, &hand, &space)))
        .collect()
}

/// A hand for each, and places where it must be something else or nothing.
fn hands() -> Vec<(Touch, Hand)> {
    vec![
        (Touch::CoverLeftEye, open_hand((0.6, 0.2), 0.9)),
        (Touch::CoverRightEye, flipped(open_hand((0.6, 0.2), 0.9))),
        (Touch::CoverMouth, palm_over((0.25, 0.8))),
        (Touch::FingerOnNose, pointing_at((0.02, 0.4))),
        (Touch::HandOnLeftCheek, open_hand((0.75, 0.8), 1.0)),
        (
            Touch::HandOnRightCheek,
            flipped(open_hand((0.75, 0.8), 1.0)),
        ),
        (Touch::HandOnHead, palm_over((0.3, -0.95))),
        (Touch::PressLeftCheek, pointing_at((0.55, 0.5))),
        (Touch::PressRightCheek, flipped(pointing_at((0.55, 0.5)))),
    ]
}

#[test]
fn every_touch_is_seen_and_taken_for_no_other_whatever_the_head_does() {
    for pose in POSES {
        for (asked, hand) in hands() {
            for (touch, score) in touches(pose, hand.clone()) {
                // The hand that covers an eye may lie on that side's cheek as well.
                let both = matches!(
                    (asked, touch),
                    (Touch::CoverLeftEye, Touch::HandOnLeftCheek)
                        | (Touch::CoverRightEye, Touch::HandOnRightCheek)
                        | (Touch::HandOnLeftCheek, Touch::CoverLeftEye)
                        | (Touch::HandOnRightCheek, Touch::CoverRightEye)
                );
                if touch == asked {
                    assert_eq!(score, 1.0, "{asked:?} at {pose:?}");
                } else if !both {
                    assert!(score < 1.0, "{asked:?} is {touch:?} at {pose:?}");
                }
            }
        }
    }
}

#[test]
fn a_hand_elsewhere_touches_nothing() {
    for at in [(2.2, 1.0), (-2.2, 1.0), (0.0, 3.2), (1.9, -0.6)] {
        for (touch, score) in touches(Pose::default(), open_hand(at, 1.0)) {
            assert!(score < 0.5, "{touch:?} {score} at {at:?}");
        }
    }
}

#[test]
fn a_hand_over_the_whole_face_covers_no_single_part() {
    for (touch, score) in touches(Pose::default(), open_hand((0.0, 0.7), 1.3)) {
        assert!(score < 1.0, "{touch:?}");
    }
}

#[test]
fn somebody_elses_hand_is_none() {
    for size in [0.25, 2.6] {
        for (touch, score) in touches(Pose::default(), open_hand((0.6, 0.2), size)) {
            assert!(score < 0.5, "{touch:?} {score} at size {size}");
        }
    }
}

#[test]
fn a_score_falls_evenly_on_the_way_off() {
    let over_mouth = |x: f32| {
        let scores = touches(Pose::default(), palm_over((0.25 + x, 0.9)));
        scores
            .into_iter()
            .find(|(touch, _)| *touch == Touch::CoverMouth)
            .unwrap()
            .1
    };
    let way: Vec<f32> = (0..30).map(|n| over_mouth(n as f32 * 0.1)).collect();
    assert!(way.windows(2).all(|w| w[1] <= w[0] + 1e-3), "{way:?}");
    assert!(way.iter().any(|s| (0.2..0.8).contains(s)), "{way:?}");
}

fn held(pose: Pose, object: Object) -> Vec<(Place, f32)> {
    let scene = Scene {
        pose,
        objects: Some(vec![object]),
        ..Scene::default()
    };
    let seen = scene.seen(0);
    let space = seen.face.unwrap().space.unwrap();
    let object = BoxInFace::of(&seen.objects.unwrap()[0], &space);
    Place::ALL
        .into_iter()
        .map(|place| (place, held_at(place, &object, &space)))
        .collect()
}

#[test]
fn a_thing_is_where_it_is_and_nowhere_else() {
    let things = [
        (Place::LeftCheek, object("banana", (1.2, 0.5), 0.9)),
        (Place::RightCheek, object("bottle", (-1.4, 0.8), 1.2)),
        (Place::Head, object("cup", (0.1, -1.1), 0.9)),
        (Place::Mouth, object("apple", (0.05, 0.8), 0.8)),
    ];
    for pose in POSES {
        for (asked, thing) in &things {
            for (place, score) in held(pose, thing.clone()) {
                if place == *asked {
                    assert_eq!(score, 1.0, "{asked:?} at {pose:?}");
                } else {
                    assert!(score < 0.5, "{asked:?} is {place:?}: {score} at {pose:?}");
                }
            }
        }
    }
}

#[test]
fn a_thing_in_the_lap_or_far_beside_is_nowhere() {
    for at in [
        (0.0, 3.0),
        (3.2, 0.5),
        (-3.2, 0.5),
        (0.0, -2.6),
        (1.8, -1.6),
    ] {
        for (place, score) in held(Pose::default(), object("cup", at, 0.8)) {
            assert!(score < 0.5, "{place:?} {score} at {at:?}");
        }
    }
}
