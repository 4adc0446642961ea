use poze_vision::{Gesture, Observation};

use super::*;
use crate::catalogue::{Fingers, Place, Prop, Side, Touch};
use crate::testing::{
    Pose, Scene, flipped, mirrored, neutral, object, open_hand, palm_over, pointing_at,
};

/// The neutral look of [`Scene`], which is exactly symmetric.
fn symmetric() -> Neutral {
    let frames: Vec<Seen> = (0..5).map(|n| Scene::default().seen(n * 100)).collect();
    crate::measure_neutral(&frames).unwrap()
}

fn scene(change: impl FnOnce(&mut Scene)) -> Observation {
    let mut scene = Scene {
        hands: Some(Vec::new()),
        objects: Some(Vec::new()),
        ..Scene::default()
    };
    change(&mut scene);
    scene.observation()
}

/// Frames that show a move done, the last one as far as asked.
fn done(mv: Move) -> Vec<Observation> {
    let posed = |pose: Pose| vec![scene(|s| s.pose = pose)];
    let pitched = |pitch_deg: f32| scene(|s| s.pitch_deg = pitch_deg);
    let turned = |yaw_deg: f32| Pose {
        yaw_deg,
        ..Pose::default()
    };
    let sized = |size: f32| Pose {
        size,
        ..Pose::default()
    };
    let tilted = |roll_deg: f32| Pose {
        roll_deg,
        ..Pose::default()
    };
    match mv {
        Move::TurnLeft => posed(turned(20.0)),
        Move::TurnRight => posed(turned(-20.0)),
        Move::LookUp => vec![pitched(14.0)],
        Move::LookDown => vec![pitched(-14.0)],
        Move::TiltLeft => posed(tilted(16.0)),
        Move::TiltRight => posed(tilted(-16.0)),
        Move::Nod => [0.0, -7.0, -14.0, -6.0, 0.0].map(pitched).to_vec(),
        Move::Shake => [0.0, 8.0, 14.0, 2.0, -12.0]
            .map(|yaw| scene(|s| s.pose = turned(yaw)))
            .to_vec(),
        Move::LeanIn => posed(sized(1.3)),
        Move::LeanBack => posed(sized(0.75)),
        Move::MouthOpen => vec![scene(|s| {
            s.jaw_open = 0.4;
            s.lip_gap = 0.2;
        })],
        Move::EyesClosed => vec![scene(|s| {
            s.blink = (0.7, 0.7);
            s.lid_gap = (0.07, 0.07);
        })],
        Move::WinkLeft => vec![scene(|s| {
            s.blink = (0.6, 0.2);
            s.lid_gap = (0.1, 0.25);
        })],
        Move::WinkRight => vec![scene(|s| {
            s.blink = (0.2, 0.6);
            s.lid_gap = (0.25, 0.1);
        })],
        Move::BrowsUp => vec![scene(|s| s.brows = 0.6)],
        Move::Kiss => vec![scene(|s| {
            s.pucker = 0.9;
            s.mouth_width = 0.45;
        })],
        Move::Smile => vec![scene(|s| {
            s.smile = (0.8, 0.8);
            s.mouth_width = 0.7;
        })],
        Move::Sign(gesture) => vec![scene(|s| {
            let mut hand = open_hand((1.5, 1.5), 1.0);
            hand.gesture = Some(gesture);
            s.hands = Some(vec![hand]);
        })],
        Move::SignBeside(gesture, side) => vec![scene(|s| {
            let mut hand = open_hand((1.3, 0.9), 0.9);
            hand.gesture = Some(gesture);
            s.hands = Some(vec![match side {
                Side::Left => hand,
                Side::Right => flipped(hand),
            }]);
        })],
        Move::Fingers(fingers) => vec![scene(|s| {
            let mut hand = open_hand((1.5, 1.5), 1.0);
            let straight = |n: usize| if n < fingers.count() { 0.9 } else { 0.1 };
            hand.straightness = std::array::from_fn(straight);
            hand.gesture = None;
            s.hands = Some(vec![hand]);
        })],
        Move::Touch(touch) => vec![scene(|s| {
            s.hands = Some(vec![match touch {
                Touch::CoverLeftEye => open_hand((0.6, 0.2), 0.9),
                Touch::CoverRightEye => flipped(open_hand((0.6, 0.2), 0.9)),
                Touch::CoverMouth => palm_over((0.25, 0.8)),
                Touch::FingerOnNose => pointing_at((0.02, 0.4)),
                Touch::HandOnLeftCheek => open_hand((0.75, 0.8), 1.0),
                Touch::HandOnRightCheek => flipped(open_hand((0.75, 0.8), 1.0)),
                Touch::HandOnHead => palm_over((0.3, -0.95)),
                Touch::PressLeftCheek => pointing_at((0.55, 0.5)),
                Touch::PressRightCheek => flipped(pointing_at((0.55, 0.5))),
            }]);
        })],
        Move::Hold(prop, place) => vec![scene(|s| {
            let at = match place {
                Place::LeftCheek => (1.3, 0.6),
                Place::RightCheek => (-1.3, 0.6),
                Place::Head => (0.0, -1.1),
                Place::Mouth => (0.0, 0.8),
            };
            s.objects = Some(vec![object(prop.label(), at, 0.8)]);
        })],
    }
}

