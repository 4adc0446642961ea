//! How fast networks run, one thread.
//!
//! `bench [SECONDS] [FILE.tflite ...]` prints JSON: for each network the median milliseconds of a run, billions of
//! multiply-adds a second, and which part that is of the most that one core was seen to do between the runs.
//! Without files: all of `sdk/models`.
//!
//! `bench --rounds FILE.tflite` is driven from outside, to take turns with another runtime: for each line of stdin,
//! a number of runs, it answers one line with their least and their median milliseconds.
#![allow(clippy::print_stdout)]

mod peak;

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use poze_nn::{Model, Session};

/// Most runs of one round.
const MOST_RUNS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("--rounds").is_some() {
        let file = arguments
            .next()
            .ok_or("usage: bench --rounds FILE.tflite")?;
        return rounds(Path::new(&file));
    }
    let seconds: f64 = arguments.next().map_or(Ok(1.0), |s| s.parse())?;
    let mut files: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if files.is_empty() {
        files = published()?;
    }
    let mut lines = Vec::new();
    for file in files {
        let mut session = load(&file)?;
        let (ms, peak) = measure(&mut session, seconds);
        let speed = session.model().macs() as f64 / ms / 1e6;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        lines.push(format!(
            "  {name:?}: {{ \"ms\": {ms:.3}, \"gmacs_per_s\": {speed:.1}, \"share_of_peak\": {:.3} }}",
            speed / peak
        ));
    }
    println!("{{\n{}\n}}", lines.join(",\n"));
    Ok(())
}

/// The files of `sdk/models`.
fn published() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../models"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "tflite") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn load(file: &Path) -> Result<Session, Box<dyn Error>> {
    let mut session = Session::new(Arc::new(Model::from_tflite(&std::fs::read(file)?)?));
    for (i, value) in session.input_mut(0).iter_mut().enumerate() {
        *value = (i % 255) as f32 / 255.0;
    }
    (0..3).for_each(|_| session.run());
    Ok(session)
}

fn run_ms(session: &mut Session) -> f64 {
    let start = Instant::now();
    session.run();
    start.elapsed().as_secs_f64() * 1e3
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Median milliseconds of a run, and the core's best multiply-adds in between.
fn measure(session: &mut Session, seconds: f64) -> (f64, f64) {
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    let mut peak: f64 = 0.0;
    let mut times = Vec::new();
    while times.len() < 5 || Instant::now() < end {
        times.push(run_ms(session));
        if times.len() % 16 == 1 {
            peak = peak.max(peak::gmacs_per_s(4));
        }
    }
    (median(&mut times), peak)
}

/// Answers each line of stdin.
fn rounds(file: &Path) -> Result<(), Box<dyn Error>> {
    let mut session = load(file)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let runs: usize = line?.trim().parse()?;
        if !(1..=MOST_RUNS).contains(&runs) {
            return Err("a round has 1 to 1000000 runs".into());
        }
        let mut times: Vec<f64> = (0..runs).map(|_| run_ms(&mut session)).collect();
        let median = median(&mut times);
        writeln!(out, "{:.4} {median:.4}", times[0])?;
        out.flush()?;
    }
    Ok(())
}
