//! The server's judgement: was the move done and held, over the frames of a step?

use crate::catalogue::Move;
use crate::measure::{EYES_CLOSED_RISE, MOUTH_OPEN_RISE, SMILE_RISE, TILT_DEG, TURN_DEG, progress};
use crate::neutral::Neutral;
use crate::seen::{Seen, SeenFace};

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

/// Judges the frames of a step, in order of time.
pub fn judge_step(
    frames: &[Seen],
    moves: &[Move],
    neutral: &Neutral,
    hold_ms: u32,
) -> StepJudgement {
    let needed_ms = (hold_ms as f32 * HOLD_PART) as u32;
    let held = |score: &dyn Fn(&SeenFace) -> f32| best_held(frames, score, needed_ms);
    StepJudgement {
        moves: moves
            .iter()
            .map(|&mv| MoveJudgement {
                mv,
                score: held(&|face| progress(mv, face, neutral)),
            })
            .collect(),
        together: held(&|face| {
            moves
                .iter()
                .map(|&mv| progress(mv, face, neutral))
                .fold(1.0, f32::min)
        }),
    }
}

/// The largest score that was kept for `needed_ms` without a frame below it: over all windows that long, the
/// largest minimum.
fn best_held(frames: &[Seen], score: &dyn Fn(&SeenFace) -> f32, needed_ms: u32) -> f32 {
    let scores: Vec<(u32, f32)> = frames
        .iter()
        .map(|f| (f.t_ms, f.face.as_ref().map_or(0.0, score)))
        .collect();
    let mut best: f32 = 0.0;
    for start in 0..scores.len() {
        let mut least = f32::INFINITY;
        let mut before = scores[start].0;
        for &(t_ms, value) in &scores[start..] {
            if t_ms.saturating_sub(before) > HOLD_GAP_MS {
                break;
            }
            before = t_ms;
            least = least.min(value);
            if t_ms.saturating_sub(scores[start].0) >= needed_ms {
                best = best.max(least);
                break;
            }
        }
    }
    best
}

/// Judges one picture by itself, with no neutral look: against an average one. `None` when the move cannot be
/// told so (brows differ too much between people, pitch depends on the camera's place).
pub fn judge_alone(seen: &Seen, mv: Move) -> Option<bool> {
    let face = seen.face.as_ref();
    let at_least =
        |read: fn(&SeenFace) -> f32, least: f32| Some(face.is_some_and(|f| read(f) >= least));
    match mv {
        Move::TurnLeft => at_least(|f| f.angles.yaw_deg, TURN_DEG),
        Move::TurnRight => at_least(|f| -f.angles.yaw_deg, TURN_DEG),
        Move::TiltLeft => at_least(|f| f.angles.roll_deg, TILT_DEG),
        Move::TiltRight => at_least(|f| -f.angles.roll_deg, TILT_DEG),
        Move::LookUp | Move::LookDown | Move::BrowsUp => None,
        Move::MouthOpen => at_least(|f| f.mouth_open, MOUTH_OPEN_RISE),
        Move::EyesClosed => at_least(|f| f.eyes_closed, EYES_CLOSED_RISE + 0.12),
        Move::Smile => at_least(|f| f.smile, SMILE_RISE + 0.2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{neutral, seen};

    fn turned(yaw: impl Fn(u32) -> f32) -> Vec<Seen> {
        (0..20)
            .map(|i| seen(i * 150, |f| f.angles.yaw_deg = yaw(i)))
            .collect()
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
        own.smile = 0.5;
        let frames: Vec<Seen> = (0..9).map(|i| seen(i * 150, |f| f.smile = 0.6)).collect();
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
                        f.mouth_open = 0.6
                    }
                })
            })
            .collect();
        let judged = judge_step(&frames, &[Move::TiltLeft, Move::MouthOpen], &neutral(), 600);
        assert!(judged.moves.iter().all(|m| m.score == 1.0));
        assert!(judged.together < 0.5);
    }
}