/// The score of a move in the last of these frames, 150 ms apart, after a neutral look.
fn score(mv: Move, frames: &[Observation]) -> f32 {
    let mut watch = Watch::new(symmetric());
    let mut last = None;
    for (frame, n) in frames.iter().zip(0u32..) {
        let seen = Seen::of(frame, n * 150);
        watch.take(&seen);
        last = watch.score(mv, &seen);
    }
    last.unwrap()
}

#[test]
fn every_move_is_seen_when_it_is_done_and_not_in_a_calm_look() {
    let calm = [scene(|_| ())];
    for mv in Move::ALL {
        assert_eq!(score(mv, &done(mv)), 1.0, "{}", mv.id());
        assert!(score(mv, &calm) < 0.3, "{}", mv.id());
    }
}

#[test]
fn the_mirror_image_of_every_move_is_the_move_of_the_other_side() {
    for mv in Move::ALL {
        let frames: Vec<Observation> = done(mv).iter().map(mirrored).collect();
        assert_eq!(score(mv.mirrored(), &frames), 1.0, "{}", mv.id());
        if mv.mirrored() != mv {
            assert!(score(mv, &frames) < 0.5, "{}", mv.id());
        }
    }
}

/// For every move and every scene, not only its own: scores in a mirror are those of the mirrored move.
#[test]
fn scores_are_symmetric_everywhere() {
    for shown in Move::ALL {
        let frames = done(shown);
        let in_mirror: Vec<Observation> = frames.iter().map(mirrored).collect();
        for mv in Move::ALL {
            let (here, there) = (score(mv, &frames), score(mv.mirrored(), &in_mirror));
            // Places are kept to four digits.
            let same = (here - there).abs() < 0.01;
            assert!(same, "{} in {}: {here}, {there}", mv.id(), shown.id());
        }
    }
}

#[test]
fn no_move_is_taken_for_another_of_its_kind() {
    let face: Vec<Move> = Move::judged_with(&[crate::ModelGroup::Face]);
    for &shown in &face {
        for &mv in &face {
            // A nod passes through a lowered chin, a shake through turns; an open mouth and a kiss change its width.
            let moving = shown.has(Tag::Depth) && mv.has(Tag::Depth);
            if mv != shown && !moving {
                let score = score(mv, &done(shown));
                assert!(score < 0.8, "{} is {}: {score}", shown.id(), mv.id());
            }
        }
    }
}

/// A sign anywhere else, at the face of another size, or another sign at the cheek is not a sign beside it.
#[test]
fn a_sign_beside_a_cheek_needs_both_the_sign_and_the_place() {
    let mv = Move::SignBeside(Gesture::Peace, Side::Left);
    let with = |gesture: Gesture, at: (f32, f32), size: f32| {
        let hands = |s: &mut Scene| {
            let mut hand = open_hand(at, size);
            hand.gesture = Some(gesture);
            s.hands = Some(vec![hand]);
        };
        score(mv, &[scene(hands)])
    };
    assert_eq!(with(Gesture::Peace, (1.3, 0.9), 0.9), 1.0);
    assert_eq!(with(Gesture::Fist, (1.3, 0.9), 0.9), 0.0);
    for (at, size, why) in [
        ((3.4, 0.9), 0.9, "far aside"),
        ((1.3, 3.4), 0.9, "at the chest"),
        ((0.0, 0.5), 0.9, "before the face"),
        ((1.3, 0.6), 0.25, "of somebody behind"),
    ] {
        assert!(with(Gesture::Peace, at, size) < 0.5, "{why}");
    }
}

