//! The published networks against outputs of their reference runtime, where those files lie beside the
//! workspace (`../shared/models`); skipped otherwise.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use poze_nn::{Model, Session};

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/models")
}

fn read_f32(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|&b| f32::from_le_bytes(b))
        .collect()
}

/// Largest difference over all outputs, as a part of the reference's range; outputs stand in any order.
/// `tolerance` is 1e-3 where both runtimes read the same weights.
fn check(model: &Path, golden: &str, nchw: bool, tolerance: f32) {
    let dir = shared().join("golden");
    if !dir.is_dir() || !model.is_file() {
        eprintln!("skipped: {golden}: no reference output beside the workspace");
        return;
    }
    let model = Arc::new(Model::from_tflite(&std::fs::read(model).unwrap()).unwrap());
    let mut session = Session::new(Arc::clone(&model));
    let mut input = read_f32(&dir.join(format!("{golden}.in")));
    if nchw {
        input = to_nhwc(&input, &model.inputs()[0].shape);
    }
    session.input_mut(0).copy_from_slice(&input);
    session.run();
    session.run(); // a second run over the same input gives the same
    let expected = read_f32(&dir.join(format!("{golden}.ort")));
    let mut at = 0;
    for i in 0..model.outputs().len() {
        let got = session.output(i);
        let expected = &expected[at..at + got.len()];
        at += got.len();
        let high = expected.iter().copied().fold(f32::MIN, f32::max);
        let low = expected.iter().copied().fold(f32::MAX, f32::min);
        // A single value has no range of its own: its size stands in.
        let range = if got.len() == 1 {
            high.abs().max(1.0)
        } else {
            high - low
        };
        let worst = got
            .iter()
            .zip(expected)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        eprintln!(
            "{golden}: output {i}: {:.2e} of the range {range}",
            worst / range
        );
        assert!(
            worst <= tolerance * range,
            "{golden}: output {i} is {worst} off"
        );
    }
    assert_eq!(at, expected.len(), "outputs");
}

/// Planes of one picture, as the ONNX originals want it, to pixels of shape `[1, height, width, channels]`.
fn to_nhwc(planes: &[f32], shape: &[usize]) -> Vec<f32> {
    let (pixels, channels) = (shape[1] * shape[2], shape[3]);
    (0..pixels * channels)
        .map(|i| planes[i % channels * pixels + i / channels])
        .collect()
}

fn own(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../models")
        .join(file)
}

#[test]
fn face_detector() {
    check(&own("face_detector.tflite"), "face_det_short", false, 1e-3);
}

#[test]
fn face_landmarks() {
    check(
        &own("face_landmarks_detector.tflite"),
        "face_landmarks478",
        false,
        1e-3,
    );
}

#[test]
fn face_blendshapes() {
    check(
        &own("face_blendshapes.tflite"),
        "face_blendshapes",
        false,
        1e-3,
    );
}

#[test]
fn palm_detection() {
    check(&own("palm_detection_lite.tflite"), "palm_lite", false, 1e-3);
}

#[test]
fn hand_landmarks() {
    check(
        &own("hand_landmark_lite.tflite"),
        "hand_landmark_lite",
        false,
        1e-3,
    );
}

/// The original has f32 weights, ours float16: that is most of the difference.
#[test]
fn face_embedding() {
    check(
        &own("embed_mobilefacenet512.tflite"),
        "fr_feature",
        true,
        1e-3,
    );
}

/// As for the embedding.
#[test]
fn passive_pad() {
    check(&own("pad_minifasnet.tflite"), "fr_liveness", true, 1e-3);
}
