//! What holds of the guides and the judgement, whatever is seen and whenever: nothing panics, and nothing is done that
//! was not shown for long enough.

use proptest::prelude::*;

use crate::testing::{Pose, Scene, neutral, open_hand};
use crate::{GuideLimits, Move, NeutralGuide, Seen, StepGuide, judge_step, measure_held_neutral};

const LIMITS: GuideLimits = GuideLimits {
    face_height_min: 0.2,
    face_height_max: 0.95,
    centre_offset_max: 0.3,
};
const HOLD_MS: u32 = 600;

fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => -1.0f32..1.5,
        1 => prop::sample::select(vec![0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30]),
    ]
}

fn scene() -> impl Strategy<Value = Scene> {
    (prop::array::uniform12(number()), any::<bool>()).prop_map(|(n, hand)| Scene {
        pose: Pose {
            yaw_deg: 40.0 * n[0],
            roll_deg: 40.0 * n[1],
            size: n[2],
            shift: (100.0 * n[3], 100.0 * n[4]),
        },
        pitch_deg: 40.0 * n[5],
        blink: (n[6], n[6]),
        jaw_open: n[7],
        smile: (n[8], n[8]),
        brows: n[9],
        pucker: n[10],
        hands: hand.then(|| vec![open_hand((n[11], n[11]), 1.0)]),
        ..Scene::default()
    })
}

/// Times in order or not, far apart or not.
fn times() -> impl Strategy<Value = Vec<u32>> {
    let usual = prop::collection::vec(20u32..400, 1..24).prop_map(|gaps| {
        let mut now = 0;
        gaps.into_iter()
            .map(|gap| {
                now += gap;
                now
            })
            .collect()
    });
    prop_oneof![3 => usual, 1 => prop::collection::vec(any::<u32>(), 1..24)]
}

fn some_moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(prop::sample::select(Move::ALL.to_vec()), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_observations_and_times_panics(
        scenes in prop::collection::vec(scene(), 1..24), times in times(), moves in some_moves(), hold_ms in 0u32..4_000,
    ) {
        let mut look = NeutralGuide::new(LIMITS, hold_ms);
        let mut step = StepGuide::new(LIMITS, moves.clone(), neutral(), hold_ms);
        let mut seen = Vec::new();
        for (scene, &t_ms) in scenes.iter().zip(&times) {
            let observation = scene.observation();
            for progress in [look.update(&observation, t_ms), step.update(&observation, t_ms)] {
                prop_assert!((0.0..=1.0).contains(&progress.hold), "{progress:?}");
                prop_assert!(progress.moves.iter().all(|m| (0.0..=1.0).contains(&m.score)), "{progress:?}");
                prop_assert!(!progress.done || progress.hold >= 1.0);
            }
            seen.push(Seen::of(&observation, t_ms));
        }
        let _ = measure_held_neutral(&seen, hold_ms);
        let judged = judge_step(&seen, &moves, &neutral(), hold_ms);
        prop_assert!((0.0..=1.0).contains(&judged.together), "{judged:?}");
        prop_assert!(judged.moves.iter().all(|m| (0.0..=1.0).contains(&m.score)), "{judged:?}");
    }

    /// A head that turns by up to 24 degrees at random: whether the turn was held is known from the angles.
    #[test]
    fn nothing_is_done_that_was_not_shown_for_half_of_the_hold(
        turned in prop::collection::vec(any::<bool>(), 2..24), times in times(),
    ) {
        let moves = [Move::TurnLeft];
        let frames: Vec<Seen> = turned.iter().zip(&times).map(|(&turned, &t_ms)| {
            let pose = Pose { yaw_deg: if turned { 24.0 } else { 0.0 }, ..Pose::default() };
            Scene { pose, ..Scene::default() }.seen(t_ms)
        }).collect();
        let together = judge_step(&frames, &moves, &neutral(), HOLD_MS).together;
        // The longest time from a turned frame to a later one, with none between that is not.
        let longest = turned.iter().zip(&times).collect::<Vec<_>>();
        let longest = longest.chunk_by(|a, b| *a.0 && *b.0).filter(|stretch| *stretch[0].0).map(|stretch| {
            let times = stretch.iter().map(|(_, t_ms)| **t_ms);
            let most = times.clone().max().unwrap_or(0);
            most - times.min().unwrap_or(0)
        }).max().unwrap_or(0);
        prop_assert!(together < 0.9 || longest >= HOLD_MS / 2, "{together} in {longest} ms");
    }

    #[test]
    fn the_guide_is_done_no_sooner_than_the_hold_is_long(
        scenes in prop::collection::vec(scene(), 1..24), gaps in prop::collection::vec(20u32..200, 24), moves in some_moves(),
    ) {
        prop_assume!(!moves.is_empty());
        let mut guide = StepGuide::new(LIMITS, moves, neutral(), HOLD_MS);
        let mut now_ms = 0;
        for (scene, gap_ms) in scenes.iter().zip(gaps) {
            let done = guide.update(&scene.observation(), now_ms).done;
            prop_assert!(!done || now_ms >= HOLD_MS);
            now_ms += gap_ms;
        }
    }
}
