//! The weights, inside the binary: a verifier that starts is a verifier that can see.

use poze_vision::{ModelError, ModelFiles, Models};

macro_rules! model {
    ($file:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../sdk/models/",
            $file
        ))
    };
}

/// The models that the server uses, as `sdk/models/MANIFEST.toml` lists them.
///
/// # Errors
/// When a file in the source tree is not the network it should be; never in a build that passed its tests.
pub fn models() -> Result<Models, ModelError> {
    Models::load(&ModelFiles {
        face_detector: model!("face_detector.tflite"),
        face_landmarks: model!("face_landmarks_detector.tflite"),
        face_blendshapes: model!("face_blendshapes.tflite"),
        face_embedding: Some(model!("embed_mobilefacenet512.tflite")),
        hand_palms: Some(model!("palm_detection_lite.tflite")),
        hand_landmarks: Some(model!("hand_landmark_lite.tflite")),
        ..ModelFiles::default()
    })
}
