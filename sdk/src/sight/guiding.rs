//! From observations to what is to be shown, a step at a time.

use poze_liveness::{
    GuideLimits, ModelGroup, Move, Neutral, NeutralGuide, Progress, Step, StepGuide,
};
use poze_vision::{Observation, Wants};

use super::messages::{Order, Sighting};

enum Guide {
    /// Nothing was asked for yet.
    Idle,
    Neutral(NeutralGuide),
    Step(StepGuide),
    /// A move that this version does not know or has no models for, or no neutral look to measure it against.
    Blind,
}

/// Objects are looked for in one frame of so many: what is held does not come and go between two of them, and the
/// network for objects takes longer than all others together.
const OBJECTS_EVERY: u32 = 4;

/// The face is enough.
const NOTHING_MORE: Wants = Wants {
    hands: false,
    expressions: true,
    objects_every: None,
};

/// Follows the orders of the page.
pub(crate) struct Guiding {
    n: u8,
    swaps: u8,
    guide: Guide,
    neutral: Option<Neutral>,
    wants: Wants,
}

impl Default for Guiding {
    fn default() -> Guiding {
        Guiding {
            n: 0,
            swaps: 0,
            guide: Guide::Idle,
            neutral: None,
            wants: NOTHING_MORE,
        }
    }
}

impl Guiding {
    /// What there is to look for beside the face.
    pub(crate) fn wants(&self) -> Wants {
        self.wants
    }

    /// Guides to another step, with the models that there are. The neutral look that was measured so far is kept for it.
    pub(crate) fn follow(&mut self, order: &Order, models: &[ModelGroup]) {
        if let Guide::Neutral(guide) = &self.guide {
            self.neutral = guide.neutral();
        }
        let limits = GuideLimits {
            face_height_min: order.limits.face_height_min,
            face_height_max: order.limits.face_height_max,
            centre_offset_max: order.limits.centre_offset_max,
        };
        let moves: Option<Vec<Move>> = order.moves.iter().map(|id| Move::from_id(id)).collect();
        let needs = |moves: &[Move]| {
            let moves = moves.to_vec();
            Step { moves }.needs()
        };
        let needed = moves.as_deref().map(needs).unwrap_or_default();
        let moves = moves.filter(|_| needed.iter().all(|group| models.contains(group)));
        self.wants = Wants {
            hands: needed.contains(&ModelGroup::Hands),
            expressions: true,
            objects_every: needed
                .contains(&ModelGroup::Objects)
                .then_some(OBJECTS_EVERY),
        };
        (self.n, self.swaps) = (order.n, order.swaps);
        self.guide = match (order.n, moves, self.neutral) {
            (0, _, _) => Guide::Neutral(NeutralGuide::new(limits, order.hold_ms)),
            (_, Some(moves), Some(neutral)) if !moves.is_empty() => {
                Guide::Step(StepGuide::new(limits, moves, neutral, order.hold_ms))
            }
            _ => Guide::Blind,
        };
    }

