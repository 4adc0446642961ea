//! One picture alone: a reference photo, a press photo, a tight crop. Faces and hands may be small, or larger than
//! the picture.

use crate::detect::{DETECTOR_SIDE, FaceDetection, SAME_FACE, whole};
use crate::faces::{self, FaceStages};
use crate::frame::Frame;
use crate::geometry::Region;
use crate::hands::{self, Hand, HandStages, PALM_SIDE, SAME_PALM};
use crate::landmarks::{region_of_detection, region_of_landmarks};
use crate::observation::Face;
use crate::suppress::merge;
use crate::tiles::{tiles, uncut};

/// Most faces that are reported of a still: the largest ones.
pub const MAX_STILL_FACES: usize = 8;

/// Most hands that are reported of a still: the largest ones.
pub const MAX_STILL_HANDS: usize = 8;

/// A third of the picture is added on each side: in tight crops faces fill the picture, and the detectors were not
/// taught such faces.
const PADDED: f32 = 5.0 / 3.0;

/// Faces in a picture, the largest first.
pub(crate) fn faces(stages: &mut FaceStages, frame: &Frame) -> Vec<Face> {
    let mut faces = faces_of(stages, frame, &coarse(frame, DETECTOR_SIDE));
    if faces.is_empty() {
        faces = faces_of(stages, frame, &tiles(frame, 4, DETECTOR_SIDE));
    }
    faces::largest_first(&mut faces, MAX_STILL_FACES);
    faces
}

/// Hands in a picture, the largest first.
pub(crate) fn hands(stages: &mut HandStages, frame: &Frame) -> Vec<Hand> {
    let mut hands = hands_of(stages, frame, &coarse(frame, PALM_SIDE));
    if hands.is_empty() {
        hands = hands_of(stages, frame, &tiles(frame, 4, PALM_SIDE));
    }
    hands::largest_first(&mut hands, MAX_STILL_HANDS);
    hands
}

fn coarse(frame: &Frame, shortest: usize) -> Vec<Region> {
    let whole = whole(frame);
    let mut regions = vec![whole, Region::upright(whole.center, whole.side * PADDED)];
    regions.extend(tiles(frame, 2, shortest));
    regions
}

fn faces_of(stages: &mut FaceStages, frame: &Frame, regions: &[Region]) -> Vec<Face> {
    let mut guesses = Vec::new();
    for region in regions {
        let seen = stages.detector.guesses(frame, region);
        guesses.extend(
            seen.into_iter()
                .filter(|guess| uncut(&guess.bounds, region, frame)),
        );
    }
    let mut detections: Vec<FaceDetection> = merge(guesses, SAME_FACE);
    detections.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    let mut faces: Vec<Face> = Vec::new();
    for detection in &detections {
        let center = detection.bounds.center();
        let within = faces.iter().any(|face| face.box_in_frame.contains(center));
        if within || faces.len() == MAX_STILL_FACES {
            continue;
        }
        let Some(first) = stages.face(frame, &region_of_detection(detection)) else {
            continue;
        };
        let again = stages.face(frame, &region_of_landmarks(&first.landmarks_in_frame));
        faces::add(&mut faces, again.unwrap_or(first));
    }
    faces
}

fn hands_of(stages: &mut HandStages, frame: &Frame, regions: &[Region]) -> Vec<Hand> {
    let mut guesses = Vec::new();
    for region in regions {
        let seen = stages.palms.guesses(frame, region);
        guesses.extend(
            seen.into_iter()
                .filter(|guess| uncut(&guess.bounds, region, frame)),
        );
    }
    let mut hands: Vec<Hand> = Vec::new();
    for palm in merge(guesses, SAME_PALM) {
        if hands.len() == MAX_STILL_HANDS {
            break;
        }
        if let Some(hand) = stages.new_hand(frame, &palm) {
            hands::add(&mut hands, hand);
        }
    }
    hands
}
