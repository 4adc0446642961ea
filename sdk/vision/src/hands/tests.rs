//! Fingers and signs of skeletons.

use super::points::region_of_points;
use super::testing::{hand, open_hand, skeleton};
use super::{Gesture, HAND_POINTS, add};

/// Bent fingers, thumb first, with how many are shown and which sign that is.
const SIGNS: [([u8; 5], u8, Option<Gesture>); 9] = [
    ([0, 0, 0, 0, 0], 5, Some(Gesture::OpenPalm)),
    ([1, 0, 0, 1, 1], 2, Some(Gesture::Peace)),
    ([0, 1, 1, 1, 1], 1, Some(Gesture::ThumbsUp)),
    ([1, 0, 1, 1, 1], 1, Some(Gesture::PointUp)),
    ([1, 0, 1, 1, 0], 2, Some(Gesture::Horns)),
    ([0, 1, 1, 1, 0], 2, Some(Gesture::CallMe)),
    ([1, 0, 0, 0, 0], 4, None),
    ([1, 0, 0, 0, 1], 3, None),
    ([0, 0, 1, 1, 1], 2, None),
];

#[test]
fn signs_are_read_whatever_the_place_the_size_the_side_and_a_small_turn() {
    let mut wrong = Vec::new();
    for (bent, fingers, gesture) in SIGNS {
        for (palm, turn, mirrored) in [
            (80.0, 0.0, false),
            (20.0, 15.0, true),
            (400.0, -15.0, false),
            (80.0, 15.0, true),
        ] {
            let points = skeleton(bent.map(|b| b == 1), (300.0, 200.0), palm, turn, mirrored);
            assert_eq!(points.len(), HAND_POINTS);
            let seen = hand(points);
            if seen.fingers_shown() != fingers || seen.gesture != gesture {
                wrong.push((bent, palm, turn, mirrored, seen.straightness, seen.gesture));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_thumb_that_points_down_is_not_up() {
    let down = hand(skeleton(
        [false, true, true, true, true],
        (0.0, 0.0),
        80.0,
        180.0,
        false,
    ));
    assert_eq!((down.fingers_shown(), down.gesture), (1, None));
}

#[test]
fn points_on_one_spot_say_nothing_and_do_not_panic() {
    let seen = hand(open_hand((5.0, 5.0), 0.0, 0.0, false));
    assert!(seen.straightness.iter().all(|finger| finger.is_finite()));
    assert!(seen.gesture_score.is_finite());
}

#[test]
fn the_next_region_stands_upright_with_the_hand() {
    for turn in [0.0, 35.0, -120.0] {
        let region = region_of_points(&open_hand((200.0, 200.0), 80.0, turn, false));
        let off = (region.rotation.to_degrees() - turn).rem_euclid(360.0);
        assert!(
            off < 8.0 || off > 352.0,
            "{turn}: {}",
            region.rotation.to_degrees()
        );
        assert!(
            region.side > 160.0 && region.side < 320.0,
            "{}",
            region.side
        );
    }
}

#[test]
fn what_was_read_from_a_part_of_a_hand_is_no_second_one() {
    let whole = || hand(open_hand((200.0, 200.0), 80.0, 0.0, false));
    let part = || hand(open_hand((200.0, 180.0), 25.0, 0.0, false));
    let other = || hand(open_hand((500.0, 200.0), 80.0, 0.0, true));
    for (first, second) in [(whole(), part()), (part(), whole())] {
        let mut hands = vec![first];
        add(&mut hands, second);
        assert_eq!(hands, [whole()]);
        add(&mut hands, whole());
        add(&mut hands, other());
        assert_eq!(hands.len(), 2);
    }
}
