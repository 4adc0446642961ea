use super::*;
use crate::catalogue::{Place, Prop, Touch};
use crate::testing::{Scene, neutral, object, palm_over};

const LIMITS: GuideLimits = GuideLimits {
    face_height_min: 0.2,
    face_height_max: 0.9,
    centre_offset_max: 0.3,
};

fn guide(mv: Move) -> StepGuide {
    StepGuide::new(LIMITS, vec![mv], neutral(), 600)
}

const BANANA: Move = Move::Hold(Prop::Banana, Place::LeftCheek);

/// What the guide to a banana beside the left cheek says after frames every 100 ms.
fn banana(frames: u32, looked: impl Fn(u32) -> bool, there: impl Fn(u32) -> bool) -> Progress {
    let mut guide = guide(BANANA);
    let updates = (0..frames).map(|n| {
        let found = there(n).then(|| object("banana", (1.3, 0.6), 0.8));
        let scene = Scene {
            objects: looked(n).then(|| found.into_iter().collect()),
            ..Scene::default()
        };
        guide.update(&scene.observation(), n * 100)
    });
    updates.last().unwrap()
}

#[test]
fn a_thing_is_held_over_frames_in_which_nobody_looked() {
    let every_third = |n: u32| n.is_multiple_of(3);
    let done = banana(7, every_third, |_| true);
    assert!(done.done && done.moves[0].seen, "{done:?}");
    let between = banana(6, every_third, |_| true);
    assert_eq!(between.hint, Some(Hint::HoldStill));
    assert_eq!((between.moves[0].score, between.done), (1.0, false));
}

#[test]
fn one_look_is_no_hold_and_a_thing_that_is_gone_ends_it() {
    let once = banana(9, |n| n == 0, |_| true);
    assert!(!once.done && once.hold == 0.0, "{once:?}");
    let gone = banana(9, |n| n.is_multiple_of(3), |n| n < 4);
    assert!(
        !gone.done && gone.hint == Some(Hint::ShowObject),
        "{gone:?}"
    );
}

#[test]
fn a_hand_that_hides_the_whole_face_is_guided_from_where_the_face_was() {
    let mut guide = guide(Move::Touch(Touch::CoverMouth));
    let mut scene = Scene {
        hands: Some(Vec::new()),
        ..Scene::default()
    };
    let open = guide.update(&scene.observation(), 0);
    assert_eq!(open.hint, Some(Hint::ShowHand));
    scene.hands = Some(vec![palm_over((0.0, 0.75))]);
    let mut hidden = scene.observation();
    hidden.faces.clear();
    let progress: Vec<Progress> = (1..9).map(|n| guide.update(&hidden, n * 100)).collect();
    assert_eq!(progress[0].hint, Some(Hint::HoldStill), "{:?}", progress[0]);
    assert!(progress[7].done);
    assert_eq!(guide.update(&hidden, 20_000).hint, Some(Hint::NoFace));
}

#[test]
fn a_nod_is_done_once_the_head_is_back_up() {
    let mut guide = guide(Move::Nod);
    let way = [0.0, -6.0, -14.0, -6.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let progress = way.into_iter().zip(0u32..).map(|(pitch_deg, n)| {
        let scene = Scene {
            pitch_deg: pitch_deg - 4.0,
            ..Scene::default()
        };
        guide.update(&scene.observation(), n * 100)
    });
    let progress: Vec<Progress> = progress.collect();
    assert!(!progress[2].moves[0].seen);
    assert!(
        progress[4].moves[0].seen && progress[10].done,
        "{progress:?}"
    );
}