#[test]
fn another_sign_or_number_or_thing_is_not_the_one_that_was_asked_for() {
    let fist = done(Move::Sign(Gesture::Fist));
    assert_eq!(score(Move::Sign(Gesture::Peace), &fist), 0.0);
    let three = done(Move::Fingers(Fingers::Three));
    assert_eq!(score(Move::Fingers(Fingers::Two), &three), 0.0);
    let cup = done(Move::Hold(Prop::Cup, Place::Head));
    assert_eq!(score(Move::Hold(Prop::Bottle, Place::Head), &cup), 0.0);
}

#[test]
fn half_bent_fingers_are_no_number_and_unsure_things_no_thing() {
    let mut unclear = done(Move::Fingers(Fingers::Two));
    unclear[0].hands.as_mut().unwrap()[0].straightness[1] = 0.52;
    assert!(score(Move::Fingers(Fingers::Two), &unclear) < 0.5);
    let cup = Move::Hold(Prop::Cup, Place::Head);
    let mut unsure = done(cup);
    unsure[0].objects.as_mut().unwrap()[0].score = 0.15;
    assert_eq!(score(cup, &unsure), 0.0);
}

#[test]
fn a_frame_in_which_nobody_looked_says_nothing() {
    let seen = Scene::default().seen(0);
    let mut watch = Watch::new(neutral());
    watch.take(&seen);
    for mv in Move::ALL {
        let needs_a_look = mv.has(Tag::Hands) || mv.has(Tag::Prop);
        assert_eq!(
            watch.score(mv, &seen).is_none(),
            needs_a_look,
            "{}",
            mv.id()
        );
    }
}

/// A mouth behind a hand is where it was, though the landmarks of the hidden face jump; a head that is moved in the
/// open takes its coordinates with it.
#[test]
fn a_face_that_jumps_behind_a_hand_stays_where_it_was() {
    let mut watch = Watch::new(symmetric());
    let open = Scene::default();
    watch.take(&open.seen(0));
    let mut hidden = Scene {
        hands: Some(vec![palm_over((0.25, 0.8))]),
        ..Scene::default()
    };
    let hands = hidden.seen(150).hands;
    hidden.pose.shift = (60.0, -50.0);
    let mut jumped = hidden.seen(150);
    jumped.hands = hands;
    watch.take(&jumped);
    let cover = Move::Touch(Touch::CoverMouth);
    assert_eq!(watch.score(cover, &jumped), Some(1.0));
    jumped.t_ms = 150 + LAST_GOOD_MS;
    assert!(watch.score(cover, &jumped) < Some(1.0), "too long ago");
    let mut moved = Scene::default();
    moved.pose.shift = (60.0, -50.0);
    let moved = moved.seen(300);
    watch.take(&moved);
    assert_eq!(watch.space(&moved), moved.face.unwrap().space);
}

/// A frame in which the networks miss the hand that was there says nothing; a hand that is gone is gone.
#[test]
fn a_hand_that_is_missed_in_one_frame_is_not_taken_away() {
    let cover = Move::Touch(Touch::CoverMouth);
    let peace = Move::Sign(Gesture::Peace);
    let mut watch = Watch::new(symmetric());
    let frame = |t_ms: u32, hand: bool| {
        let hands = hand.then(|| palm_over((0.25, 0.8))).into_iter().collect();
        let scene = Scene {
            hands: Some(hands),
            ..Scene::default()
        };
        scene.seen(t_ms)
    };
    let mut scores = |t_ms, hand| {
        let seen = frame(t_ms, hand);
        watch.take(&seen);
        [cover, peace, Move::Smile].map(|mv| watch.score(mv, &seen))
    };
    assert_eq!(scores(0, false), [Some(0.0); 3], "there was none yet");
    assert_eq!(scores(150, true), [Some(1.0), Some(0.0), Some(0.0)]);
    assert_eq!(scores(310, false), [None, None, Some(0.0)]);
    assert_eq!(scores(150 + HAND_MISSED_MS + 1, false), [Some(0.0); 3]);
}
