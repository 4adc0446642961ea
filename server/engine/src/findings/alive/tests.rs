use super::*;
use poze_liveness::{Move, Touch};

use crate::findings::testing::{Act, hand_over, honest, run_of, take, take_of};
use crate::{RunStep, StepFacts};

fn score(steps: &[RunStep]) -> f32 {
    let finding = find(&run_of(steps));
    eprintln!("{}", finding.detail);
    finding.score
}

fn frames(steps: &mut [RunStep]) -> impl Iterator<Item = &mut FrameFacts> {
    steps.iter_mut().flat_map(|step| &mut step.facts.frames)
}

#[test]
fn an_honest_take_is_alive() {
    for seed in 1..6 {
        let least = score(&take_of(honest, seed));
        assert!(least > 0.65, "seed {seed}: {least}");
    }
}

#[test]
fn a_picture_that_stands_still_is_not() {
    let still = |_| Act {
        x: 0.5,
        y: 0.4,
        ..Act::default()
    };
    assert!(score(&take_of(still, 3)) < 0.2);
}

#[test]
fn a_picture_moved_in_the_hand_is_not() {
    let wave = |t_ms: u32, period: f32| (t_ms as f32 / period).sin();
    let moved = |t_ms| Act {
        roll_deg: 12.0 * wave(t_ms, 700.0),
        x: 0.5 + 0.08 * wave(t_ms, 900.0),
        y: 0.4 + 0.05 * wave(t_ms, 1100.0),
        ..Act::default()
    };
    assert!(score(&take_of(moved, 3)) < 0.4);
    // Turned in space, a picture becomes narrower on its far side.
    let mut tilted = take_of(moved, 4);
    for frame in frames(&mut tilted) {
        let turn = 0.4 * wave(frame.t_ms(), 500.0);
        for p in &mut frame.points {
            let (x, y) = (p.0 - 0.5, p.1 - 0.4);
            let depth = 1.0 + turn * x;
            *p = (0.5 + x * turn.cos() / depth, 0.4 + y / depth);
        }
    }
    assert!(score(&tilted) < 0.4);
}

#[test]
fn a_flat_picture_in_which_a_mouth_is_read_as_open_is_not() {
    // Ever faster, so that nothing comes again.
    let wave = |t_ms: u32| (t_ms as f32 / 1700.0).powi(2).sin();
    let drift = |t_ms: u32| 0.04 * (t_ms as f32 / 1900.0).powf(1.5).cos();
    let swung = |t_ms: u32| Act {
        x: 0.5 + 0.03 * wave(t_ms),
        y: 0.4 + drift(t_ms),
        pitch_deg: 3.0 * wave(t_ms),
        ..Act::default()
    };
    let mut steps = take_of(swung, 8);
    let undone = score(&steps);
    assert!(undone > 0.5, "it moves a little like a head: {undone}");
    for frame in steps[2].facts.frames.iter_mut() {
        frame.seen.face.as_mut().unwrap().expression.mouth_open = 0.5;
    }
    assert!(score(&steps) < 0.5, "but not like one that opens its mouth");
}

/// A printed face in somebody's other hand, which drifts.
fn print(t_ms: u32) -> Act {
    let wave = |period: f32| (t_ms as f32 / period).sin();
    Act {
        x: 0.5 + 0.03 * wave(1900.0),
        y: 0.4 + 0.02 * wave(2700.0),
        ..Act::default()
    }
}

/// Lays a hand over half of the face in these frames. Where landmarks are behind it they are guesses, which wander.
fn hide(step: &mut RunStep, behind: impl Fn(u32) -> bool) {
    for frame in &mut step.facts.frames {
        let there = behind(frame.t_ms());
        hand_over(frame, there);
        let wander = if there { 0.04 * frame.face_width } else { 0.0 };
        for (n, p) in frame.points.iter_mut().enumerate() {
            p.0 += wander * (n as f32 * 1.7 + frame.seen.t_ms as f32 / 400.0).sin();
        }
    }
}

fn flatness(steps: &[RunStep]) -> f64 {
    flat::find(&run_of(steps)).score
}

