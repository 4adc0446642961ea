//! What a whole verification costs: the default run as the widget would send it, made of the pictures.
//!
//! A run is a neutral look and three steps. Each shows one picture, drifting by a few pixels from frame to frame as a
//! head does, so that no two frames are the same file and the face is followed as in a real run: track frames at the
//! capture plan's interval and size, and key frames at theirs, encoded as JPEG beforehand. What is measured is what the
//! verifier does with them: every frame decoded strictly at arrival, decoded again and examined, and the findings of the
//! run concluded.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use cpu_time::ProcessTime;
use poze_engine::local::LocalEngine;
use poze_engine::{
    Engine, EvidenceFrame, Limits, Picture, Reference, Run, RunStep, StepEvidence, inspect,
};
use poze_liveness::{Move, Side, Touch};
use poze_protocol::FrameKind;
use poze_vision::Gesture;
use serde_json::{Value, json};

use super::composed::{KEY_QUALITY, Plan, TRACK_QUALITY, compose, sizes};
use super::pictures::Pictures;
use super::{median, rounded};
use crate::run::view::CAPTURE;
use crate::validate::HOLD_MS;

/// Track frames of a step: 3.9 s, as long as people take to read, move and hold.
const TRACK_FRAMES: u32 = 26;
/// The moves of the steps: a poze of the default pack, nine of ten of whose steps look for hands.
const MOVES: [&[Move]; 3] = [
    &[Move::Sign(Gesture::Peace), Move::TurnLeft],
    &[
        Move::SignBeside(Gesture::Fist, Side::Right),
        Move::MouthOpen,
    ],
    &[Move::Touch(Touch::CoverLeftEye)],
];
/// Runs that are made beforehand and taken in turn: 120 frames each, some 2.5 MB.
const RUNS_MAX: usize = 8;
/// As the widget encodes: 0.7 and 0.88 of a canvas.
const TRACK_QUALITY: u8 = 70;
const KEY_QUALITY: u8 = 88;
/// How far a picture drifts to one side and back, in pixels of the frame and one a frame: across, and down.
const DRIFT_PX: (u32, u32) = (8, 7);

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

fn moves_of_steps() -> impl Iterator<Item = Vec<Move>> {
    std::iter::once(Vec::new()).chain(MOVES.map(<[Move]>::to_vec))
}

/// Runs of as many different pictures as there are, up to [`RUNS_MAX`].
fn compose(pictures: &Pictures) -> Vec<Vec<StepEvidence>> {
    let fits = |picture: &&Picture| fits(picture);
    let fitting: Vec<&Picture> = pictures.iter().filter(fits).collect();
    let steps = 1 + MOVES.len();
    let runs = fitting.len().div_ceil(steps).min(RUNS_MAX);
    let of_run = |run: usize| {
        let of_step = |n: usize| step(n as u8, fitting[(run * steps + n) % fitting.len()]);
        (0..steps).map(of_step).collect::<Option<Vec<_>>>()
    };
    (0..runs).filter_map(of_run).collect()
}

/// Whether both kinds of frames made of it are within the verifier's limits.
fn fits(picture: &Picture) -> bool {
    let within = |side: u32, limits: &Limits| {
        let (width, height) = scaled(picture, side);
        width.min(height) >= limits.min_side
    };
    within(CAPTURE.key_side_px, &Limits::KEY) && within(CAPTURE.track_side_px, &Limits::TRACK)
}

/// One step: its key frames lie over the second half, where a move is held.
fn step(n: u8, picture: &Picture) -> Option<StepEvidence> {
    let begin_ms = u32::from(n) * TRACK_FRAMES * CAPTURE.track_interval_ms;
    let keys = u32::from(CAPTURE.key_frames);
    let mut frames = Vec::new();
    for at in 0..TRACK_FRAMES {
        let t_ms = begin_ms + at * CAPTURE.track_interval_ms;
        frames.push((FrameKind::Track, t_ms));
        let key = at.checked_sub(TRACK_FRAMES / 2).filter(|key| *key < keys);
        frames.extend(key.map(|_| (FrameKind::Key, t_ms + CAPTURE.track_interval_ms / 3)));
    }
    let encode = |(at, (kind, t_ms)): (u32, (FrameKind, u32))| {
        let (side, quality) = match kind {
            FrameKind::Track => (CAPTURE.track_side_px, TRACK_QUALITY),
            FrameKind::Key => (CAPTURE.key_side_px, KEY_QUALITY),
        };
        let bytes = jpeg(&drifted(picture, side, at), quality)?;
        Some(EvidenceFrame { kind, t_ms, bytes })
    };
    let frames = (0..).zip(frames).map(encode).collect::<Option<_>>()?;
    Some(StepEvidence { n, frames })
}

/// Width and height with this longer side; never enlarged.
fn scaled(picture: &Picture, side: u32) -> (u32, u32) {
    let longer = picture.width.max(picture.height);
    let part =
        |length: u32| (u64::from(length) * u64::from(side.min(longer)) / u64::from(longer)) as u32;
    (part(picture.width).max(1), part(picture.height).max(1))
}

