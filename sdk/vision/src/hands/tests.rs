//! Fingers and signs of skeletons.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::palms::{self, PalmDetector};
use super::points::{self, HandLandmarker, region_of_points};
use super::testing::{hand, open_hand, skeleton};
use super::{CROP_SIDE, Gesture, HAND_POINTS, HandStages, HandTracker, Handedness, PALM_SIDE, add};
use crate::frame::{Frame, PixelFormat};
use crate::net::fake::FakeNet;

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
        let off = (region.rotation.to_degrees() - turn + 180.0).rem_euclid(360.0) - 180.0;
        assert!(off.abs() < 8.0, "{turn}: {}", region.rotation.to_degrees());
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

/// A tracker that sees one palm in the middle of the frame, and an open hand in the middle of every crop whose
/// middle is white; with how often each network ran.
fn tracker() -> (HandTracker, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (palm_runs, point_runs) = (Arc::default(), Arc::default());
    let (mut boxes, mut scores) = (
        vec![0.0; palms::ANCHORS * palms::ROW],
        vec![-9.0; palms::ANCHORS],
    );
    // The coarse cell right below the middle: 24 pixels of box, the wrist below the middle finger's root.
    let anchor = 1152 + (6 * 12 + 6) * 6;
    let row = [0.0, 0.0, 48.0, 48.0, 0.0, 20.0, 0.0, 0.0, 0.0, -20.0];
    boxes[anchor * palms::ROW..][..10].copy_from_slice(&row);
    scores[anchor] = 5.0;
    let mut palm_net = FakeNet::new(PALM_SIDE.pow(2) * 3, vec![boxes, scores]);
    let count: Arc<AtomicUsize> = Arc::clone(&palm_runs);
    palm_net.answer = Box::new(move |_, _| _ = count.fetch_add(1, Relaxed));

    let middle = CROP_SIDE as f32 / 2.0;
    // Where and as large as the next crop is cut around such a hand: it stays where it is.
    let open = open_hand((middle, middle + 67.0), 77.0, 0.0, false);
    let flat = open.iter().flat_map(|p| [p.x, p.y, p.z]).collect();
    let mut point_net = FakeNet::new(CROP_SIDE.pow(2) * 3, vec![flat, vec![0.0], vec![0.9]]);
    let count: Arc<AtomicUsize> = Arc::clone(&point_runs);
    point_net.answer = Box::new(move |input, outputs| {
        count.fetch_add(1, Relaxed);
        let middle = input[(CROP_SIDE / 2 * CROP_SIDE + CROP_SIDE / 2) * 3];
        outputs[1][0] = if middle > 0.5 { 0.99 } else { 0.01 };
    });
    let palm_outputs = palms::Outputs {
        boxes: 0,
        scores: 1,
    };
    let point_outputs = points::Outputs {
        points: 0,
        presence: 1,
        side: 2,
    };
    let stages = HandStages {
        palms: PalmDetector::new(Box::new(palm_net), palm_outputs),
        points: HandLandmarker::new(Box::new(point_net), point_outputs),
    };
    (HandTracker::new(stages), palm_runs, point_runs)
}

#[test]
fn hands_are_followed_and_palms_looked_for_in_one_frame_of_four() {
    let (mut tracker, palm_runs, point_runs) = tracker();
    let white = vec![255; 200 * 200 * 3];
    let frame = Frame::new(&white, 200, 200, PixelFormat::Rgb8).unwrap();
    for _ in 0..4 {
        let hands = tracker.look(&frame);
        assert_eq!(hands.len(), 1);
        assert_eq!(hands[0].handedness, Handedness::Right);
        assert_eq!(hands[0].gesture, Some(Gesture::OpenPalm));
    }
    // A new hand is read twice, a followed one once.
    assert_eq!((palm_runs.load(Relaxed), point_runs.load(Relaxed)), (1, 5));
    tracker.look(&frame);
    assert_eq!(palm_runs.load(Relaxed), 2);
}

#[test]
fn a_lost_hand_is_looked_for_at_once_and_an_absent_one_now_and_then() {
    let (mut tracker, palm_runs, _) = tracker();
    let (white, black) = (vec![255; 200 * 200 * 3], vec![0; 200 * 200 * 3]);
    let with = |pixels| Frame::new(pixels, 200, 200, PixelFormat::Rgb8).unwrap();
    assert_eq!(tracker.look(&with(&white)).len(), 1);
    for _ in 0..5 {
        assert!(tracker.look(&with(&black)).is_empty());
    }
    assert_eq!(palm_runs.load(Relaxed), 3);
    tracker.reset();
    assert_eq!(tracker.look(&with(&white)).len(), 1);
    assert_eq!(palm_runs.load(Relaxed), 4);
}

#[test]
fn where_frames_are_few_palms_are_looked_for_in_each_that_follows_no_hand() {
    let (mut tracker, palm_runs, _) = tracker();
    let (white, black) = (vec![255; 200 * 200 * 3], vec![0; 200 * 200 * 3]);
    let with = |pixels| Frame::new(pixels, 200, 200, PixelFormat::Rgb8).unwrap();
    for missing in 1..=2 {
        tracker.seek();
        assert!(tracker.look(&with(&black)).is_empty());
        assert_eq!(palm_runs.load(Relaxed), missing);
    }
    // A hand that comes right after is seen at once; the one that is followed needs no other look.
    for _ in 0..3 {
        tracker.seek();
        assert_eq!(tracker.look(&with(&white)).len(), 1);
        assert_eq!(palm_runs.load(Relaxed), 3);
    }
}
