//! The networks: parsed once, checked to be the ones that the stages expect.

use std::sync::Arc;

use poze_nn::{LoadError, Model, Session, TensorInfo};
use thiserror::Error;

use crate::align::ALIGNED_SIDE;
use crate::blendshapes::{SHAPES, SUBSET_LEN};
use crate::detect::{ANCHORS, DETECTOR_SIDE};
use crate::embedding::EMBEDDING_LEN;
use crate::landmarks::{CROP_SIDE, POINTS};
use crate::{detect, hands, landmarks, objects};

/// Bytes of the TFLite files.
#[derive(Clone, Copy, Default)]
pub struct ModelFiles<'a> {
    /// MediaPipe's `face_detector.tflite` (BlazeFace, short range). Without bytes in all three face files no faces are
    /// looked for.
    pub face_detector: &'a [u8],
    /// MediaPipe's `face_landmarks_detector.tflite` (478 points).
    pub face_landmarks: &'a [u8],
    /// MediaPipe's `face_blendshapes.tflite`.
    pub face_blendshapes: &'a [u8],
    /// The 512-d embedding; not needed for guiding.
    pub face_embedding: Option<&'a [u8]>,
    /// MediaPipe's `palm_detection_lite.tflite`; hands need both of their files.
    pub hand_palms: Option<&'a [u8]>,
    /// MediaPipe's `hand_landmark_lite.tflite`.
    pub hand_landmarks: Option<&'a [u8]>,
    /// `object_nanodet.tflite`: NanoDet with the 80 kinds of COCO.
    pub objects: Option<&'a [u8]>,
    /// `object_shoes.tflite`: MediaPipe's detector for some kinds of Open Images.
    pub object_shoes: Option<&'a [u8]>,
}

/// Why a set of models was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    /// The runtime cannot read the file.
    #[error("{model}: {source}")]
    Load {
        /// Which of the files, as in [`ModelFiles`].
        model: &'static str,
        /// Why.
        source: LoadError,
    },
    /// Only one of two files that need each other is there.
    #[error("{model} is missing: the other file for hands is of no use without it")]
    Missing {
        /// The one that is missing, as in [`ModelFiles`].
        model: &'static str,
    },
    /// A sound network, but another one than expected.
    #[error("{model}: its inputs or outputs are not those of the expected network")]
    Shape {
        /// Which of the files, as in [`ModelFiles`].
        model: &'static str,
    },
}

const HAND_PALMS: &str = "hand_palms";
const HAND_LANDMARKS: &str = "hand_landmarks";

/// All networks, ready to be shared: cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Models {
    pub(crate) faces: Option<FaceModels>,
    pub(crate) embedding: Option<Arc<Model>>,
    pub(crate) hands: Option<HandModels>,
    pub(crate) objects: Option<(Arc<Model>, [usize; objects::HEADS])>,
    pub(crate) shoes: Option<(Arc<Model>, objects::ShoeOutputs)>,
}

/// The three networks for faces.
#[derive(Debug, Clone)]
pub(crate) struct FaceModels {
    pub(crate) detector: Arc<Model>,
    pub(crate) detector_outputs: detect::Outputs,
    pub(crate) landmarks: Arc<Model>,
    pub(crate) landmark_outputs: landmarks::Outputs,
    pub(crate) blendshapes: Arc<Model>,
}

/// The two networks for hands.
#[derive(Debug, Clone)]
pub(crate) struct HandModels {
    pub(crate) palms: Arc<Model>,
    pub(crate) palm_outputs: hands::PalmOutputs,
    pub(crate) points: Arc<Model>,
    pub(crate) point_outputs: hands::PointOutputs,
}

impl Models {
    /// Parses the files and checks that each has the shapes that its stage relies on.
    ///
    /// # Errors
    /// When a file is damaged, or another network than expected.
    pub fn load(files: &ModelFiles) -> Result<Models, ModelError> {
        let mut models = Models::default();
        let faces = [
            files.face_detector,
            files.face_landmarks,
            files.face_blendshapes,
        ];
        if faces.iter().any(|file| !file.is_empty()) {
            let [detector, landmarks, blendshapes] = faces;
            models.add_faces(detector, landmarks, blendshapes)?;
        }
        if let Some(bytes) = files.face_embedding {
            let embedding = load("face_embedding", bytes, ALIGNED_SIDE.pow(2) * 3)?;
            first_output(&embedding, EMBEDDING_LEN)?;
            models.embedding = Some(embedding.model);
        }
        match (files.hand_palms, files.hand_landmarks) {
            (Some(palms), Some(landmarks)) => models.add_hands(palms, landmarks)?,
            (None, None) => {}
            (Some(_), None) => {
                return Err(ModelError::Missing {
                    model: HAND_LANDMARKS,
                });
            }
            (None, Some(_)) => return Err(ModelError::Missing { model: HAND_PALMS }),
        }
        if let Some(bytes) = files.objects {
            models.add_objects(bytes)?;
        }
        if let Some(bytes) = files.object_shoes {
            models.add_shoes(bytes)?;
        }
        Ok(models)
    }

