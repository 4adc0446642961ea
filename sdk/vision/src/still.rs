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

/// A face this large, as a part of the picture's longer side (the detector's box, from brows to chin), is what the
/// picture is about, and tiles are not looked at. Measured on 383 pictures with 374 faces (press photos, portraits,
/// groups, film scenes; only 8 pictures have two faces or more): the same faces are found as with tiles everywhere; at
/// 0.20 one of 0.18 of the longer side is missed, the largest that only tiles show. All landmarks of a face are
/// as high as that box or a little higher (1.08 times, the median), so what is missed is about half as high or less.
const LARGE: f32 = 0.35;

/// What the landmarks' network sees beyond the picture. Streams repeat the edge, as MediaPipe does; in tight crops much of
/// a face's surroundings lies beyond it, and there the streaks of a repeated edge hide faces that black does not.
const BEYOND: Border = Border::Black;

/// How the landmarks' region is turned (radians) and scaled where the detector is sure of a face and the landmarks'
/// network, looking where the detector says, is not: its five points are rough in tight crops and of turned heads.
const OTHERWISE: [(f32, f32); 4] = [(0.26, 1.0), (-0.26, 1.0), (0.0, 0.8), (0.0, 1.25)];

/// Faces in a picture, the largest first.
pub(crate) fn faces(stages: &mut FaceStages, frame: &Frame, expressions: bool) -> Vec<Face> {
    let as_detected = |_: &mut Region| {};
    let mut all = guesses(stages, frame, &pictures(frame));
    let mut detections = largest_first(merge(all.clone(), SAME_FACE));
    let mut faces = Vec::new();
    if detections.iter().any(|one| is_large(one, frame)) {
        faces = read(stages, frame, &detections, expressions, as_detected);
    }
    if faces.is_empty() {
        all.extend(guesses(stages, frame, &tiles(frame, 2, DETECTOR_SIDE)));
        detections = largest_first(merge(all, SAME_FACE));
        faces = read(stages, frame, &detections, expressions, as_detected);
    }
    if faces.is_empty() {
        let small = guesses(stages, frame, &tiles(frame, 4, DETECTOR_SIDE));
        let small = largest_first(merge(small, SAME_FACE));
        faces = read(stages, frame, &small, expressions, as_detected);
        detections.extend(small);
    }
    for (turn, scale) in OTHERWISE {
        if !faces.is_empty() {
            break;
        }
        detections.truncate(MAX_STILL_FACES);
        faces = read(stages, frame, &detections, expressions, |region| {
            region.rotation += turn;
            region.side *= scale;
        });
    }
    faces::largest_first(&mut faces, MAX_STILL_FACES);
    faces
}

fn largest_first(mut detections: Vec<FaceDetection>) -> Vec<FaceDetection> {
    detections.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    detections
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

/// What the detector sees in each region.
fn guesses(stages: &mut FaceStages, frame: &Frame, regions: &[Region]) -> Vec<FaceDetection> {
    let mut guesses = Vec::new();
    for region in regions {
        let seen = stages.detector.guesses(frame, region);
        let whole = |guess: &FaceDetection| uncut(&guess.bounds, region, frame);
        guesses.extend(seen.into_iter().filter(whole));
    }
    guesses
}

/// The faces where detections are, each looked for in its region as `change` makes it.
fn read(
    stages: &mut FaceStages,
    frame: &Frame,
    detections: &[FaceDetection],
    expressions: bool,
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
        if let Some(face) = read_twice(stages, frame, &region, expressions) {
            faces::add(&mut faces, face);
        }
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
    let first = stages.read(frame, region, BEYOND)?;
    let settled = region_of_landmarks(&first.found.landmarks_in_frame);
    // What is said about a face is measured in the crop that was read last.
    let read = match stages.read(frame, &settled, BEYOND) {
        Some(read) => read,
        None => stages.read(frame, region, BEYOND)?,
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
