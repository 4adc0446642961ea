//! Faces: found by the detector, read in a crop around each, followed from frame to frame.

use crate::blendshapes::Expresser;
use crate::detect::{Detector, FaceDetection};
use crate::embedding::Embedder;
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::landmarks::{Found, Landmarker, region_of_detection, region_of_landmarks};
use crate::models::Models;
use crate::observation::Face;
use crate::sample::Border;
use crate::{pose, quality};

/// While faces are tracked, the detector looks for further ones in one frame out of this many.
pub const DETECT_EVERY: u32 = 5;

/// Most faces that are tracked in a stream: the largest ones. A second one is all that it takes to know that
/// somebody is not alone.
pub const MAX_FACES: usize = 2;

/// Below this the landmarks are not of a face (MediaPipe's default).
const MIN_PRESENCE: f32 = 0.5;

/// Faces whose longer side is shorter than this have no detail to read, in frame pixels.
const MIN_FACE_PX: f32 = 24.0;

/// Where the region that landmarks were read in and the one that they give overlap less than this, they are read
/// again in the latter. The network was taught faces that fill its picture and stand upright, and finds its way to
/// others in steps.
const SETTLED: f32 = 0.6;

/// Boxes that overlap more than this (intersection over union) are of one face. Loose for a detection against
/// landmarks, whose boxes differ in height.
const SAME_AS_DETECTED: f32 = 0.3;
const SAME_AS_TRACKED: f32 = 0.5;

/// The networks with what stands around each.
pub(crate) struct FaceStages {
    pub(crate) detector: Detector,
    pub(crate) landmarker: Landmarker,
    pub(crate) expresser: Expresser,
    pub(crate) embedder: Option<Embedder>,
}

impl FaceStages {
    /// `None` without the networks for faces.
    pub(crate) fn new(models: &Models) -> Option<FaceStages> {
        let faces = models.faces.as_ref()?;
        let detector = Models::session(&faces.detector);
        let landmarks = Models::session(&faces.landmarks);
        let embedding = models.embedding.as_ref();
        Some(FaceStages {
            detector: Detector::new(detector, faces.detector_outputs),
            landmarker: Landmarker::new(landmarks, faces.landmark_outputs),
            expresser: Expresser::new(Models::session(&faces.blendshapes)),
            embedder: embedding.map(|model| Embedder::new(Models::session(model))),
        })
    }

    /// The face in a region or near it, with all that is said about it; `None` when there is none. When the region turns
    /// out to be far from the face, its points are read again where it is.
    fn settled_face(&mut self, frame: &Frame, region: &Region, expressions: bool) -> Option<Face> {
        let mut read = self.read(frame, region, Border::Edge)?;
        let better = region_of_landmarks(&read.found.landmarks_in_frame);
        let overlap = better.bounds().intersection_over_union(&region.bounds());
        if overlap < SETTLED {
            read = self.read(frame, &better, Border::Edge)?;
        }
        self.describe(read, expressions)
    }

    /// The points of the face in a region; `None` when there is none. `border` is what the landmarks' network sees beyond
    /// the frame.
    pub(crate) fn read(&mut self, frame: &Frame, region: &Region, border: Border) -> Option<Read> {
        let found = self.landmarker.locate(frame, region, border)?;
        let box_in_frame = Rect::around(&found.landmarks_in_frame);
        let (x, y) = box_in_frame.center();
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        let inside = x >= 0.0 && y >= 0.0 && x <= width && y <= height;
        let large = box_in_frame.width.max(box_in_frame.height) >= MIN_FACE_PX;
        let there = found.presence >= MIN_PRESENCE && large && inside;
        there.then_some(Read {
            found,
            box_in_frame,
        })
    }

    /// All that is said about the face that was read last; `None` when its points are no face.
    pub(crate) fn describe(&mut self, read: Read, expressions: bool) -> Option<Face> {
        let Read {
            found,
            box_in_frame,
        } = read;
        let angles = pose::head_angles(&found.landmarks_in_frame)?;
        let quality = quality::measure(self.landmarker.crop(), &found.landmarks_in_frame);
        let expressions = expressions.then(|| self.expresser.read(&found.landmarks_in_frame));
        Some(Face {
            box_in_frame,
            presence: found.presence,
            angles,
            expressions,
            quality,
            covered: None,
            landmarks_in_frame: found.landmarks_in_frame,
        })
    }
}

/// The points of a face before anything else is said about it.
pub(crate) struct Read {
    pub(crate) found: Found,
    box_in_frame: Rect,
}

/// Where faces were in the frame before.
pub(crate) struct FaceTracker {
    pub(crate) stages: FaceStages,
    tracks: Vec<Region>,
    since_detection: u32,
}

impl FaceTracker {
    pub(crate) fn new(stages: FaceStages) -> FaceTracker {
        FaceTracker {
            stages,
            tracks: Vec::with_capacity(MAX_FACES),
            since_detection: 0,
        }
    }

    /// Forgets where faces were.
    pub(crate) fn reset(&mut self) {
        self.tracks.clear();
    }

    pub(crate) fn tracked(&self) -> usize {
        self.tracks.len()
    }

    /// Faces in the next frame, the largest first; with their expressions if these are wanted.
    pub(crate) fn look(&mut self, frame: &Frame, expressions: bool) -> Vec<Face> {
        let mut faces: Vec<Face> = Vec::with_capacity(MAX_FACES + 1);
        for region in std::mem::take(&mut self.tracks) {
            if let Some(face) = self.stages.settled_face(frame, &region, expressions) {
                add(&mut faces, face);
            }
        }
        self.since_detection += 1;
        if faces.is_empty() || self.since_detection >= DETECT_EVERY {
            self.since_detection = 0;
            self.notice(frame, &mut faces, expressions);
        }
        largest_first(&mut faces, MAX_FACES);
        let regions = faces
            .iter()
            .map(|face| region_of_landmarks(&face.landmarks_in_frame));
        self.tracks.extend(regions);
        faces
    }

    /// Adds faces that are not followed yet, as long as there is room or they are larger than those that are.
    fn notice(&mut self, frame: &Frame, faces: &mut Vec<Face>, expressions: bool) {
        let mut detections: Vec<FaceDetection> = self.stages.detector.detect(frame);
        detections.retain(|new| is_new(faces, &new.bounds, SAME_AS_DETECTED));
        detections.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
        for detection in detections.iter().take(MAX_FACES) {
            let smallest = faces.iter().map(|face| face.box_in_frame.area());
            let smallest = smallest.fold(f32::INFINITY, f32::min);
            if faces.len() >= MAX_FACES && detection.bounds.area() <= smallest {
                break;
            }
            let region = region_of_detection(detection);
            if let Some(face) = self.stages.settled_face(frame, &region, expressions) {
                add(faces, face);
            }
        }
    }
}

/// Adds a face unless it is one of those that are there.
pub(crate) fn add(faces: &mut Vec<Face>, face: Face) {
    if is_new(faces, &face.box_in_frame, SAME_AS_TRACKED) {
        faces.push(face);
    }
}

fn is_new(faces: &[Face], bounds: &Rect, overlap: f32) -> bool {
    faces
        .iter()
        .all(|face| face.box_in_frame.intersection_over_union(bounds) <= overlap)
}

pub(crate) fn largest_first(faces: &mut Vec<Face>, most: usize) {
    faces.sort_by(|a, b| b.box_in_frame.area().total_cmp(&a.box_in_frame.area()));
    faces.truncate(most);
}
