//! Networks that come group by group, and the analyzer that uses them.

use js_sys::{Reflect, Uint8Array};
use poze_liveness::ModelGroup;
use poze_protocol::Code;
use poze_vision::{Analyzer, Frame, ModelError, Models, Observation, Wants};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Failure;

/// Looks at frames with whatever networks have come so far.
#[derive(Default)]
pub(crate) struct Looker {
    models: Models,
    analyzer: Option<Analyzer>,
    wants: Wants,
}

impl Looker {
    /// Adds a group of networks; what was there stays. `files`: a `Uint8Array` for each of its names, which are those
    /// of `ModelFiles`.
    ///
    /// # Errors
    /// When there is no such group, or one of its files is missing or damaged.
    pub(crate) fn add(&mut self, group: &str, files: &JsValue) -> Result<(), Failure> {
        let file = |name: &str| bytes(files, name);
        let added = match group {
            "face" => {
                let (landmarks, blendshapes) = (file("face_landmarks")?, file("face_blendshapes")?);
                let detector = file("face_detector")?;
                self.models.add_faces(&detector, &landmarks, &blendshapes)
            }
            "hands" => {
                let (palms, landmarks) = (file("hand_palms")?, file("hand_landmarks")?);
                self.models.add_hands(&palms, &landmarks)
            }
            "objects" => self.models.add_objects(&file("objects")?),
            _ => return Err(Failure::because(Code::BadConfiguration, "no such models")),
        };
        added.map_err(|error| damaged(&error))?;
        // The old one goes before the new one comes: each has a working memory of its own.
        self.analyzer = None;
        let mut analyzer = Analyzer::new(&self.models);
        analyzer.want(self.wants);
        self.analyzer = Some(analyzer);
        Ok(())
    }

    /// The groups that have come.
    pub(crate) fn groups(&self) -> Vec<ModelGroup> {
        let models = &self.models;
        let groups = [
            (models.has_faces(), ModelGroup::Face),
            (models.has_hands(), ModelGroup::Hands),
            (models.has_objects(), ModelGroup::Objects),
        ];
        let there = groups.into_iter().filter(|(there, _)| *there);
        there.map(|(_, group)| group).collect()
    }

    /// Says what to look for beside faces from the next frame on.
    pub(crate) fn want(&mut self, wants: Wants) {
        self.wants = wants;
        if let Some(analyzer) = &mut self.analyzer {
            analyzer.want(wants);
        }
    }

    /// Forgets the frames before: the next one is seen afresh.
    pub(crate) fn reset(&mut self) {
        if let Some(analyzer) = &mut self.analyzer {
            analyzer.reset();
        }
    }

    /// What is seen in the next frame of the stream; nothing without networks.
    pub(crate) fn look(&mut self, frame: &Frame) -> Observation {
        match &mut self.analyzer {
            Some(analyzer) => analyzer.analyze(frame),
            None => Observation::default(),
        }
    }
}

/// A file that has come in whole but is not the model was replaced or cut on its way.
fn damaged(error: &ModelError) -> Failure {
    Failure::because(Code::Network, error.to_string())
}

fn bytes(files: &JsValue, name: &str) -> Result<Vec<u8>, Failure> {
    let file = Reflect::get(files, &name.into()).ok();
    let bytes = file.and_then(|file| file.dyn_into::<Uint8Array>().ok());
    let missing = || Failure::because(Code::BadConfiguration, format!("no model {name}"));
    bytes.map(|file| file.to_vec()).ok_or_else(missing)
}