    /// What a frame at `t_ms` means for the step.
    pub(crate) fn update(&mut self, observation: &Observation, t_ms: u32) -> Sighting {
        let progress = match &mut self.guide {
            Guide::Neutral(guide) => Some(guide.update(observation, t_ms)),
            Guide::Step(guide) => Some(guide.update(observation, t_ms)),
            Guide::Idle | Guide::Blind => None,
        };
        let judged = progress.is_some();
        let progress = progress.unwrap_or(Progress {
            hint: None,
            moves: Vec::new(),
            hold: 0.0,
            done: false,
        });
        Sighting {
            n: self.n,
            swaps: self.swaps,
            t_ms,
            hint: progress.hint.map(|hint| hint.id().to_owned()),
            moves: progress.moves.iter().map(|m| m.score).collect(),
            hold: progress.hold,
            done: progress.done,
            judged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{Blendshape, Expressions, Face, FaceQuality, HeadAngles, Rect};

    const FACE: &[ModelGroup] = &[ModelGroup::Face];

    fn order(n: u8, moves: &[&str]) -> Order {
        Order {
            n,
            swaps: 0,
            moves: moves.iter().map(|id| (*id).to_owned()).collect(),
            hold_ms: 600,
            limits: poze_protocol::Guide {
                face_height_min: 0.2,
                face_height_max: 0.9,
                centre_offset_max: 0.25,
            },
        }
    }

    fn face(smile: f32) -> Observation {
        let mut expressions = Expressions::default();
        expressions.set(Blendshape::MouthSmileLeft, smile);
        expressions.set(Blendshape::MouthSmileRight, smile);
        let face = Face {
            landmarks_in_frame: Vec::new(),
            box_in_frame: Rect {
                x: 220.0,
                y: 120.0,
                width: 200.0,
                height: 240.0,
            },
            presence: 1.0,
            angles: HeadAngles {
                yaw_deg: 0.0,
                pitch_deg: 0.0,
                roll_deg: 0.0,
            },
            expressions: Some(expressions),
            quality: FaceQuality {
                sharpness: 90.0,
                brightness: 120.0,
                contrast: 40.0,
                eye_distance_px: 90.0,
            },
            covered: None,
        };
        Observation {
            width: 640,
            height: 480,
            faces: vec![face],
            hands: None,
            objects: None,
        }
    }

    #[test]
    fn from_the_neutral_look_to_a_held_smile() {
        let mut guiding = Guiding::default();
        guiding.follow(&order(0, &[]), FACE);
        let neutral: Vec<Sighting> = (0..8)
            .map(|i| guiding.update(&face(0.05), i * 100))
            .collect();
        assert!(neutral[0].is_holding() && !neutral[0].done);
        assert!(neutral[7].done);

        guiding.follow(&order(1, &["smile"]), FACE);
        let not_yet = guiding.update(&face(0.05), 900);
        assert_eq!(not_yet.hint.as_deref(), Some("go-on"));
        assert!(!not_yet.is_holding());
        let smiling: Vec<Sighting> = (10..18)
            .map(|i| guiding.update(&face(0.9), i * 100))
            .collect();
        assert_eq!(smiling[0].moves, [1.0]);
        assert!(smiling[7].done && smiling[7].n == 1);
    }

    #[test]
    fn what_cannot_be_judged_here_is_said_to_be_so() {
        let mut guiding = Guiding::default();
        assert!(!guiding.update(&face(0.0), 0).judged);
        guiding.follow(&order(0, &[]), FACE);
        for i in 0..8 {
            guiding.update(&face(0.05), i * 100);
        }
        guiding.follow(&order(1, &["stand-on-head"]), FACE);
        assert!(!guiding.update(&face(0.0), 900).judged);
    }

    #[test]
    fn without_a_neutral_look_a_move_cannot_be_judged() {
        let mut guiding = Guiding::default();
        guiding.follow(&order(0, &[]), FACE);
        guiding.follow(&order(1, &["smile"]), FACE);
        assert!(!guiding.update(&face(0.9), 100).judged);
    }

    #[test]
    fn hands_and_objects_are_looked_for_only_while_a_move_needs_them() {
        let all = &[ModelGroup::Face, ModelGroup::Hands, ModelGroup::Objects];
        let mut guiding = Guiding::default();
        assert_eq!(guiding.wants(), NOTHING_MORE);
        for (moves, hands, objects) in [
            (vec!["peace", "tilt-left"], true, false),
            (vec!["cup@head"], false, true),
            (vec!["smile"], false, false),
        ] {
            guiding.follow(&order(1, &moves), all);
            let wants = guiding.wants();
            assert_eq!(
                (wants.hands, wants.objects_every.is_some()),
                (hands, objects)
            );
        }
    }

    #[test]
    fn a_move_without_its_models_is_left_to_the_shutter() {
        let mut guiding = Guiding::default();
        guiding.follow(&order(0, &[]), FACE);
        for i in 0..8 {
            guiding.update(&face(0.05), i * 100);
        }
        guiding.follow(&order(1, &["peace"]), FACE);
        assert!(!guiding.update(&face(0.05), 900).judged);
        guiding.follow(
            &order(1, &["shoe@head"]),
            &[ModelGroup::Face, ModelGroup::Objects],
        );
        assert!(!guiding.update(&face(0.05), 1_000).judged);
    }
}
