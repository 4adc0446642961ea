//! Takes of a head in space, cut and hidden.

use super::*;
use crate::RunStep;
use crate::fake::face_of;
use crate::findings::testing::{Act, hand_over, honest, run_of, take, take_of};
use poze_protocol::FrameKind;

fn score(steps: &[RunStep]) -> f32 {
    let finding = find(&run_of(steps));
    eprintln!("{}", finding.detail);
    finding.score
}

#[test]
fn an_honest_take_is_one() {
    for seed in 1..6 {
        let least = score(&take_of(honest, seed));
        assert!(least > 0.65, "seed {seed}: {least}");
    }
}

#[test]
fn a_head_that_jumps_is_not() {
    let jumps = |t_ms: u32| {
        let act = honest(t_ms);
        if t_ms < 2700 {
            act
        } else {
            Act {
                x: act.x - 0.06,
                yaw_deg: act.yaw_deg - 20.0,
                ..act
            }
        }
    };
    assert!(score(&take_of(jumps, 2)) < 0.45);
}

#[test]
fn another_face_is_not_even_in_the_same_place() {
    let mut steps = take();
    for frame in steps.iter_mut().skip(1).flat_map(|s| &mut s.facts.frames) {
        frame.embedding = frame.embedding.as_ref().map(|_| face_of(1));
    }
    assert!(score(&steps) < 0.2);
}

#[test]
fn one_bad_embedding_is_forgiven() {
    let mut steps = take();
    let mut embedded = steps[1]
        .facts
        .frames
        .iter_mut()
        .filter(|f| f.embedding.is_some());
    embedded.nth(1).unwrap().embedding = Some(face_of(7));
    assert!(score(&steps) > 0.65);
}

#[test]
fn a_face_that_is_lost_for_long_is_not() {
    let mut steps = take();
    for frame in steps.iter_mut().flat_map(|s| &mut s.facts.frames) {
        if (2000..3400).contains(&frame.t_ms()) {
            frame.points.clear();
        }
    }
    assert!(score(&steps) < 0.4);
}

/// Two moments of one head, joined at 2.7 s.
fn splice(t_ms: u32) -> Act {
    let act = honest(t_ms);
    let later = f32::from(u8::from(t_ms >= 2700));
    Act {
        x: act.x - 0.06 * later,
        yaw_deg: act.yaw_deg - 20.0 * later,
        ..act
    }
}

#[test]
fn a_cut_behind_black_frames_is_one() {
    for black_ms in [150, 300, 450, 600] {
        let mut steps = take_of(splice, 2);
        for frame in steps.iter_mut().flat_map(|s| &mut s.facts.frames) {
            if (2700 - black_ms..2700).contains(&frame.t_ms()) {
                frame.seen.face = None;
                frame.points.clear();
                frame.face_width = 0.0;
                frame.hash = [0; 4];
                frame.embedding = None;
            }
        }
        assert!(score(&steps) < 0.4, "{black_ms} ms");
    }
}

#[test]
fn another_picture_while_the_face_is_lost_is_a_cut_and_a_hand_is_not() {
    let lost = |hash: fn(&mut [u64; 4])| {
        let mut steps = take();
        for frame in steps.iter_mut().flat_map(|s| &mut s.facts.frames) {
            if (800..1000).contains(&frame.t_ms()) && frame.kind == FrameKind::Track {
                frame.points.clear();
                hash(&mut frame.hash);
            }
        }
        score(&steps)
    };
    assert!(lost(|hash| hash[0] ^= 0xFFFF) > 0.65);
    assert!(lost(|hash| *hash = [0; 4]) < 0.4);
}

#[test]
fn a_long_interval_that_the_page_declares_does_not_excuse_a_jump() {
    for declared_ms in [225, 300, 397] {
        let mut steps = take_of(splice, 2);
        for frame in steps.iter_mut().flat_map(|s| &mut s.facts.frames) {
            if frame.t_ms() >= 2700 {
                frame.seen.t_ms += declared_ms - 150;
            }
        }
        assert!(score(&steps) < 0.45, "{declared_ms} ms");
    }
    // All intervals declared long do not either.
    let mut slow = take_of(splice, 2);
    for frame in slow.iter_mut().flat_map(|s| &mut s.facts.frames) {
        frame.seen.t_ms = frame.seen.t_ms * 39 / 15;
    }
    assert!(score(&slow) < 0.45);
}

#[test]
fn a_frame_that_a_busy_page_misses_is_no_cut() {
    // Where a turn begins or ends within it the two cannot be told apart.
    let times = (150..1800).chain(2550..3000).chain(4500..5800);
    for missed_ms in times.filter(|t_ms| t_ms % 150 == 0) {
        let mut steps = take();
        for step in &mut steps {
            let missed = |f: &FrameFacts| f.t_ms() == missed_ms && f.kind == FrameKind::Track;
            step.facts.frames.retain(|f| !missed(f));
        }
        assert!(score(&steps) > 0.6, "{missed_ms} ms");
    }
}

#[test]
fn a_run_without_faces_has_no_track() {
    assert_eq!(score(&[]), 0.0);
}

/// A hand over the face between two times, looked for from 3750 ms on, as the landmarks network sees it: elsewhere, and
/// of another shape.
fn hide(steps: &mut [RunStep], times: std::ops::Range<u32>, looked: bool) {
    for frame in steps[2].facts.frames.iter_mut() {
        let there = times.contains(&frame.t_ms());
        if looked {
            hand_over(frame, there);
        }
        for (n, point) in frame.points.iter_mut().enumerate().filter(|_| there) {
            point.0 += 0.025;
            point.1 += if n % 2 == 0 { 0.01 } else { -0.01 };
        }
    }
}

#[test]
fn a_hand_that_comes_before_the_face_is_no_cut() {
    for looked in [true, false] {
        let mut steps = take();
        hide(&mut steps, 4500..5400, looked);
        let score = score(&steps);
        assert_eq!(score > 0.6, looked, "{score}");
    }
}

#[test]
fn a_head_that_is_elsewhere_behind_the_hand_is_cut() {
    let mut steps = take();
    hide(&mut steps, 4500..5400, true);
    for frame in steps[2]
        .facts
        .frames
        .iter_mut()
        .filter(|f| f.t_ms() >= 4800)
    {
        frame.points.iter_mut().for_each(|p| p.0 += 0.12);
    }
    assert!(score(&steps) < 0.5);
}

#[test]
fn another_face_behind_the_hand_or_after_it_is_not_the_same() {
    for until_ms in [5400, 9000] {
        let mut steps = take();
        hide(&mut steps, 4500..5400, true);
        for frame in steps[2].facts.frames.iter_mut() {
            let another = (4500..until_ms).contains(&frame.t_ms());
            frame.embedding = Some(face_of(usize::from(another)));
        }
        assert!(score(&steps) < 0.5, "until {until_ms} ms");
    }
}

#[test]
fn a_crossfade_is_a_cut() {
    let with = |energy: f32| {
        let mut steps = take();
        steps[1].facts.fade = Some(crate::FadeFacts { t_ms: 3000, energy });
        find(&run_of(&steps)).score
    };
    assert!(with(0.6) < 0.5 && with(0.8) < 0.5);
    assert_eq!(with(1.1), find(&run_of(&take())).score);
}
