//! What holds of any run: nothing panics, and nothing passes without all steps done in their order.

use poze_liveness::Move;
use poze_protocol::FrameKind;
use proptest::prelude::*;

use super::testing::{Act, Noise, frame, run_of};
use super::{Finding, FindingKind, conclude, moves};
use crate::fake::face_of;
use crate::{FrameFacts, Look, Run, RunStep, StepFacts};

/// Anything that could stand in facts, with what no engine should write.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -1.0f32..2.0,
        2 => -90.0f32..90.0,
        1 => prop::sample::select(vec![0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE]),
    ]
}

/// Times of a run, or of none.
fn time() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0u32..8_000, 1 => any::<u32>()]
}

fn any_frame() -> impl Strategy<Value = FrameFacts> {
    let numbers = prop::array::uniform8(number());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (time(), numbers, flags, 0u8..4, 0u64..4).prop_map(
        |(t_ms, n, (key, there, points, embedded), faces, seed)| {
            let act = Act {
                yaw_deg: 30.0 * n[0],
                pitch_deg: n[1],
                roll_deg: n[2],
                mouth_open: n[3],
                x: n[4],
                y: n[5],
            };
            let kind = if key {
                FrameKind::Key
            } else {
                FrameKind::Track
            };
            let mut frame = frame(&act, t_ms, kind, embedded, &mut Noise(seed));
            frame.seen.faces = faces;
            frame.face_width = n[6];
            if !there {
                frame.seen.face = None;
            }
            if !points {
                frame.points.truncate((10.0 * n[7]) as usize);
            }
            if embedded && seed == 0 {
                frame.embedding = Some(face_of(3).into_iter().map(|v| v * n[7]).collect());
            }
            frame
        },
    )
}

fn any_step() -> impl Strategy<Value = RunStep> {
    let moves = prop::collection::vec(prop::sample::select(Move::ALL.to_vec()), 0..3);
    let frames = prop::collection::vec(any_frame(), 0..14);
    let hold = prop_oneof![4 => 200u32..3_000, 1 => any::<u32>()];
    (moves, frames, hold, time(), time(), any::<bool>()).prop_map(
        |(moves, mut frames, hold_ms, revealed_ms, received_ms, sorted)| {
            if sorted {
                frames.sort_by_key(FrameFacts::t_ms);
            }
            RunStep {
                moves,
                hold_ms,
                revealed_ms,
                received_ms,
                facts: StepFacts {
                    frames,
                    relief: None,
                    fade: None,
                },
            }
        },
    )
}

/// Something that a head does for a step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Done {
    Nothing,
    Turned(f32),
    Raised(f32),
    Mouth,
}

/// Moves, and what shows each of them.
const SHOWN: [(Move, Done); 5] = [
    (Move::TurnLeft, Done::Turned(24.0)),
    (Move::TurnRight, Done::Turned(-24.0)),
    (Move::LookUp, Done::Raised(20.0)),
    (Move::LookDown, Done::Raised(-22.0)),
    (Move::MouthOpen, Done::Mouth),
];

impl Done {
    /// What the head does `part` of the step through.
    fn act(self, part: f32) -> Act {
        let much = (4.0 * part).min(1.0);
        let mut act = Act {
            pitch_deg: -3.0,
            mouth_open: 0.02,
            x: 0.5,
            y: 0.4,
            ..Act::default()
        };
        match self {
            Done::Nothing => {}
            Done::Turned(deg) => act.yaw_deg = deg * much,
            Done::Raised(deg) => act.pitch_deg += deg * much,
            Done::Mouth => act.mouth_open += 0.6 * much,
        }
        act
    }
}

