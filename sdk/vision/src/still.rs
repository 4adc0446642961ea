//! One picture alone: a reference photo, a press photo, a tight crop. Faces and hands may be small, or larger than
//! the picture.

use crate::detect::{DETECTOR_SIDE, FaceDetection, SAME_FACE, whole};
use crate::faces::{self, FaceStages};
use crate::frame::Frame;
use crate::geometry::Region;
use crate::hands::{self, Hand, HandStages, PALM_SIDE, SAME_PALM};
use crate::landmarks::{region_of_detection, region_of_landmarks};
use crate::observation::Face;
use crate::sample::Border;
use crate::suppress::merge;
use crate::tiles::{tiles, uncut};

/// Most faces that are reported of a still: the largest ones.
pub const MAX_STILL_FACES: usize = 8;

/// Most hands that are reported of a still: the largest ones.
pub const MAX_STILL_HANDS: usize = 8;

/// A third of the picture is added on each side: in tight crops faces fill the picture, and the detectors were not
/// taught such faces.
const PADDED: f32 = 5.0 / 3.0;

/// What the landmarks' network sees beyond the picture. Streams repeat the edge, as MediaPipe does; in tight crops much of
/// a face's surroundings lies beyond it, and there the streaks of a repeated edge hide faces that black does not.
const BEYOND: Border = Border::Black;

/// How the landmarks' region is turned (radians) and scaled where the detector is sure of a face and the landmarks'
/// network, looking where the detector says, is not: its five points are rough in tight crops and of turned heads.
const OTHERWISE: [(f32, f32); 4] = [(0.26, 1.0), (-0.26, 1.0), (0.0, 0.8), (0.0, 1.25)];

/// Faces in a picture, the largest first.
pub(crate) fn faces(stages: &mut FaceStages, frame: &Frame) -> Vec<Face> {
    let mut detections = detect(stages, frame, &coarse(frame, DETECTOR_SIDE));
    let mut faces = read(stages, frame, &detections, |_| {});
    if faces.is_empty() {
        let small = detect(stages, frame, &tiles(frame, 4, DETECTOR_SIDE));
        faces = read(stages, frame, &small, |_| {});
        detections.extend(small);
    }
    for (turn, scale) in OTHERWISE {
        if !faces.is_empty() {
            break;
        }
        detections.truncate(MAX_STILL_FACES);
        faces = read(stages, frame, &detections, |region| {
            region.rotation += turn;
            region.side *= scale;
        });
    }
    faces::largest_first(&mut faces, MAX_STILL_FACES);
    faces
}

fn is_large(detection: &FaceDetection, frame: &Frame) -> bool {
    let longer = frame.width().max(frame.height()) as f32;
    let side = detection.bounds.width.max(detection.bounds.height);
    side >= LARGE * longer
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

/// The whole picture, as it is and with room around it.
fn pictures(frame: &Frame) -> Vec<Region> {
    let whole = whole(frame);
    vec![whole, Region::upright(whole.center, whole.side * PADDED)]
}

fn coarse(frame: &Frame, shortest: usize) -> Vec<Region> {
    let mut regions = pictures(frame);
    regions.extend(tiles(frame, 2, shortest));
    regions
}

/// What the detector sees in the regions, the largest first.
fn detect(stages: &mut FaceStages, frame: &Frame, regions: &[Region]) -> Vec<FaceDetection> {
    let mut guesses = Vec::new();
    for region in regions {
        let seen = stages.detector.guesses(frame, region);
        let whole = |guess: &FaceDetection| uncut(&guess.bounds, region, frame);
        guesses.extend(seen.into_iter().filter(whole));
    }
    guesses
}

/// The faces that were detected, as their points say.
fn read(
    stages: &mut FaceStages,
    frame: &Frame,
    mut detections: Vec<FaceDetection>,
    expressions: bool,
) -> Vec<Face> {
    detections.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    detections
}

/// The faces where detections are, each looked for in its region as `change` makes it.
fn read(
    stages: &mut FaceStages,
    frame: &Frame,
    detections: &[FaceDetection],
    change: impl Fn(&mut Region),
) -> Vec<Face> {
    let mut faces: Vec<Face> = Vec::new();
    for detection in detections {
        let center = detection.bounds.center();
        let within = faces.iter().any(|face| face.box_in_frame.contains(center));
        if within || faces.len() == MAX_STILL_FACES {
            continue;
        }
        let mut region = region_of_detection(detection);
        change(&mut region);
        let Some(first) = stages.face(frame, &region, BEYOND) else {
            continue;
        };
        let again = region_of_landmarks(&first.landmarks_in_frame);
        let again = stages.face(frame, &again, BEYOND);
        faces::add(&mut faces, again.unwrap_or(first));
    }
    faces
}

/// The face in a region, read a second time in the crop that its own points give, if there it is one.
fn read_twice(
    stages: &mut FaceStages,
    frame: &Frame,
    region: &Region,
    expressions: bool,
) -> Option<Face> {
    let first = stages.read(frame, region)?;
    let again = stages.read(frame, &region_of_landmarks(&first.found.landmarks_in_frame));
    // What is said about a face is measured in the crop that was read last.
    let read = match again {
        Some(read) => read,
        None => stages.read(frame, region)?,
    };
    stages.describe(read, expressions)
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
