//! The numeric tests of `poze-nn` as a WebAssembly module. Each export `test_<name>` panics when it fails;
//! each `bench_<name>` returns the median milliseconds of a run. `run.mjs` calls them all.
//!
//! The module imports `env.log(pointer, length)`, which gets a panic's message, and `env.now()`, milliseconds.

#[path = "../../../sdk/nn/tests/golden/cases.rs"]
mod cases;
mod host;
mod measure;

use cases::{CASES, Case};
use poze_nn::Isa;

fn case(name: &str) -> &'static Case {
    host::report_panics();
    CASES
        .iter()
        .find(|case| case.name == name)
        .expect("the case is in the list")
}

macro_rules! golden_tests {
    ($($name:literal: $reference:ident, $scalar:ident, $bench:ident;)*) => {$(
        /// Against the reference runtime.
        #[unsafe(no_mangle)]
        pub extern "C" fn $reference() {
            cases::check(case($name), Isa::best());
        }

        /// Vector kernels against plain Rust.
        #[unsafe(no_mangle)]
        pub extern "C" fn $scalar() {
            cases::check_against_scalar(case($name), Isa::best());
        }

        /// Median milliseconds of 30 runs.
        #[unsafe(no_mangle)]
        pub extern "C" fn $bench() -> f64 {
            let mut session = cases::run(case($name), Isa::best());
            host::median_ms(30, || session.run())
        }
    )*};
}

golden_tests! {
    "face_detector": test_face_detector, test_face_detector_scalar, bench_face_detector;
    "face_landmarks": test_face_landmarks, test_face_landmarks_scalar, bench_face_landmarks;
    "face_blendshapes": test_face_blendshapes, test_face_blendshapes_scalar, bench_face_blendshapes;
    "embed": test_embed, test_embed_scalar, bench_embed;
    "pad": test_pad, test_pad_scalar, bench_pad;
    "ops_conv": test_ops_conv, test_ops_conv_scalar, bench_ops_conv;
    "ops_residual": test_ops_residual, test_ops_residual_scalar, bench_ops_residual;
    "ops_depthwise": test_ops_depthwise, test_ops_depthwise_scalar, bench_ops_depthwise;
    "ops_picture": test_ops_picture, test_ops_picture_scalar, bench_ops_picture;
    "ops_vector": test_ops_vector, test_ops_vector_scalar, bench_ops_vector;
    "hand_palms": test_hand_palms, test_hand_palms_scalar, bench_hand_palms;
    "hand_landmarks": test_hand_landmarks, test_hand_landmarks_scalar, bench_hand_landmarks;
    "objects": test_objects, test_objects_scalar, bench_objects;
    "object_shoes": test_object_shoes, test_object_shoes_scalar, bench_object_shoes;
    "ops_int8": test_ops_int8, test_ops_int8_scalar, bench_ops_int8;
}

/// The list above names every case.
#[unsafe(no_mangle)]
pub extern "C" fn test_every_case_is_listed() {
    host::report_panics();
    assert_eq!(CASES.len(), 15);
}

/// This build is meant to test the vector kernels: without simd128 it would only compare plain Rust with itself.
#[unsafe(no_mangle)]
pub extern "C" fn test_vector_kernels_are_in_this_build() {
    host::report_panics();
    assert_eq!(Isa::best(), Isa::Simd128);
}

/// A damaged file is an error in wasm too, where `usize` has 32 bits.
#[unsafe(no_mangle)]
pub extern "C" fn test_damaged_files() {
    let bytes = case("ops_vector").model;
    for at in (0..bytes.len() - 4).step_by(4) {
        for word in [0_u32, 0x7fff_ffff, 0xffff_ffff, 0xffff_fff0, 0x0001_0000] {
            let mut damaged = bytes.to_vec();
            damaged[at..at + 4].copy_from_slice(&word.to_le_bytes());
            if let Ok(model) = poze_nn::Model::from_tflite(&damaged) {
                poze_nn::Session::new(std::sync::Arc::new(model)).run();
            }
        }
    }
}