#[test]
fn a_flat_picture_behind_a_hand_is_not() {
    let cover = Move::Touch(Touch::CoverMouth);
    // Two steps with a hand or one, before which the picture is in the open.
    let mut both = take_of(print, 9);
    hide(&mut both[1], |t_ms| t_ms > 2200);
    hide(&mut both[2], |t_ms| t_ms > 4400);
    both[1].moves = vec![cover];
    both[2].moves = vec![cover];
    for steps in [&both[..2], &both] {
        let score = flatness(steps);
        assert!(score < 0.4, "guesses are taken for a face: {score}");
    }
    // A step in the open says what the picture is, whatever wanders in the other one behind a hand that is not seen.
    let mut open = take_of(print, 9);
    hide(&mut open[2], |_| true);
    for frame in &mut open[2].facts.frames {
        frame.seen.hands = None;
    }
    assert!(flatness(&open) > 0.5, "no hand was asked for");
    open[2].moves = vec![cover];
    let score = flatness(&open);
    assert!(score < 0.4, "{score}");
}

#[test]
fn a_face_behind_a_hand_is_alive_by_what_shows_of_it() {
    let mut steps = take();
    hide(&mut steps[2], |_| true);
    steps[2].moves = vec![Move::Touch(Touch::CoverMouth)];
    let least = score(&steps);
    assert!(least > 0.55, "{least}");
}

/// A hand that came within half a second of the prompt left nothing in the open: alive as anybody, refused as a picture.
#[test]
fn who_raises_a_hand_at_once_is_judged_by_the_neutral_look() {
    let cover = vec![Move::Touch(Touch::CoverMouth)];
    let mut living = take_of(|t_ms| honest(t_ms + 1500), 3);
    let mut flat = take_of(print, 9);
    for steps in [&mut living, &mut flat] {
        steps.truncate(2);
        hide(&mut steps[1], |t_ms| t_ms > 1900);
        steps[1].moves.clone_from(&cover);
    }
    assert!(flatness(&living) > 0.5, "{}", flatness(&living));
    assert!(flatness(&flat) < 0.4, "{}", flatness(&flat));
}

#[test]
fn a_piece_that_comes_again_is_not() {
    let looped = |t_ms: u32| honest(1700 + t_ms % 2100);
    assert!(score(&take_of(looped, 5)) < 0.4);
    let back_and_forth = |t_ms: u32| {
        let t_ms = t_ms % 3000;
        honest(1800 + if t_ms < 1500 { t_ms } else { 3000 - t_ms })
    };
    assert!(score(&take_of(back_and_forth, 6)) < 0.4);
}

#[test]
fn a_piece_that_is_frozen_is_not() {
    let frozen = |t_ms: u32| honest(if t_ms < 600 { t_ms } else { t_ms.max(2600) });
    assert!(score(&take_of(frozen, 7)) < 0.4);
}

#[test]
fn the_same_file_twice_is_not_but_slow_cameras_are_forgiven() {
    let mut slow = take();
    let track: Vec<&mut FrameFacts> = frames(&mut slow)
        .filter(|f| f.kind == poze_protocol::FrameKind::Track)
        .collect();
    let mut before = 0;
    for (n, frame) in track.into_iter().enumerate() {
        if n % 4 == 3 {
            frame.file_hash = before;
        }
        before = frame.file_hash;
    }
    assert!(score(&slow) > 0.55);
    let mut returned = take();
    let first = returned[0].facts.frames[0].file_hash;
    returned[1].facts.frames[3].file_hash = first;
    assert!(score(&returned) < 0.5);
    let mut same = take();
    frames(&mut same).for_each(|f| f.file_hash = 1);
    assert!(score(&same) < 0.1);
}

#[test]
fn a_run_without_faces_says_nothing_good() {
    let mut empty = take();
    for frame in frames(&mut empty) {
        frame.points.clear();
        frame.face_width = 0.0;
    }
    assert_eq!(score(&empty), 0.0);
    let mut none = take();
    none.iter_mut()
        .for_each(|step| step.facts = StepFacts::default());
    assert_eq!(score(&none), 0.0);
    assert_eq!(score(&[]), 0.0);
}

#[test]
fn times_that_no_run_has_cost_no_more_than_others() {
    // The last step claims to be seven weeks later, or every frame a day after the one before, or time runs backwards:
    // such runs fail by their times, and are not to be looked at for hours before they do.
    let claims: [fn(u32, u32) -> u32; 3] = [
        |_, t_ms| {
            t_ms + if t_ms > 3700 {
                4_294_000_000 - 10_000
            } else {
                0
            }
        },
        |n, _| n.saturating_mul(86_400_000),
        |n, t_ms| if n > 20 { u32::MAX - t_ms } else { t_ms },
    ];
    for claim in claims {
        let mut steps = take();
        for (n, frame) in (0..).zip(frames(&mut steps)) {
            frame.seen.t_ms = claim(n, frame.t_ms());
        }
        assert!((0.0..=1.0).contains(&score(&steps)));
    }
}
