//! The server's judgement: was the move done and held, over the frames of a step?

use crate::catalogue::{Move, Tag};
use crate::neutral::Neutral;
use crate::seen::Seen;
use crate::watch::Watch;

/// What became of one move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoveJudgement {
    /// Which.
    pub mv: Move,
    /// The furthest that was held, 0..1; 1 = as far as asked.
    pub score: f32,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepJudgement {
    /// Each move by itself.
    pub moves: Vec<MoveJudgement>,
    /// The furthest that all moves were held together, 0..1.
    pub together: f32,
}

/// The guide and the server see other frames of the same take (the server fewer and re-encoded ones), so the
/// server asks for this part of the guide's hold: two track frames at the slowest allowed rate may miss its ends.
const HOLD_PART: f32 = 0.5;
/// Frames further apart than this do not make a hold.
const HOLD_GAP_MS: u32 = 450;

/// A frame that says less of a hand than both its neighbours is misread when they lie no further from it than this. The
/// guide forgives as much: one dropped or misread frame.
const MISREAD_MS: u32 = 200;

/// Judges the frames of a step, in order of time.
///
/// A frame in which nobody looked for hands or objects says nothing about moves that need them: it neither holds nor
/// breaks them, but the frames that do say something may not lie further apart for it than frames ever may. So objects
/// can be looked for in every third frame at the usual 150 ms.
pub fn judge_step(
    frames: &[Seen],
    moves: &[Move],
    neutral: &Neutral,
    hold_ms: u32,
) -> StepJudgement {
    let needed_ms = (hold_ms as f32 * HOLD_PART) as u32;
    let mut watch = Watch::new(*neutral);
    let mut frames: Vec<Scored> = frames
        .iter()
        .map(|seen| {
            watch.take(seen);
            Scored {
                t_ms: seen.t_ms,
                scores: moves.iter().map(|&mv| watch.score(mv, seen)).collect(),
            }
        })
        .collect();
    for (n, mv) in moves.iter().enumerate() {
        if mv.has(Tag::Hands) {
            forget_misread(&mut frames, n);
        }
    }
    let each = moves.iter().enumerate().map(|(n, &mv)| MoveJudgement {
        mv,
        score: best_held(&frames, |frame| Told::of(&frame.scores[n..=n]), needed_ms),
    });
    StepJudgement {
        moves: each.collect(),
        together: best_held(&frames, |frame| Told::of(&frame.scores), needed_ms),
    }
}

/// What one frame says about each of the moves.
struct Scored {
    t_ms: u32,
    scores: Vec<Option<f32>>,
}

/// Forgets what single frames say about move `n` against both their neighbours: of two such frames in a row neither is
/// forgotten.
fn forget_misread(frames: &mut [Scored], n: usize) {
    let told: Vec<(usize, f32)> = frames
        .iter()
        .enumerate()
        .filter_map(|(at, frame)| Some((at, frame.scores[n]?)))
        .collect();
    for window in told.windows(3) {
        let [(before, a), (at, score), (after, b)] = window else {
            continue;
        };
        let near = frames[*at].t_ms.saturating_sub(frames[*before].t_ms) <= MISREAD_MS
            && frames[*after].t_ms.saturating_sub(frames[*at].t_ms) <= MISREAD_MS;
        if near && *score < a.min(*b) {
            frames[*at].scores[n] = None;
        }
    }
}

/// What one frame says about some moves together.
struct Told {
    /// The least score of those about which it says something.
    least: f32,
    /// Whether it says something about all of them.
    all: bool,
}

impl Told {
    fn of(scores: &[Option<f32>]) -> Told {
        Told {
            least: scores.iter().flatten().copied().fold(1.0, f32::min),
            all: scores.iter().all(Option::is_some),
        }
    }
}

