//! Networks with outputs of the reference runtime (made by `make.py`), for the native and the wasm tests.

use std::sync::Arc;

use poze_nn::{Isa, Model, Session};

/// One network, the seed and range of its input, and what the reference runtime answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) model: &'static [u8],
    pub(crate) expected: &'static [u8],
    pub(crate) seed: u32,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

macro_rules! cases {
    ($($name:literal $model:literal $seed:literal $low:literal $high:literal)*) => {
        /// All cases; the same list as `CASES` of make.py.
        pub(crate) const CASES: &[Case] = &[$(Case {
            name: $name,
            model: include_bytes!($model),
            expected: include_bytes!(concat!($name, ".out")),
            seed: $seed,
            low: $low,
            high: $high,
        }),*];
    };
}

cases! {
    "face_detector" "../../../models/face_detector.tflite" 1 -1.0 1.0
    "face_landmarks" "../../../models/face_landmarks_detector.tflite" 2 0.0 1.0
    "face_blendshapes" "../../../models/face_blendshapes.tflite" 3 100.0 300.0
    "embed" "../../../models/embed_mobilefacenet512.tflite" 4 -1.0 1.0
    "pad" "../../../models/pad_minifasnet.tflite" 5 0.0 255.0
    "ops_conv" "ops_conv.tflite" 6 -1.0 1.0
    "ops_residual" "ops_residual.tflite" 7 -1.0 1.0
    "ops_depthwise" "ops_depthwise.tflite" 8 -1.0 1.0
    "ops_picture" "ops_picture.tflite" 9 -1.0 1.0
    "ops_vector" "ops_vector.tflite" 10 0.5 2.0
    "hand_palms" "../../../models/palm_detection_lite.tflite" 11 0.0 1.0
    "hand_landmarks" "../../../models/hand_landmark_lite.tflite" 12 0.0 1.0
    "objects" "../../../models/object_nanodet.tflite" 13 -2.0 2.0
    "object_shoes" "../../../models/object_shoes.tflite" 14 -1.0 1.0
    "ops_int8" "ops_int8.tflite" 15 -1.0 1.0
}

/// Fills `target` as `noise` in make.py does: the upper 24 bits of a linear congruential generator.
pub(crate) fn noise(seed: u32, low: f64, high: f64, target: &mut [f32]) {
    let mut state = seed;
    for value in target {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *value = (low + (high - low) * (f64::from(state >> 8) / 16_777_216.0)) as f32;
    }
}

/// A session of the case that has run once.
pub(crate) fn run(case: &Case, isa: Isa) -> Session {
    let model = Model::for_isa(case.model, isa).expect("a published network loads");
    let mut session = Session::new(Arc::new(model));
    noise(case.seed, case.low, case.high, session.input_mut(0));
    session.run();
    session
}

/// All outputs of a session, one after another.
pub(crate) fn outputs(session: &Session) -> Vec<Vec<f32>> {
    (0..session.model().outputs().len())
        .map(|i| session.output(i).to_vec())
        .collect()
}

/// The largest difference between two lists of outputs, as a part of each reference output's range.
pub(crate) fn difference(got: &[Vec<f32>], expected: &[Vec<f32>]) -> f32 {
    assert_eq!(got.len(), expected.len(), "outputs");
    let mut worst = 0.0_f32;
    for (got, expected) in got.iter().zip(expected) {
        assert_eq!(got.len(), expected.len(), "values");
        let high = expected.iter().copied().fold(f32::MIN, f32::max);
        let low = expected.iter().copied().fold(f32::MAX, f32::min);
        // A single value has no range of its own: its size stands in.
        let range = if got.len() == 1 {
            high.abs().max(1.0)
        } else {
            high - low
        };
        for (a, b) in got.iter().zip(expected) {
            let off = (a - b).abs() / range;
            // Not a number counts as infinitely far off.
            worst = worst.max(if off.is_nan() { f32::INFINITY } else { off });
        }
    }
    worst
}

/// What the reference files hold of an output, as `kept` of make.py says.
fn kept(output: &[f32]) -> Vec<f32> {
    let step = if output.len() > 20_000 { 29 } else { 1 };
    output.iter().copied().step_by(step).collect()
}

/// The case's reference outputs, cut into the model's outputs.
pub(crate) fn expected(case: &Case, session: &Session) -> Vec<Vec<f32>> {
    let all: Vec<f32> = case
        .expected
        .as_chunks()
        .0
        .iter()
        .map(|&b| f32::from_le_bytes(b))
        .collect();
    let mut rest = all.as_slice();
    let mut result = Vec::new();
    for i in 0..session.model().outputs().len() {
        let (one, others) = rest.split_at(kept(session.output(i)).len());
        result.push(one.to_vec());
        rest = others;
    }
    assert!(
        rest.is_empty(),
        "{}: more reference values than outputs",
        case.name
    );
    result
}

/// Runs the case and compares it with the reference runtime.
///
/// # Panics
/// When an output is further off than 1e-3 of its range.
pub(crate) fn check(case: &Case, isa: Isa) {
    let session = run(case, isa);
    let got: Vec<Vec<f32>> = outputs(&session).iter().map(|o| kept(o)).collect();
    let off = difference(&got, &expected(case, &session));
    assert!(
        off <= 1e-3,
        "{}: {off:e} of the range off with {isa:?}",
        case.name
    );
}

/// Compares the vector kernels with plain Rust on the same case.
///
/// # Panics
/// When an output is further off than 1e-4 of its range.
pub(crate) fn check_against_scalar(case: &Case, isa: Isa) {
    let off = difference(&outputs(&run(case, isa)), &outputs(&run(case, Isa::Scalar)));
    assert!(
        off <= 1e-4,
        "{}: {off:e} of the range between {isa:?} and plain Rust",
        case.name
    );
}
