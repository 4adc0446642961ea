//! The weights, inside the binary: a verifier that starts is a verifier that can see. Face models are unpacked at the
//! start, the others when a step first needs them, once for all workers: a verifier that asks for no hands holds none.

use std::sync::OnceLock;

use poze_liveness::{ModelGroup, Move};
use poze_vision::{ModelError, ModelFiles, Models, PadInput, PadModel};

macro_rules! model {
    ($file:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../sdk/models/",
            $file
        ))
    };
}

/// The passive PAD network that is used where an operator names no other.
pub(super) const PAD_MODEL: &[u8] = model!("pad_minifasnet.tflite");

/// What there are models for.
pub const GROUPS: [ModelGroup; 4] = [
    ModelGroup::Face,
    ModelGroup::Hands,
    ModelGroup::Objects,
    ModelGroup::Shoes,
];

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
    pad: PadModel,
    hands: Loaded,
    objects: Loaded,
    shoes: Loaded,
}

type Loaded = OnceLock<Result<Models, ModelError>>;

impl Sets {
    /// With the project's own PAD network, unless there is another.
    pub(super) fn new(pad: Option<PadModel>) -> Result<Sets, ModelError> {
        let own = || PadModel::load(PAD_MODEL, PadInput::default());
        Ok(Sets {
            pad: pad.map_or_else(own, Ok)?,
            faces: Models::load(&ModelFiles {
                face_detector: model!("face_detector.tflite"),
                face_landmarks: model!("face_landmarks_detector.tflite"),
                face_blendshapes: model!("face_blendshapes.tflite"),
                face_embedding: Some(model!("embed_mobilefacenet512.tflite")),
                ..ModelFiles::default()
            })?,
            hands: OnceLock::new(),
            objects: OnceLock::new(),
            shoes: OnceLock::new(),
        })
    }

    pub(super) fn faces(&self) -> &Models {
        &self.faces
    }

    pub(super) fn pad(&self) -> &PadModel {
        &self.pad
    }

    /// Faces and hands.
    pub(super) fn hands(&self) -> Result<&Models, ModelError> {
        once(&self.hands, || with_hands(self.faces.clone()))
    }

    /// Faces and objects.
    pub(super) fn objects(&self) -> Result<&Models, ModelError> {
        once(&self.objects, || with_objects(self.faces.clone()))
    }

    /// Faces, objects and shoes.
    pub(super) fn shoes(&self) -> Result<&Models, ModelError> {
        once(&self.shoes, || with_shoes(self.objects()?.clone()))
    }
}

fn once(
    loaded: &Loaded,
    load: impl FnOnce() -> Result<Models, ModelError>,
) -> Result<&Models, ModelError> {
    loaded.get_or_init(load).as_ref().map_err(ModelError::clone)
}

fn with_hands(mut models: Models) -> Result<Models, ModelError> {
    models.add_hands(
        model!("palm_detection_lite.tflite"),
        model!("hand_landmark_lite.tflite"),
    )?;
    Ok(models)
}

fn with_objects(mut models: Models) -> Result<Models, ModelError> {
    models.add_objects(model!("object_nanodet.tflite"))?;
    Ok(models)
}

fn with_shoes(mut models: Models) -> Result<Models, ModelError> {
    models.add_shoes(model!("object_shoes.tflite"))?;
    Ok(models)
}

/// The models of some groups, as `sdk/models/MANIFEST.toml` lists them; faces are always among them.
///
/// # Errors
/// When a file in the source tree is not the network it should be; never in a build that passed its tests.
pub fn models(groups: &[ModelGroup]) -> Result<Models, ModelError> {
    let mut models = Sets::new(None)?.faces;
    for group in groups {
        models = match group {
            ModelGroup::Face => models,
            ModelGroup::Hands => with_hands(models)?,
            ModelGroup::Objects => with_objects(models)?,
            ModelGroup::Shoes => with_shoes(models)?,
        };
    }
    Ok(models)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_liveness::{Place, Prop, Touch};

    #[test]
    fn a_step_needs_what_its_moves_are_judged_by() {
        let touch = Move::Touch(Touch::CoverMouth);
        let cup = Move::Hold(Prop::Cup, Place::Head);
        let shoe = Move::Hold(Prop::Shoe, Place::Head);
        for (moves, hands, objects, shoes) in [
            (vec![], false, false, false),
            (vec![Move::TurnLeft, Move::MouthOpen], false, false, false),
            (vec![Move::TurnLeft, touch], true, false, false),
            (vec![cup], false, true, false),
            (vec![touch, shoe], true, false, true),
        ] {
            let needs = Needs {
                hands,
                objects,
                shoes,
            };
            assert_eq!(Needs::of(&moves), needs, "{moves:?}");
        }
    }

    #[test]
    fn models_are_the_networks_that_they_should_be_and_are_shared() {
        let sets = Sets::new(None).unwrap();
        assert!(!sets.faces().has_hands() && !sets.faces().has_objects());
        assert!(sets.hands().unwrap().has_hands());
        assert!(sets.objects().unwrap().has_objects());
        assert!(sets.shoes().unwrap().has_objects());
        assert!(std::ptr::eq(sets.hands().unwrap(), sets.hands().unwrap()));
        assert!(models(&GROUPS).is_ok());
    }
}
