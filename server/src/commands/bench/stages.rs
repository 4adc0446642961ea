//! What each stage costs by itself, on pictures as they are.

use std::time::{Duration, Instant};

use anyhow::Result;
use poze_engine::local::GROUPS;
use poze_liveness::ModelGroup;
use poze_vision::{Analyzer, Face, FaceRegion, Frame, ObjectDetector, Wants};
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

/// A stage by its public name: runs once on a picture, `false` where it has nothing to look at or no model.
type Stage = (&'static str, fn(&mut Eyes, &Subject) -> bool);

/// What looks.
struct Eyes {
    analyzer: Analyzer,
    objects: Option<ObjectDetector>,
    objects_and_shoes: Option<ObjectDetector>,
}

const FACES_ALONE: Wants = Wants {
    hands: false,
    expressions: false,
    objects_every: None,
};

/// A picture with what the stages before have found in it.
struct Subject<'a> {
    frame: Frame<'a>,
    face: Option<Face>,
}

const STAGES: [Stage; 6] = [
    ("detect", |eyes, subject| {
        std::hint::black_box(eyes.analyzer.detect_faces(&subject.frame));
        true
    }),
    ("landmarks", |eyes, subject| {
        let Some(face) = &subject.face else {
            return false;
        };
        std::hint::black_box(
            eyes.analyzer
                .landmarks_in(&subject.frame, &FaceRegion::after(face)),
        );
        true
    }),
    ("hands", |eyes, subject| {
        std::hint::black_box(eyes.analyzer.find_hands(&subject.frame)).is_some()
    }),
    ("objects", |eyes, subject| {
        let objects = eyes
            .objects
            .as_mut()
            .map(|objects| objects.detect(&subject.frame));
        std::hint::black_box(objects).is_some()
    }),
    ("objects_and_shoes", |eyes, subject| {
        let objects = eyes
            .objects_and_shoes
            .as_mut()
            .map(|objects| objects.detect(&subject.frame));
        std::hint::black_box(objects).is_some()
    }),
    ("embed", |eyes, subject| {
        let Some(face) = &subject.face else {
            return false;
        };
        std::hint::black_box(eyes.analyzer.embed(&subject.frame, face));
        true
    }),
];

/// Runs every stage on every picture, again and again for so long, at least once; on the calling thread.
pub(super) fn measure(pictures: &Pictures, time: Duration) -> Result<Stages> {
    let models = poze_engine::local::models(&[ModelGroup::Hands, ModelGroup::Objects])?;
    let mut eyes = Eyes {
        analyzer: Analyzer::new(&models),
        objects: ObjectDetector::new(&models),
        objects_and_shoes: ObjectDetector::new(&poze_engine::local::models(&GROUPS)?),
    };
    eyes.analyzer.want(FACES_ALONE);
    let mut subjects = Vec::with_capacity(pictures.len());
    for picture in pictures.iter() {
        let frame = frame_of(picture)?;
        eyes.analyzer.reset();
        let face = eyes.analyzer.analyze(&frame).faces.into_iter().next();
        subjects.push(Subject { frame, face });
    }
    let mut times: [Vec<f64>; STAGES.len()] = Default::default();
    let (begun, mut rounds) = (Instant::now(), 0u32);
    while rounds == 0 || begun.elapsed() < time {
        // Stages take turns, so that what disturbs this machine disturbs all of them.
        for subject in &subjects {
            for ((_, stage), times) in STAGES.iter().zip(&mut times) {
                let begun = Instant::now();
                if stage(&mut eyes, subject) {
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
