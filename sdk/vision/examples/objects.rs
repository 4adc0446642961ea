//! What the object detector says about pictures, as JSON on stdout, one line a picture:
//! `cargo run --release -p poze-vision --example objects -- PICTURE.jpg|DIR|INDEX.csv ...`
//!
//! A CSV names pictures in its column `file`, relative to itself; its other columns are repeated in the answer. `frame`
//! is what is seen in the whole picture, `near` what is seen around the largest face; `ms` is what each look took.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use poze_vision::{
    Analyzer, Frame, ModelFiles, Models, Object, ObjectDetector, PixelFormat, Rect, Wants,
};
use serde_json::{Value, json};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let mut pictures = Vec::new();
    for argument in std::env::args().skip(1) {
        pictures.extend(listed(Path::new(&argument))?);
    }
    let models = models()?;
    let mut faces = Analyzer::new(&models);
    faces.want(Wants {
        hands: false,
        expressions: false,
        objects_every: None,
    });
    let mut detector = ObjectDetector::new(&models).ok_or("no object model")?;
    for (path, columns) in &pictures {
        let bytes = std::fs::read(path)?;
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
        let rgb = decoder
            .decode()
            .map_err(|error| format!("{path:?}: {error:?}"))?;
        let info = decoder.info().ok_or("no size")?;
        let (width, height) = (u32::from(info.width), u32::from(info.height));
        let frame = Frame::new(&rgb, width, height, PixelFormat::Rgb8)?;
        let face = faces
            .analyze_still(&frame)
            .faces
            .first()
            .map(|face| face.box_in_frame);
        let mut line = json!(columns);
        line["picture"] = path.display().to_string().into();
        line["face"] = face.map(|face| corners(&face)).into();
        let start = Instant::now();
        line["frame"] = all(&detector.detect(&frame));
        let mut ms = vec![start.elapsed().as_secs_f64() * 1e3];
        if let Some(face) = face {
            let start = Instant::now();
            line["near"] = all(&detector.detect_near(&frame, &face));
            ms.push(start.elapsed().as_secs_f64() * 1e3);
        }
        line["ms"] = ms.into();
        println!("{line}");
    }
    Ok(())
}

fn models() -> Result<Models, Failure> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let read = |name: &str| std::fs::read(dir.join(name));
    Ok(Models::load(&ModelFiles {
        face_detector: &read("face_detector.tflite")?,
        face_landmarks: &read("face_landmarks_detector.tflite")?,
        face_blendshapes: &read("face_blendshapes.tflite")?,
        objects: Some(&read("object_nanodet.tflite")?),
        object_shoes: Some(&read("object_shoes.tflite")?),
        ..ModelFiles::default()
    })?)
}

/// Left, top, right, bottom.
fn corners(bounds: &Rect) -> Value {
    let edges = [
        bounds.x,
        bounds.y,
        bounds.x + bounds.width,
        bounds.y + bounds.height,
    ];
    edges.map(f32::round).to_vec().into()
}

fn all(objects: &[Object]) -> Value {
    let one = |object: &Object| {
        json!([
            object.label.name(),
            object.score,
            corners(&object.box_in_frame)
        ])
    };
    objects.iter().map(one).collect()
}

type Listed = (PathBuf, BTreeMap<String, String>);

/// The pictures that an argument stands for.
fn listed(path: &Path) -> Result<Vec<Listed>, Failure> {
    if path.is_dir() {
        let mut files: Vec<PathBuf> = std::fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|kind| kind == "jpg"));
        files.sort();
        return Ok(files
            .into_iter()
            .map(|file| (file, BTreeMap::new()))
            .collect());
    }
    if path.extension().is_none_or(|kind| kind != "csv") {
        return Ok(vec![(path.to_owned(), BTreeMap::new())]);
    }
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let rows = lines.map(|line| {
        let mut columns: BTreeMap<String, String> = names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(line.split(',').map(str::to_owned))
            .collect();
        let file = columns.remove("file").ok_or("no column `file`")?;
        Ok((path.with_file_name(file), columns))
    });
    rows.collect()
}