/// The largest score that was kept for `needed_ms` without a frame below it: over all windows that long, the largest
/// minimum. A window begins and ends with frames that say something about everything, and of these no two neighbours
/// in it lie further apart than [`HOLD_GAP_MS`].
fn best_held(frames: &[Scored], told: impl Fn(&Scored) -> Told, needed_ms: u32) -> f32 {
    let told: Vec<(u32, Told)> = frames.iter().map(|f| (f.t_ms, told(f))).collect();
    let mut best: f32 = 0.0;
    for start in 0..told.len() {
        let (from_ms, first) = &told[start];
        if !first.all {
            continue;
        }
        let mut least = f32::INFINITY;
        let mut before = *from_ms;
        for (t_ms, frame) in &told[start..] {
            if t_ms.saturating_sub(before) > HOLD_GAP_MS {
                break;
            }
            least = least.min(frame.least);
            if frame.all {
                before = *t_ms;
                if t_ms.saturating_sub(*from_ms) >= needed_ms {
                    best = best.max(least);
                    break;
                }
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Place, Prop, Touch};
    use crate::testing::{Scene, neutral, object, seen};

    fn turned(yaw: impl Fn(u32) -> f32) -> Vec<Seen> {
        (0..20)
            .map(|i| seen(i * 150, |f| f.angles.yaw_deg = yaw(i)))
            .collect()
    }

    #[test]
    fn an_angle_that_is_no_number_holds_nothing() {
        let frames: Vec<Seen> = (0..20)
            .map(|n| crate::testing::seen(n * 100, |face| face.angles.yaw_deg = f32::NAN))
            .collect();
        let judged = judge_step(&frames, &[Move::TurnLeft], &crate::testing::neutral(), 600);
        assert_eq!(judged.together, 0.0);
    }

    #[test]
    fn a_held_turn_is_seen_and_its_mirror_is_not() {
        let frames = turned(|i| if (5..12).contains(&i) { 24.0 } else { 2.0 });
        let judged = judge_step(&frames, &[Move::TurnLeft, Move::TurnRight], &neutral(), 600);
        assert_eq!(judged.moves[0].score, 1.0);
        assert_eq!(judged.moves[1].score, 0.0);
        assert_eq!(judged.together, 0.0);
    }

    #[test]
    fn a_turn_that_is_not_held_is_not_enough() {
        let frames = turned(|i| if i == 7 { 40.0 } else { 2.0 });
        assert_eq!(
            judge_step(&frames, &[Move::TurnLeft], &neutral(), 600).together,
            0.0
        );
    }

    #[test]
    fn frames_on_both_sides_of_a_gap_make_no_hold() {
        let mut frames = turned(|_| 24.0);
        frames = vec![frames.remove(0), frames.remove(10)];
        assert_eq!(
            judge_step(&frames, &[Move::TurnLeft], &neutral(), 600).together,
            0.0
        );
    }

    #[test]
    fn a_move_is_measured_against_the_visitors_own_look() {
        let mut own = neutral();
        own.expression.smile = 0.5;
        let frames: Vec<Seen> = (0..9)
            .map(|i| seen(i * 150, |f| f.expression.smile = 0.6))
            .collect();
        assert!(judge_step(&frames, &[Move::Smile], &own, 600).together < 0.5);
        assert_eq!(
            judge_step(&frames, &[Move::Smile], &neutral(), 600).together,
            1.0
        );
    }

    #[test]
    fn two_moves_one_after_the_other_are_not_together() {
        let frames: Vec<Seen> = (0..20)
            .map(|i| {
                seen(i * 150, |f| {
                    if i < 10 {
                        f.angles.roll_deg = 25.0
                    } else {
                        f.expression.mouth_open = 0.6
                    }
                })
            })
            .collect();
        let judged = judge_step(&frames, &[Move::TiltLeft, Move::MouthOpen], &neutral(), 600);
        assert!(judged.moves.iter().all(|m| m.score == 1.0));
        assert!(judged.together < 0.5);
    }

    const BANANA: Move = Move::Hold(Prop::Banana, Place::LeftCheek);

    /// Frames every 150 ms of somebody who holds a banana beside the left cheek.
    fn banana(looked: impl Fn(u32) -> bool, there: impl Fn(u32) -> bool) -> Vec<Seen> {
        (0..20)
            .map(|i| {
                let found = there(i).then(|| object("banana", (1.3, 0.6), 0.8));
                let scene = Scene {
                    objects: looked(i).then(|| found.into_iter().collect()),
                    ..Scene::default()
                };
                scene.seen(i * 150)
            })
            .collect()
    }

    fn together(frames: &[Seen], moves: &[Move]) -> f32 {
        judge_step(frames, moves, &neutral(), 600).together
    }

    #[test]
    fn frames_without_a_look_neither_hold_nor_break() {
        assert_eq!(together(&banana(|i| i % 3 == 0, |_| true), &[BANANA]), 1.0);
        assert_eq!(
            together(&banana(|_| true, |i| i % 3 == 0), &[BANANA]),
            0.0,
            "looked, not there"
        );
        assert_eq!(
            together(&banana(|_| false, |_| true), &[BANANA]),
            0.0,
            "nobody looked"
        );
        assert_eq!(
            together(&banana(|i| i == 4, |_| true), &[BANANA]),
            0.0,
            "one look is no hold"
        );
        assert_eq!(
            together(&banana(|i| i % 5 == 0, |_| true), &[BANANA]),
            0.0,
            "too far apart"
        );
    }

    #[test]
    fn frames_without_a_look_can_still_break_the_other_move_of_a_pair() {
        let mut frames = banana(|i| i % 2 == 0, |_| true);
        for seen in &mut frames {
            seen.face.as_mut().unwrap().angles.roll_deg = 20.0;
        }
        assert_eq!(together(&frames, &[Move::TiltLeft, BANANA]), 1.0);
        for seen in frames.iter_mut().skip(1).step_by(2) {
            seen.face.as_mut().unwrap().angles.roll_deg = 0.0;
        }
        assert!(together(&frames, &[Move::TiltLeft, BANANA]) < 0.2);
    }

    /// Frames every 150 ms of a hand that is over the mouth where `there` says so, and else over the forehead.
    fn covered(there: impl Fn(u32) -> bool) -> f32 {
        let frame = |i: u32| {
            let at = if there(i) { 0.75 } else { -0.9 };
            let scene = Scene {
                hands: Some(vec![crate::testing::palm_over((0.0, at))]),
                ..Scene::default()
            };
            scene.seen(i * 150)
        };
        let frames: Vec<Seen> = (0..10).map(frame).collect();
        together(&frames, &[Move::Touch(Touch::CoverMouth)])
    }

    #[test]
    fn a_hand_that_is_misread_in_one_frame_is_held_and_in_two_it_is_not() {
        let held = |i: u32| (2..=5).contains(&i);
        assert_eq!(covered(held), 1.0);
        assert_eq!(covered(|i| (3..=5).contains(&i) && i != 4), 1.0);
        assert!(covered(|i| (3..=6).contains(&i) && i != 4 && i != 5) < 0.5);
        assert!(covered(|i| i == 4) < 0.5, "once is no hold");
    }

    #[test]
    fn a_face_that_is_lost_behind_a_hand_is_where_it_was() {
        let cover = Move::Touch(Touch::CoverMouth);
        let frames = |lost_ms: u32| -> Vec<Seen> {
            let frame = |i: u32| {
                let t_ms = i * 150;
                let mut scene = Scene::default();
                if t_ms >= 600 {
                    scene.hands = Some(vec![crate::testing::palm_over((0.0, 0.75))]);
                }
                let mut seen = scene.seen(t_ms);
                if t_ms >= lost_ms {
                    seen.face = None;
                    seen.faces = 0;
                }
                seen
            };
            (0..10).map(frame).collect()
        };
        assert_eq!(together(&frames(u32::MAX), &[cover]), 1.0);
        assert_eq!(together(&frames(600), &[cover]), 1.0);
        assert_eq!(
            together(&frames(0), &[cover]),
            0.0,
            "it was never seen in the open"
        );
    }
}
