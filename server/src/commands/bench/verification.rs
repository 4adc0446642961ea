//! What a whole verification costs: the default run as the widget would send it, made of the pictures (`composed`).
//! What is measured is what the verifier does with it: every frame decoded strictly at arrival, decoded again and
//! examined, and the findings of the run concluded.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use cpu_time::ProcessTime;
use poze_engine::local::LocalEngine;
use poze_engine::{Engine, Limits, Reference, Run, RunStep, StepEvidence};
use poze_protocol::FrameKind;
use serde_json::{Value, json};

use super::composed::{KEY_QUALITY, Plan, TRACK_QUALITY, compose, sizes};
use super::pictures::Pictures;
use super::{median, rounded};
use crate::run::view::CAPTURE;
use crate::validate::HOLD_MS;

/// What was measured.
#[derive(Default)]
pub(super) struct Verifications {
    cpu_s: Vec<f64>,
    wall_s: Vec<f64>,
    check_s: Vec<f64>,
    examine_s: Vec<f64>,
    bytes: Vec<f64>,
    track: BTreeMap<String, usize>,
    key: BTreeMap<String, usize>,
}

/// Verifies again and again for so long, at least once. `engine` has one worker: what it and the calling thread use is
/// all that the process uses.
pub(super) async fn measure(
    pictures: &Pictures,
    engine: &LocalEngine,
    plan: &Plan,
    time: Duration,
) -> Result<Verifications> {
    let runs = compose(pictures, plan);
    ensure!(
        !runs.is_empty(),
        "no picture is large enough for a verification: key frames have {} pixels and more on their shorter side",
        Limits::KEY.min_side
    );
    // Its embedding is compared and that is all: whose it is changes nothing.
    let reference = poze_engine::fake::reference();
    let mut measured = Verifications {
        track: sizes(&runs, FrameKind::Track),
        key: sizes(&runs, FrameKind::Key),
        ..Verifications::default()
    };
    verify(engine, plan, &runs[0], &reference).await?; // weights and pages are warm from here on
    let begun = Instant::now();
    for run in runs.iter().cycle() {
        let evidence = run.clone();
        let (wall, cpu) = (Instant::now(), ProcessTime::try_now()?);
        let (check_s, examine_s) = verify(engine, plan, &evidence, &reference).await?;
        measured.cpu_s.push(cpu.try_elapsed()?.as_secs_f64());
        measured.wall_s.push(wall.elapsed().as_secs_f64());
        measured.check_s.push(check_s);
        measured.examine_s.push(examine_s);
        let bytes = run
            .iter()
            .flat_map(|step| &step.frames)
            .map(|f| f.bytes.len());
        measured.bytes.push(bytes.sum::<usize>() as f64);
        if begun.elapsed() >= time {
            break;
        }
    }
    eprintln!("verifications: {}", measured.cpu_s.len());
    Ok(measured)
}

impl Verifications {
    /// Of one core that does nothing else.
    pub(super) fn per_second_per_core(&self) -> Option<f64> {
        let total: f64 = self.cpu_s.iter().sum();
        (total > 0.0).then(|| rounded(self.cpu_s.len() as f64 / total))
    }

    /// The median.
    pub(super) fn cpu_s(&self) -> Option<f64> {
        median(self.cpu_s.clone()).map(rounded)
    }

    /// Frames, those of them in which hands are looked for, and milliseconds of one core.
    pub(super) fn summary(&self, plan: &Plan) -> Value {
        json!({
            "frames": plan.frames(),
            "hands": plan.frames_with_hands(),
            "ms": self.cpu_s().map(|seconds| rounded(seconds * 1e3)),
        })
    }

    /// How a verification is made and where its time goes.
    pub(super) fn report(&self, plan: &Plan) -> Value {
        let of = |values: &Vec<f64>| median(values.clone()).map(rounded);
        json!({
            "what": "a neutral look and 3 steps that look for hands, each one picture that drifts by some pixels: frames decoded at \
                     arrival, decoded again and examined, findings concluded; one worker",
            "verifications": self.cpu_s.len(),
            "frames": {
                "track": { "per_step": plan.track_frames, "interval_ms": CAPTURE.track_interval_ms,
                           "sizes": self.track, "jpeg_quality": TRACK_QUALITY },
                "key": { "per_step": plan.key_frames, "sizes": self.key, "jpeg_quality": KEY_QUALITY },
            },
            "evidence_bytes": of(&self.bytes),
            "wall_seconds": of(&self.wall_s),
            "check_seconds": of(&self.check_s),
            "examine_seconds": of(&self.examine_s),
        })
    }
}

/// Seconds that checking and examining took.
async fn verify(
    engine: &LocalEngine,
    plan: &Plan,
    evidence: &[StepEvidence],
    reference: &Reference,
) -> Result<(f64, f64)> {
    let (mut check_s, mut examine_s) = (0.0, 0.0);
    let mut steps = Vec::with_capacity(evidence.len());
    for (step, moves) in evidence.iter().zip(plan.steps) {
        let begun = Instant::now();
        engine.check(step)?;
        check_s += begun.elapsed().as_secs_f64();
        let received_ms = step.frames.last().map_or(0, |f| f.t_ms);
        let revealed_ms = step.frames.first().map_or(0, |f| f.t_ms);
        let begun = Instant::now();
        let facts = engine.examine(step.clone(), moves, reference).await?;
        examine_s += begun.elapsed().as_secs_f64();
        steps.push(RunStep {
            moves: moves.to_vec(),
            hold_ms: HOLD_MS,
            revealed_ms,
            received_ms,
            facts,
        });
    }
    std::hint::black_box(engine.conclude(&Run {
        steps: &steps,
        reference,
        track_gap_max_ms: CAPTURE.track_gap_max_ms,
        earlier: &[],
    }));
    Ok((check_s, examine_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::bench::composed::tests::folder;

    #[tokio::test]
    async fn the_engine_takes_what_is_composed() {
        let engine = LocalEngine::new(1).unwrap();
        let pictures = folder(&[(320, 240)]);
        let plan = &Plan::USUAL;
        let measured = measure(&pictures, &engine, plan, Duration::ZERO).await;
        let measured = measured.unwrap();
        assert_eq!(measured.summary(plan)["frames"], plan.frames());
        assert!(
            measured
                .per_second_per_core()
                .is_some_and(|rate| rate > 0.0)
        );
        assert_eq!(
            measured.report(plan)["frames"]["key"]["sizes"],
            json!({ "320x240": 16 })
        );
        let small = measure(&folder(&[(64, 64)]), &engine, plan, Duration::ZERO).await;
        assert!(small.is_err_and(|error| error.to_string().contains("120 pixels")));
    }
}