    /// Adds the networks for faces to those that are there: MediaPipe's `face_detector.tflite`,
    /// `face_landmarks_detector.tflite` and `face_blendshapes.tflite`. An [`Analyzer`](crate::Analyzer) has those that
    /// were there when it was made.
    ///
    /// # Errors
    /// When a file is damaged, or another network than expected; what was there before stays.
    pub fn add_faces(
        &mut self,
        detector: &[u8],
        landmarks: &[u8],
        blendshapes: &[u8],
    ) -> Result<(), ModelError> {
        let detector = load("face_detector", detector, DETECTOR_SIDE.pow(2) * 3)?;
        let detector_outputs = detect::Outputs {
            boxes: output(&detector, ANCHORS * detect::ROW)?,
            scores: output(&detector, ANCHORS)?,
        };
        let landmarks = load("face_landmarks", landmarks, CROP_SIDE.pow(2) * 3)?;
        let landmark_outputs = landmarks::Outputs {
            points: output(&landmarks, POINTS * 3)?,
            // The file has a third output of one number (the tongue); presence is the first of them.
            presence: output(&landmarks, 1)?,
        };
        let blendshapes = load("face_blendshapes", blendshapes, SUBSET_LEN * 2)?;
        first_output(&blendshapes, SHAPES)?;
        self.faces = Some(FaceModels {
            detector: detector.model,
            detector_outputs,
            landmarks: landmarks.model,
            landmark_outputs,
            blendshapes: blendshapes.model,
        });
        Ok(())
    }

    /// Whether faces can be looked for.
    pub fn has_faces(&self) -> bool {
        self.faces.is_some()
    }

    /// Adds the networks for hands to those that are there: MediaPipe's `palm_detection_lite.tflite` and
    /// `hand_landmark_lite.tflite`. An [`Analyzer`](crate::Analyzer) has those that were there when it was made.
    ///
    /// # Errors
    /// When a file is damaged, or another network than expected; what was there before stays.
    pub fn add_hands(&mut self, palms: &[u8], landmarks: &[u8]) -> Result<(), ModelError> {
        let palms = load(HAND_PALMS, palms, hands::PALM_SIDE.pow(2) * 3)?;
        let points = load(HAND_LANDMARKS, landmarks, hands::CROP_SIDE.pow(2) * 3)?;
        let all = hands::HAND_POINTS * 3;
        self.hands = Some(HandModels {
            palm_outputs: hands::PalmOutputs {
                boxes: output(&palms, hands::ANCHORS * hands::ROW)?,
                scores: output(&palms, hands::ANCHORS)?,
            },
            palms: palms.model,
            // Outputs of the same size keep the file's order: points in pixels before those in metres, presence
            // before the side.
            point_outputs: hands::PointOutputs {
                points: output(&points, all)?,
                presence: output(&points, 1)?,
                side: nth_output(&points, 1, 1)?,
            },
            points: points.model,
        });
        Ok(())
    }

    /// Adds the network for objects, `object_nanodet.tflite`. An [`Analyzer`](crate::Analyzer) has those that were
    /// there when it was made.
    ///
    /// # Errors
    /// When the file is damaged, or another network than expected; what was there before stays.
    pub fn add_objects(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        let named = load("objects", bytes, objects::OBJECTS_SIDE.pow(2) * 3)?;
        let mut outputs = [0; objects::HEADS];
        for (head, place) in outputs.iter_mut().enumerate() {
            *place = output(&named, objects::head_len(head))?;
        }
        self.objects = Some((named.model, outputs));
        Ok(())
    }

    /// Adds the network for shoes, `object_shoes.tflite`; it is of use beside the one for objects.
    ///
    /// # Errors
    /// As [`Models::add_objects`].
    pub fn add_shoes(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        let named = load("object_shoes", bytes, objects::SHOES_SIDE.pow(2) * 3)?;
        let outputs = objects::ShoeOutputs {
            boxes: output(&named, objects::SHOE_ANCHORS * 4)?,
            classes: output(&named, objects::SHOE_ANCHORS * objects::SHOE_CLASSES)?,
        };
        self.shoes = Some((named.model, outputs));
        Ok(())
    }

    /// Whether objects can be looked for.
    pub fn has_objects(&self) -> bool {
        self.objects.is_some()
    }

    /// Whether hands can be looked for.
    pub fn has_hands(&self) -> bool {
        self.hands.is_some()
    }

    /// Whether faces can be embedded.
    pub fn has_embedding(&self) -> bool {
        self.embedding.is_some()
    }

    pub(crate) fn session(model: &Arc<Model>) -> Box<Session> {
        Box::new(Session::new(Arc::clone(model)))
    }
}

struct Named {
    name: &'static str,
    model: Arc<Model>,
}

fn numbers(tensor: &TensorInfo) -> usize {
    tensor.shape.iter().product()
}

fn load(name: &'static str, bytes: &[u8], input: usize) -> Result<Named, ModelError> {
    let model = Model::from_tflite(bytes).map_err(|source| ModelError::Load {
        model: name,
        source,
    })?;
    let sizes: Vec<usize> = model.inputs().iter().map(numbers).collect();
    if sizes != [input] {
        return Err(ModelError::Shape { model: name });
    }
    Ok(Named {
        name,
        model: Arc::new(model),
    })
}

/// The first output of so many numbers.
fn output(named: &Named, size: usize) -> Result<usize, ModelError> {
    nth_output(named, size, 0)
}

/// Among the outputs of so many numbers, number `nth`.
fn nth_output(named: &Named, size: usize, nth: usize) -> Result<usize, ModelError> {
    let outputs = named.model.outputs().iter().enumerate();
    let mut fitting = outputs.filter(|(_, tensor)| numbers(tensor) == size);
    let found = fitting.nth(nth).map(|(index, _)| index);
    found.ok_or(ModelError::Shape { model: named.name })
}

fn first_output(named: &Named, size: usize) -> Result<(), ModelError> {
    match output(named, size)? {
        0 => Ok(()),
        _ => Err(ModelError::Shape { model: named.name }),
    }
}
