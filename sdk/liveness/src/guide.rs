//! The browser's streaming guides: a frame at a time in, what to show out.

use poze_vision::Observation;

use crate::catalogue::Move;
use crate::hint::{GuideLimits, Hint, helping, obstacle, obstacle_to};
use crate::neutral::{Neutral, is_calm, is_frontal, is_steady, measure_neutral};
use crate::seen::Seen;
use crate::watch::Watch;

/// What to show after a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// One thing to say, the most useful.
    pub hint: Option<Hint>,
    /// How far each move of the step is; empty for the neutral look.
    pub moves: Vec<MoveProgress>,
    /// How much of the hold has passed, 0..1.
    pub hold: f32,
    /// The step is done: send it.
    pub done: bool,
}

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoveProgress {
    /// Which.
    pub mv: Move,
    /// 0..1, 1 = as far as asked.
    pub score: f32,
    /// Whether it is far enough now.
    pub seen: bool,
}

/// A hold survives this much without the move: one dropped or misread frame at 10 frames a second.
const HOLD_TOLERANCE_MS: u32 = 150;
/// And this much without a look for what the move needs; the verifier bridges no more either.
const UNSEEN_MAX_MS: u32 = 450;

/// Counts how long something has been held.
#[derive(Clone, Copy, Debug, Default)]
struct Hold {
    since_ms: Option<u32>,
    last_ms: u32,
}

impl Hold {
    /// Nothing is known of this moment. It stays as it is, unless nothing has been known for too long.
    fn wait(&mut self, t_ms: u32, hold_ms: u32) -> f32 {
        if t_ms.saturating_sub(self.last_ms) > UNSEEN_MAX_MS {
            self.since_ms = None;
        }
        self.part(hold_ms)
    }

    /// Returns the fraction of `hold_ms` that has passed.
    fn update(&mut self, now: bool, t_ms: u32, hold_ms: u32) -> f32 {
        if now {
            self.since_ms.get_or_insert(t_ms);
            self.last_ms = t_ms;
        } else if t_ms.saturating_sub(self.last_ms) > HOLD_TOLERANCE_MS {
            self.since_ms = None;
        }
        self.part(hold_ms)
    }

    fn part(&self, hold_ms: u32) -> f32 {
        self.since_ms.map_or(0.0, |since| {
            (self.last_ms.saturating_sub(since) as f32 / hold_ms.max(1) as f32).min(1.0)
        })
    }
}

/// Guides to a calm look into the camera and measures it.
#[derive(Debug)]
pub struct NeutralGuide {
    limits: GuideLimits,
    hold_ms: u32,
    hold: Hold,
    frames: Vec<Seen>,
}

impl NeutralGuide {
    /// A guide that asks for `hold_ms` of calm.
    pub fn new(limits: GuideLimits, hold_ms: u32) -> NeutralGuide {
        NeutralGuide {
            limits,
            hold_ms,
            hold: Hold::default(),
            frames: Vec::new(),
        }
    }

    /// Takes the frame at `t_ms`.
    pub fn update(&mut self, observation: &Observation, t_ms: u32) -> Progress {
        let seen = Seen::of(observation, t_ms);
        let hint = match obstacle(&seen, &self.limits) {
            Err(hint) => Some(hint),
            Ok(face) if !is_frontal(face) => Some(Hint::LookStraight),
            Ok(face) if !is_calm(face) => Some(Hint::RelaxFace),
            Ok(_) => None,
        };
        let turned = |face| hint.is_none() && !is_steady(&self.frames, face);
        if seen.face.as_ref().is_some_and(turned) {
            // The head came to rest elsewhere than the look began: it begins anew.
            self.hold = Hold::default();
            self.frames.clear();
        }
        let hold = self.hold.update(hint.is_none(), t_ms, self.hold_ms);
        if hold == 0.0 && hint.is_some() {
            self.frames.clear();
        }
        if hint.is_none() {
            self.frames.push(seen);
        }
        let done = hold >= 1.0 && self.neutral().is_some();
        Progress {
            hint: hint.or((!done).then_some(Hint::HoldStill)),
            moves: Vec::new(),
            hold,
            done,
        }
    }

    /// The look measured so far.
    pub fn neutral(&self) -> Option<Neutral> {
        measure_neutral(&self.frames).ok()
    }
}

/// Guides to the moves of one step.
#[derive(Debug)]
pub struct StepGuide {
    limits: GuideLimits,
    moves: Vec<MoveProgress>,
    watch: Watch,
    hold_ms: u32,
    hold: Hold,
}

impl StepGuide {
    /// A guide to `moves` at once, measured against `neutral`, held for `hold_ms`.
    pub fn new(limits: GuideLimits, moves: Vec<Move>, neutral: Neutral, hold_ms: u32) -> StepGuide {
        let none = |mv| MoveProgress {
            mv,
            score: 0.0,
            seen: false,
        };
        StepGuide {
            limits,
            moves: moves.into_iter().map(none).collect(),
            watch: Watch::new(neutral),
            hold_ms,
            hold: Hold::default(),
        }
    }

    /// Takes the frame at `t_ms`. What a frame says nothing about, because nobody looked for hands or objects in it, is
    /// as it was in the frame before.
    pub fn update(&mut self, observation: &Observation, t_ms: u32) -> Progress {
        let seen = Seen::of(observation, t_ms);
        self.watch.take(&seen);
        let asked: Vec<Move> = self.moves.iter().map(|m| m.mv).collect();
        let obstacle = obstacle_to(&asked, &seen, &self.watch, &self.limits);
        let mut looked = true;
        for progress in &mut self.moves {
            let score = match obstacle {
                Some(_) => Some(0.0),
                None => self.watch.score(progress.mv, &seen),
            };
            looked &= score.is_some();
            progress.score = score.unwrap_or(progress.score);
            progress.seen = progress.score >= 1.0;
        }
        let missing = self.moves.iter().find(|m| !m.seen);
        let hint = obstacle.or(missing.map(|m| helping(m.mv, &seen, &self.watch)));
        let hold = if looked || hint.is_some() {
            self.hold.update(hint.is_none(), t_ms, self.hold_ms)
        } else {
            self.hold.wait(t_ms, self.hold_ms)
        };
        let done = hold >= 1.0;
        Progress {
            hint: hint.or((!done).then_some(Hint::HoldStill)),
            moves: self.moves.clone(),
            hold,
            done,
        }
    }
}

#[cfg(test)]
mod tests;