/// Frame number `at` of the picture at this size: moved to and fro, edges repeated, each pixel the mean of those that it
/// covers.
fn drifted(picture: &Picture, side: u32, at: u32) -> Picture {
    let (width, height) = scaled(picture, side);
    let scale = picture.width as f32 / width as f32;
    let moved = |most: u32| (at % (2 * most)).abs_diff(most) as f32 * scale;
    let (dx, dy) = (moved(DRIFT_PX.0), moved(DRIFT_PX.1));
    let taps = scale.ceil().clamp(1.0, 8.0) as u32;
    let along = |at: u32, tap: u32, moved: f32, length: u32| {
        let place = (at as f32 + (tap as f32 + 0.5) / taps as f32) * scale + moved;
        place.clamp(0.0, length as f32 - 1.0) as usize
    };
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        let rows: Vec<usize> = (0..taps)
            .map(|tap| along(y, tap, dy, picture.height))
            .collect();
        for x in 0..width {
            let mut sum = [0u32; 3];
            for column in (0..taps).map(|tap| along(x, tap, dx, picture.width)) {
                for row in &rows {
                    let at = (row * picture.width as usize + column) * 3;
                    for (sum, value) in sum.iter_mut().zip(&picture.rgb[at..at + 3]) {
                        *sum += u32::from(*value);
                    }
                }
            }
            rgb.extend(sum.map(|sum| (sum / (taps * taps)) as u8));
        }
    }
    Picture { width, height, rgb }
}

fn jpeg(picture: &Picture, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (
        u16::try_from(picture.width).ok()?,
        u16::try_from(picture.height).ok()?,
    );
    let mut bytes = Vec::new();
    let encoder = Encoder::new(&mut bytes, quality);
    encoder
        .encode(&picture.rgb, width, height, ColorType::Rgb)
        .ok()?;
    Some(bytes)
}

/// How many frames of a kind have which size.
fn sizes(runs: &[Vec<StepEvidence>], kind: FrameKind) -> BTreeMap<String, usize> {
    let limits = match kind {
        FrameKind::Track => Limits::TRACK,
        FrameKind::Key => Limits::KEY,
    };
    let mut sizes = BTreeMap::new();
    let frames = runs.iter().flatten().flat_map(|step| &step.frames);
    for frame in frames.filter(|frame| frame.kind == kind) {
        if let Ok((width, height)) = inspect(&frame.bytes, &limits) {
            *sizes.entry(format!("{width}x{height}")).or_default() += 1;
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        let pixel = |n: u32| [(n % 251) as u8, (n / width) as u8, 90];
        Picture {
            width,
            height,
            rgb: (0..width * height).flat_map(pixel).collect(),
        }
    }

    pub(in crate::commands::bench) fn jpeg_of(width: u32, height: u32) -> Vec<u8> {
        jpeg(&picture(width, height), 80).unwrap()
    }

    fn folder(sizes: &[(u32, u32)]) -> Pictures {
        let dir = tempfile::tempdir().unwrap();
        for (n, (width, height)) in sizes.iter().enumerate() {
            std::fs::write(
                dir.path().join(format!("{n}.jpg")),
                jpeg_of(*width, *height),
            )
            .unwrap();
        }
        Pictures::read(dir.path()).unwrap()
    }

    #[test]
    fn a_run_is_what_the_capture_plan_asks_for() {
        let runs = compose(&folder(&[
            (800, 600),
            (300, 300),
            (100, 100),
            (640, 480),
            (480, 640),
            (640, 480),
        ]));
        // Five pictures fit, four make a run.
        assert_eq!(runs.len(), 2);
        for run in &runs {
            assert_eq!(
                run.iter().map(|step| step.n).collect::<Vec<_>>(),
                [0, 1, 2, 3]
            );
            let frames: Vec<_> = run.iter().flat_map(|step| &step.frames).collect();
            let track: Vec<u32> = frames
                .iter()
                .filter(|f| f.kind == FrameKind::Track)
                .map(|f| f.t_ms)
                .collect();
            assert_eq!(track.len(), 4 * TRACK_FRAMES as usize);
            assert!(
                track
                    .windows(2)
                    .all(|w| w[1] - w[0] == CAPTURE.track_interval_ms)
            );
            assert_eq!(
                frames.len() - track.len(),
                4 * usize::from(CAPTURE.key_frames)
            );
            assert!(frames.windows(2).all(|w| w[0].bytes != w[1].bytes));
        }
        let key = sizes(&runs, FrameKind::Key).into_iter().collect::<Vec<_>>();
        let expected = [("300x300", 8), ("480x640", 4), ("640x480", 20)];
        assert_eq!(key, expected.map(|(size, count)| (size.to_owned(), count)));
    }

    #[test]
    fn small_pictures_are_not_enlarged_and_too_small_ones_make_no_run() {
        assert_eq!(scaled(&picture(300, 200), 640), (300, 200));
        assert_eq!(scaled(&picture(1280, 720), 640), (640, 360));
        assert!(compose(&folder(&[(100, 100), (640, 100)])).is_empty());
    }

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
            measured.report()["frames"]["key"]["sizes"],
            json!({ "320x240": 16 })
        );
        let small = measure(&folder(&[(64, 64)]), &engine, plan, Duration::ZERO).await;
        assert!(small.is_err_and(|error| error.to_string().contains("120 pixels")));
    }
}