/// A run that asks for some moves and shows something in each step.
fn acted(asked: &[Move], shown: &[Done], lengths_ms: &[u32], seed: u64) -> Vec<RunStep> {
    let mut noise = Noise(seed);
    let mut from_ms = 0;
    let plan = std::iter::once(None).chain(asked.iter().map(Some));
    let steps = plan.zip(shown).zip(lengths_ms);
    steps
        .map(|((asked, shown), &length_ms)| {
            let times = (0..=length_ms).step_by(150);
            let frames: Vec<FrameFacts> = times
                .map(|at_ms| {
                    let act = shown.act(at_ms as f32 / length_ms as f32);
                    frame(&act, from_ms + at_ms, FrameKind::Track, true, &mut noise)
                })
                .collect();
            let revealed_ms = from_ms;
            let last_ms = frames.last().map_or(0, FrameFacts::t_ms);
            from_ms = last_ms + 150;
            RunStep {
                moves: asked.copied().into_iter().collect(),
                hold_ms: 600,
                revealed_ms,
                received_ms: last_ms,
                facts: StepFacts {
                    frames,
                    relief: None,
                    fade: None,
                },
            }
        })
        .collect()
}

fn passes(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.score >= 0.9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_run_panics_and_every_score_is_one(
        steps in prop::collection::vec(any_step(), 0..4), earlier in prop::collection::vec(any_step(), 0..3),
    ) {
        let earlier: Vec<Look> = earlier.iter().map(|step| Look::of(&step.facts)).collect();
        for look in &earlier {
            prop_assert!(Look::from_bytes(&look.to_bytes()).is_some());
        }
        let run = Run { earlier: &earlier, ..run_of(&steps) };
        let findings = conclude(&run).findings;
        prop_assert!(findings.iter().all(|f| (0.0..=1.0).contains(&f.score)), "{:?}", findings);
        for kind in FindingKind::ALL {
            // A run without steps with moves has none to judge, and is passed by no policy for it.
            let any = findings.iter().any(|f| f.kind == kind);
            prop_assert!(any || (kind == FindingKind::Move && steps.len() < 2), "{:?}", kind);
        }
    }

    #[test]
    fn a_run_passes_if_all_steps_were_done_in_their_order_and_only_then(
        asked in prop::collection::vec(prop::sample::select(SHOWN.to_vec()), 1..4),
        instead in prop::collection::vec(prop::option::weighted(0.3, prop::sample::select(SHOWN.to_vec())), 4),
        lengths_ms in prop::collection::vec(1_400u32..3_000, 4),
        swap in any::<bool>(), seed in any::<u64>(),
    ) {
        let moves: Vec<Move> = asked.iter().map(|(mv, _)| *mv).collect();
        let expected: Vec<Done> = std::iter::once(Done::Nothing).chain(asked.iter().map(|(_, done)| *done)).collect();
        let mut shown: Vec<Done> = expected.clone();
        for (done, instead) in shown.iter_mut().skip(1).zip(&instead) {
            if let Some((_, other)) = instead {
                *done = *other;
            }
        }
        if swap {
            shown[1..].reverse();
        }
        let steps = acted(&moves, &shown, &lengths_ms, seed);
        let found = moves::find(&run_of(&steps));
        prop_assert_eq!(found.len(), steps.len());
        prop_assert_eq!(passes(&found), shown == expected, "asked {:?}, shown {:?}", moves, shown);
    }

    #[test]
    fn a_step_that_is_left_out_is_passed_by_nothing(
        asked in prop::collection::vec(prop::sample::select(SHOWN.to_vec()), 2..4), out in any::<prop::sample::Index>(),
    ) {
        let moves: Vec<Move> = asked.iter().map(|(mv, _)| *mv).collect();
        let shown: Vec<Done> = std::iter::once(Done::Nothing).chain(asked.iter().map(|(_, done)| *done)).collect();
        let mut steps = acted(&moves, &shown, &[2_000; 4], 1);
        let out = out.index(steps.len());
        steps[out].facts.frames.clear();
        prop_assert!(!passes(&moves::find(&run_of(&steps))));
    }
}
