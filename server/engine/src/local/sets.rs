//! The weights, inside the binary: a verifier that starts is a verifier that can see. Face models are unpacked at the
//! start, the others when a step first needs them, once for all workers: a verifier that asks for no hands holds none.

use std::sync::OnceLock;

use poze_liveness::{ModelGroup, Move};
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

/// What there are models for.
pub(super) const GROUPS: [ModelGroup; 2] = [ModelGroup::Face, ModelGroup::Hands];

/// Beside faces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    pub(super) hands: bool,
    pub(super) objects: bool,
    pub(super) shoes: bool,
}

impl Needs {
    /// What the moves of a step are judged by.
    pub(super) fn of(moves: &[Move]) -> Needs {
        let needed = |group| moves.iter().any(|mv| mv.needs().contains(&group));
        Needs {
            hands: needed(ModelGroup::Hands),
            objects: needed(ModelGroup::Objects),
            shoes: needed(ModelGroup::Shoes),
        }
    }
}

/// The models, by what they are needed for.
pub(super) struct Sets {
    faces: Models,
    more: OnceLock<Result<Models, ModelError>>,
}

impl Sets {
    pub(super) fn new() -> Result<Sets, ModelError> {
        Ok(Sets {
            faces: Models::load(&ModelFiles {
                face_detector: model!("face_detector.tflite"),
                face_landmarks: model!("face_landmarks_detector.tflite"),
                face_blendshapes: model!("face_blendshapes.tflite"),
                face_embedding: Some(model!("embed_mobilefacenet512.tflite")),
                ..ModelFiles::default()
            })?,
            more: OnceLock::new(),
        })
    }

    pub(super) fn faces(&self) -> &Models {
        &self.faces
    }

    /// Faces and hands.
    pub(super) fn with_hands(&self) -> Result<&Models, ModelError> {
        let load = || {
            let mut models = self.faces.clone();
            models.add_hands(
                model!("palm_detection_lite.tflite"),
                model!("hand_landmark_lite.tflite"),
            )?;
            Ok(models)
        };
        self.more
            .get_or_init(load)
            .as_ref()
            .map_err(ModelError::clone)
    }
}

/// All models that the server uses, as `sdk/models/MANIFEST.toml` lists them.
///
/// # Errors
/// When a file in the source tree is not the network it should be; never in a build that passed its tests.
pub fn models() -> Result<Models, ModelError> {
    Sets::new()?.with_hands().cloned()
}
