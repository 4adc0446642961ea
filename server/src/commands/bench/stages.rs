//! What each stage costs by itself, on pictures as they are.

use std::time::{Duration, Instant};

use anyhow::Result;
use poze_vision::{Analyzer, Face, FaceRegion, Frame};
use serde_json::{Map, Value, json};

use super::pictures::{Pictures, frame_of};
use super::{median, rounded};

/// Medians and how they came about.
pub(super) struct Stages {
    /// Milliseconds by stage; null where there is no model or nothing to look at.
    pub(super) ms: Value,
    /// On how many pictures and runs the medians stand.
    pub(super) report: Value,
}

/// A stage by its public name: runs once on a picture, `false` where it has nothing to look at.
type Stage = (&'static str, fn(&mut Analyzer, &Subject) -> bool);

/// A picture with what the stages before have found in it.
struct Subject<'a> {
    frame: Frame<'a>,
    face: Option<Face>,
}

const STAGES: [Stage; 4] = [
    ("detect", |analyzer, subject| {
        std::hint::black_box(analyzer.detect_faces(&subject.frame));
        true
    }),
    ("landmarks", |analyzer, subject| {
        let Some(face) = &subject.face else {
            return false;
        };
        std::hint::black_box(analyzer.landmarks_in(&subject.frame, &FaceRegion::after(face)));
        true
    }),
    ("hands", |analyzer, subject| {
        std::hint::black_box(analyzer.find_hands(&subject.frame)).is_some()
    }),
    ("embed", |analyzer, subject| {
        let Some(face) = &subject.face else {
            return false;
        };
        std::hint::black_box(analyzer.embed(&subject.frame, face));
        true
    }),
];
/// Stages without models in this build.
const WITHOUT_MODELS: [&str; 1] = ["objects"];

/// Runs every stage on every picture, again and again for so long, at least once; on the calling thread.
pub(super) fn measure(pictures: &Pictures, time: Duration) -> Result<Stages> {
    let mut analyzer = Analyzer::new(&poze_engine::local::models()?);
    let mut subjects = Vec::with_capacity(pictures.len());
    for picture in pictures.iter() {
        let frame = frame_of(picture)?;
        analyzer.reset();
        let face = analyzer.analyze(&frame).faces.into_iter().next();
        subjects.push(Subject { frame, face });
    }
    let mut times: [Vec<f64>; STAGES.len()] = Default::default();
    let (begun, mut rounds) = (Instant::now(), 0u32);
    while rounds == 0 || begun.elapsed() < time {
        // Stages take turns, so that what disturbs this machine disturbs all of them.
        for subject in &subjects {
            for ((_, stage), times) in STAGES.iter().zip(&mut times) {
                let begun = Instant::now();
                if stage(&mut analyzer, subject) {
                    times.push(begun.elapsed().as_secs_f64() * 1e3);
                }
            }
        }
        rounds += 1;
    }
    eprintln!("stages: {rounds} rounds over {} pictures", subjects.len());
    let mut ms = Map::new();
    for ((name, _), times) in STAGES.iter().zip(times) {
        ms.insert((*name).to_owned(), json!(median(times).map(rounded)));
    }
    for name in WITHOUT_MODELS {
        ms.insert(name.to_owned(), Value::Null);
    }
    let faces = subjects.iter().filter(|s| s.face.is_some()).count();
    Ok(Stages {
        ms: Value::Object(ms),
        report: json!({
            "what": "median of one run on one picture as it is, one thread",
            "rounds": rounds,
            "pictures_with_a_face": faces,
        }),
    })
}
