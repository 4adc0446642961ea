//! Runs to judge in tests: a head of 69 points in space, turned, moved and seen by a camera with a little noise.

use poze_liveness::{Move, Seen, SeenExpression, SeenFace, SeenHand};
use poze_protocol::FrameKind;

use crate::fake::{calm_face, face_of, reference};
use crate::{FrameFacts, PassiveFacts, Reference, ReliefFacts, Run, RunStep, StepFacts};

/// A run over these steps, against the reference of person 0.
pub(crate) fn run_of(steps: &[RunStep]) -> Run<'_> {
    static REFERENCE: std::sync::OnceLock<Reference> = std::sync::OnceLock::new();
    Run {
        steps,
        reference: REFERENCE.get_or_init(reference),
        track_gap_max_ms: 400,
        earlier: &[],
    }
}

/// What the head does at a moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Act {
    pub(crate) yaw_deg: f32,
    pub(crate) pitch_deg: f32,
    pub(crate) roll_deg: f32,
    pub(crate) mouth_open: f32,
    /// Of the middle of the face, as a fraction of the frame's width.
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// An honest run of person 0: neutral look, turn to the left, mouth open. 150 ms between track frames, four key
/// frames a step.
pub(crate) fn take() -> Vec<RunStep> {
    take_of(honest, 1)
}

/// What an honest person does in [`take`]: sways a little, turns from 1.9 s to 3.2 s, opens the mouth from 4 s.
pub(crate) fn honest(t_ms: u32) -> Act {
    let t = t_ms as f32 / 1000.0;
    let sway = |period: f32, phase: f32| (t / period * std::f32::consts::TAU + phase).sin();
    let ramp = |from: f32, to: f32| {
        ((t - from) / 0.35).clamp(0.0, 1.0) * ((to - t) / 0.35).clamp(0.0, 1.0)
    };
    Act {
        yaw_deg: 1.0 * sway(3.7, 0.4) + 22.0 * ramp(1.9, 3.5),
        pitch_deg: -3.0 + 0.8 * sway(2.9, 1.0),
        roll_deg: 0.6 * sway(4.3, 2.0),
        mouth_open: 0.02 + 0.6 * ramp(4.0, 6.5),
        x: 0.5 + 0.004 * sway(3.1, 0.0),
        y: 0.4 + 0.003 * sway(2.3, 1.5),
    }
}

/// A run in which the head does what `act` says; `seed` is that of the camera's noise.
pub(crate) fn take_of(act: impl Fn(u32) -> Act, seed: u64) -> Vec<RunStep> {
    let plan = [
        (vec![], 0, 1500),
        (vec![Move::TurnLeft], 1650, 3600),
        (vec![Move::MouthOpen], 3750, 6000),
    ];
    let mut noise = Noise(seed);
    plan.into_iter()
        .map(|(moves, from, to)| {
            let mut frames = Vec::new();
            for (n, t_ms) in (from..=to).step_by(150).enumerate() {
                frames.push(frame(
                    &act(t_ms),
                    t_ms,
                    FrameKind::Track,
                    n % 4 == 0,
                    &mut noise,
                ));
            }
            for key in 1..=4 {
                // Late in the step, where the move is held.
                let t_ms = to - 700 + key * 120;
                frames.push(frame(&act(t_ms), t_ms, FrameKind::Key, true, &mut noise));
            }
            frames.sort_by_key(FrameFacts::t_ms);
            let turns = moves.contains(&Move::TurnLeft);
            RunStep {
                moves,
                hold_ms: 600,
                revealed_ms: from,
                received_ms: to + 120,
                facts: StepFacts {
                    frames,
                    fade: None,
                    relief: turns.then_some(ReliefFacts {
                        turn_deg: 22.0,
                        residual: 0.03,
                    }),
                },
            }
        })
        .collect()
}

