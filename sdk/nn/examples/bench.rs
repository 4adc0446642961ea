//! Median milliseconds of one run of each network, one thread, as JSON on stdout:
//! `cargo run --release -p poze-nn --example bench [SECONDS] [FILE.tflite ...]`. Without files: all of `sdk/models`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use poze_nn::{Model, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 = arguments.next().map_or(Ok(1.0), |s| s.parse())?;
    let mut files: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    if files.is_empty() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "tflite") {
                files.push(path);
            }
        }
        files.sort();
    }
    let mut lines = Vec::new();
    for file in files {
        let model = Arc::new(Model::from_tflite(&std::fs::read(&file)?)?);
        let mut session = Session::new(model);
        for (i, value) in session.input_mut(0).iter_mut().enumerate() {
            *value = (i % 255) as f32 / 255.0;
        }
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        lines.push(format!(
            "  \"{name}\": {:.3}",
            median_ms(&mut session, seconds)
        ));
    }
    println!("{{\n{}\n}}", lines.join(",\n"));
    Ok(())
}

fn median_ms(session: &mut Session, seconds: f64) -> f64 {
    for _ in 0..3 {
        session.run();
    }
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    let mut times = Vec::new();
    while times.len() < 5 || Instant::now() < end {
        let start = Instant::now();
        session.run();
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
