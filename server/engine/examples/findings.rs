//! What would the verifier find in these frames? For calibrating findings on footage.
//!
//! ```sh
//! cargo run --release -p poze-engine --example findings -- DIR \
//!     [--step T_MS:MOVE+MOVE]... [--hold MS] [--reference FILE] [--facts]
//! ```
//!
//! `DIR` holds JPEGs named by kind and time: `t000150.jpg` is a track frame and `k000600.jpg` a key frame, both in
//! milliseconds. `--step` gives the time at which a step was revealed, with its moves; the neutral look begins at 0.
//! Without any, a step without moves begins every 3 s. Moves are held for 600 ms unless `--hold` says otherwise. The reference is the first key frame unless a photo is
//! given. Prints JSON: the findings, and with `--facts` what is seen in every frame.
#![allow(clippy::print_stdout)] // it is the command's output

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use poze_engine::local::LocalEngine;
use poze_engine::{Engine, EvidenceFrame, Reference, Run, RunStep, StepEvidence};
use poze_liveness::Move;
use poze_protocol::FrameKind;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse(std::env::args().skip(1))?;
    let frames = read(&args.dir)?;
    let end_ms = frames.last().context("no frames")?.t_ms;
    let plan = if args.steps.is_empty() {
        evenly(end_ms)
    } else {
        args.steps
    };
    let engine = LocalEngine::new(1)?;
    let photo = match &args.reference {
        Some(path) => std::fs::read(path)?,
        None => frames
            .iter()
            .find(|f| f.kind == FrameKind::Key)
            .context("no key frame")?
            .bytes
            .clone(),
    };
    let reference = engine.enroll(photo).await.context("reference")?;
    let steps = examine(&engine, &reference, &frames, &plan, args.hold_ms).await?;
    let run = Run {
        steps: &steps,
        reference: &reference,
        track_gap_max_ms: 400,
        earlier: &[],
    };
    let begun = std::time::Instant::now();
    let findings = engine.conclude(&run).findings;
    eprintln!("concluded in {} ms", begun.elapsed().as_millis());
    let mut out = json!({ "findings": findings.iter().map(|f| json!({
        "kind": format!("{:?}", f.kind).to_lowercase(),
        "step": f.step,
        "score": f.score,
        "detail": f.detail,
    })).collect::<Vec<_>>() });
    if args.facts {
        out["frames"] = facts(&steps)?;
    }
    println!("{out:#}");
    Ok(())
}

struct Args {
    dir: PathBuf,
    steps: Vec<(u32, Vec<Move>)>,
    hold_ms: u32,
    reference: Option<PathBuf>,
    facts: bool,
}

impl Args {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Args> {
        let mut parsed = Args {
            dir: PathBuf::new(),
            steps: Vec::new(),
            hold_ms: 600,
            reference: None,
            facts: false,
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--step" => parsed
                    .steps
                    .push(step(&args.next().context("--step T_MS:MOVE+MOVE")?)?),
                "--reference" => {
                    parsed.reference = Some(args.next().context("--reference FILE")?.into())
                }
                "--hold" => parsed.hold_ms = args.next().context("--hold MS")?.parse()?,
                "--facts" => parsed.facts = true,
                dir => parsed.dir = dir.into(),
            }
        }
        ensure!(
            parsed.dir.is_dir(),
            "not a folder: {}",
            parsed.dir.display()
        );
        Ok(parsed)
    }
}

fn step(text: &str) -> Result<(u32, Vec<Move>)> {
    let (t_ms, moves) = text.split_once(':').context("a step is T_MS:MOVE+MOVE")?;
    let moves = moves.split('+').filter(|id| !id.is_empty());
    let moves = moves.map(|id| Move::from_id(id).with_context(|| format!("no move: {id}")));
    Ok((t_ms.parse()?, moves.collect::<Result<_>>()?))
}

fn evenly(end_ms: u32) -> Vec<(u32, Vec<Move>)> {
    (3000..end_ms.saturating_sub(1500))
        .step_by(3000)
        .map(|t_ms| (t_ms, Vec::new()))
        .collect()
}

fn read(dir: &Path) -> Result<Vec<EvidenceFrame>> {
    let mut frames = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        let (kind, time) = match (name.strip_prefix('t'), name.strip_prefix('k')) {
            (Some(time), _) => (FrameKind::Track, time),
            (_, Some(time)) => (FrameKind::Key, time),
            _ => bail!(
                "not named like t000150.jpg or k000150.jpg: {}",
                path.display()
            ),
        };
        let t_ms = time.parse().with_context(|| path.display().to_string())?;
        frames.push(EvidenceFrame {
            kind,
            t_ms,
            bytes: std::fs::read(&path)?,
        });
    }
    frames.sort_by_key(|f| f.t_ms);
    Ok(frames)
}

async fn examine(
    engine: &LocalEngine,
    reference: &Reference,
    frames: &[EvidenceFrame],
    plan: &[(u32, Vec<Move>)],
    hold_ms: u32,
) -> Result<Vec<RunStep>> {
    let mut starts = vec![(0, Vec::new())];
    starts.extend(plan.iter().cloned());
    let mut steps = Vec::new();
    for (n, (from_ms, moves)) in starts.iter().enumerate() {
        let to_ms = starts.get(n + 1).map_or(u32::MAX, |next| next.0);
        let frames: Vec<_> = frames
            .iter()
            .filter(|f| (*from_ms..to_ms).contains(&f.t_ms))
            .cloned()
            .collect();
        let last_ms = frames.last().map_or(*from_ms, |f| f.t_ms);
        let evidence = StepEvidence { n: n as u8, frames };
        engine
            .check(&evidence)
            .with_context(|| format!("step {n}"))?;
        let begun = std::time::Instant::now();
        let facts = engine
            .examine(evidence, moves, reference)
            .await
            .with_context(|| format!("step {n}"))?;
        eprintln!(
            "step {n}: {} frames in {} ms",
            facts.frames.len(),
            begun.elapsed().as_millis()
        );
        let moves = moves.clone();
        steps.push(RunStep {
            moves,
            hold_ms,
            revealed_ms: *from_ms,
            received_ms: last_ms,
            facts,
        });
    }
    Ok(steps)
}

fn facts(steps: &[RunStep]) -> Result<Value> {
    let frames = steps.iter().flat_map(|step| &step.facts.frames);
    let each = frames.map(|frame| {
        Ok(json!({
            "kind": frame.kind,
            "seen": serde_json::to_value(&frame.seen)?,
            "points": frame.points,
            "face_width": frame.face_width,
            "hash": frame.hash.map(|part| format!("{part:016x}")),
            "file_hash": format!("{:016x}", frame.file_hash),
            "embedding": frame.embedding,
        }))
    });
    Ok(Value::Array(each.collect::<Result<_>>()?))
}