/// Facts of one frame as the local engine would see them.
pub(crate) fn frame(
    act: &Act,
    t_ms: u32,
    kind: FrameKind,
    embedded: bool,
    noise: &mut Noise,
) -> FrameFacts {
    let width = 0.3;
    let calm = calm_face();
    let face = SeenFace {
        centre_in_frame: (act.x, act.y),
        angles: poze_vision::HeadAngles {
            yaw_deg: act.yaw_deg,
            pitch_deg: act.pitch_deg,
            roll_deg: act.roll_deg,
        },
        expression: SeenExpression {
            mouth_open: act.mouth_open,
            ..calm.expression
        },
        ..calm
    };
    let points = head(act).into_iter().map(|(x, y)| {
        (
            act.x + width * (x + noise.next(0.002)),
            act.y + width * (y + noise.next(0.002)),
        )
    });
    FrameFacts {
        kind,
        points: points.collect(),
        face_width: width,
        hash: hash(act, noise),
        file_hash: noise.bits(),
        embedding: embedded.then(|| face_of(0)),
        passive: embedded.then_some(PassiveFacts {
            live: 0.95,
            glare: 0.0,
        }),
        seen: Seen {
            t_ms,
            faces: 1,
            face: Some(face),
            ..Seen::default()
        },
    }
}

/// Looks for hands in a frame: one lies over half of the face, or none is there.
pub(crate) fn hand_over(frame: &mut FrameFacts, there: bool) {
    let (x, y) = frame
        .seen
        .face
        .as_ref()
        .map_or((0.5, 0.5), |f| f.centre_in_frame);
    let width = frame.face_width;
    let hand = || {
        let mut points = vec![(x - 0.2 * width, y + 0.9 * width)];
        for finger in 0..5u8 {
            let at = |joint: u8| {
                let up = f32::from(joint) * 0.25 - 0.45;
                (x + (f32::from(finger) * 0.15 - 0.5) * width, y - up * width)
            };
            points.extend((0..4).map(at));
        }
        SeenHand {
            handedness: poze_vision::Handedness::Right,
            gesture: None,
            gesture_score: 0.0,
            straightness: [1.0; 5],
            points_in_frame: points,
        }
    };
    frame.seen.hands = Some(there.then(hand).into_iter().collect());
}

/// 69 points of a turned head, one face wide, around (0, 0).
fn head(act: &Act) -> Vec<(f32, f32)> {
    let (sy, cy) = act.yaw_deg.to_radians().sin_cos();
    let (sp, cp) = act.pitch_deg.to_radians().sin_cos();
    let (sr, cr) = act.roll_deg.to_radians().sin_cos();
    (0..69)
        .map(|i| {
            let u = (i % 9) as f32 / 8.0 - 0.5;
            let v = (i / 9) as f32 / 7.0 * 1.3 - 0.65;
            let bulge =
                0.35 * (1.0 - 2.5 * u * u - 1.2 * v * v) + 0.1 * (-40.0 * (u * u + v * v)).exp();
            let jaw = if v > 0.2 {
                0.35 * act.mouth_open * (v - 0.2)
            } else {
                0.0
            };
            let (x, y, z) = (u, v + jaw, bulge);
            let (x, z) = (x * cy + z * sy, z * cy - x * sy);
            let y = y * cp - z * sp;
            (x * cr - y * sr, x * sr + y * cr)
        })
        .collect()
}

/// A hash that changes by some bits when the head turns or moves.
fn hash(act: &Act, noise: &mut Noise) -> [u64; 4] {
    let turned =
        ((act.yaw_deg.abs() + act.pitch_deg.abs() + 300.0 * (act.x - 0.5).abs()) as u32).min(63);
    let mut hash = [0xA5A5_5A5A_C3C3_3C3C; 4];
    hash[1] ^= (1u64 << turned) - 1;
    hash[2] ^= 1 << (noise.bits() % 64);
    hash
}

/// The camera's noise: splitmix64.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Roughly normal, with this standard deviation.
    pub(crate) fn next(&mut self, deviation: f32) -> f32 {
        let sum: f32 = (0..4)
            .map(|_| (self.bits() >> 40) as f32 / (1u64 << 24) as f32)
            .sum();
        (sum - 2.0) * 1.73 * deviation
    }
}
