//! Everything that matching needs of one picture, again and again, driven from outside to take turns with another
//! library: `picture_cost frame|still PICTURE.rgb WIDTH HEIGHT`.
//!
//! `PICTURE.rgb` is raw 8-bit RGB, so that no decoder is measured. For each line of stdin, a number of runs, it
//! detects, locates, aligns and embeds that often and answers how many faces it has embedded each time. `frame` sees
//! the picture as the first frame of a stream, `still` looks for small faces too, as for a reference photo.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use poze_vision::{Analyzer, Frame, ModelFiles, Models, PixelFormat, Wants};

const USAGE: &str = "usage: picture_cost frame|still PICTURE.rgb WIDTH HEIGHT";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [how, file, width, height] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let still = match how.as_str() {
        "frame" => false,
        "still" => true,
        _ => return Err(USAGE.into()),
    };
    let pixels = std::fs::read(file)?;
    let frame = Frame::new(&pixels, width.parse()?, height.parse()?, PixelFormat::Rgb8)?;
    let mut analyzer = Analyzer::new(&models()?);
    // Matching needs no expressions.
    analyzer.want(Wants {
        expressions: false,
        ..Wants::default()
    });
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let runs: u32 = line?.trim().parse()?;
        let mut embedded = 0;
        for _ in 0..runs {
            embedded = embed_all(&mut analyzer, &frame, still);
        }
        writeln!(out, "{embedded}")?;
        out.flush()?;
    }
    Ok(())
}

fn models() -> Result<Models, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let read = |name: &str| std::fs::read(folder.join(name));
    Ok(Models::load(&ModelFiles {
        face_detector: &read("face_detector.tflite")?,
        face_landmarks: &read("face_landmarks_detector.tflite")?,
        face_blendshapes: &read("face_blendshapes.tflite")?,
        face_embedding: Some(&read("embed_mobilefacenet512.tflite")?),
        ..ModelFiles::default()
    })?)
}

/// How many faces have an embedding.
fn embed_all(analyzer: &mut Analyzer, frame: &Frame, still: bool) -> usize {
    analyzer.reset();
    let seen = if still {
        analyzer.analyze_still(frame)
    } else {
        analyzer.analyze(frame)
    };
    let embeddings = seen.faces.iter().map(|face| analyzer.embed(frame, face));
    embeddings.flatten().count()
}
