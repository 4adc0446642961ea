//! Tracking, with networks that answer what each test says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::*;
use crate::blendshapes::{Expresser, SHAPES, SUBSET_LEN};
use crate::detect::{self, ANCHORS, DETECTOR_SIDE, Detector, ROW};
use crate::frame::PixelFormat;
use crate::geometry::Rect;
use crate::landmarks::{self, CROP_SIDE, Landmarker};
use crate::net::fake::FakeNet;
use crate::pose::tests::turned;
use crate::still::MAX_STILL_FACES;

/// How often each network ran.
#[derive(Clone, Default)]
struct Runs {
    detector: Arc<AtomicUsize>,
    landmarks: Arc<AtomicUsize>,
    expressions: Arc<AtomicUsize>,
    /// By how many pixels of the crop the face is off the middle of the next one that is looked at.
    off_middle: Arc<AtomicUsize>,
    /// So many crops, the next ones, show no face, whatever is in them.
    hidden: Arc<AtomicUsize>,
    /// Crops whose first corner was black.
    dark_corners: Arc<AtomicUsize>,
}

/// A 256x256 world: the detector sees faces of 64 pixels at these anchors of its first layer while it is told to.
fn analyzer(anchors: &[usize], runs: &Runs) -> Analyzer {
    analyzer_of_faces(32.0, anchors, runs)
}

/// The same with faces of `side` in the detector's picture, wherever that was cut. Landmarks are the average face in the
/// middle of the crop, present when the middle of the crop is white.
fn analyzer_of_faces(side: f32, anchors: &[usize], runs: &Runs) -> Analyzer {
    let (mut boxes, mut scores) = (vec![0.0; ANCHORS * ROW], vec![-9.0; ANCHORS]);
    for anchor in anchors {
        let (eye, up) = (side / 4.0, -side / 8.0);
        let row = [0.0, 0.0, side, side, -eye, up, eye, up];
        boxes[anchor * ROW..][..8].copy_from_slice(&row);
        scores[*anchor] = 4.0;
    }
    let mut detector = FakeNet::new(DETECTOR_SIDE * DETECTOR_SIDE * 3, vec![boxes, scores]);
    let count = Arc::clone(&runs.detector);
    detector.answer = Box::new(move |_, _| _ = count.fetch_add(1, Relaxed));

    let points = turned(0.0, 0.0, 0.0);
    let bounds = Rect::around(&points);
    let scale = CROP_SIDE as f32 / 1.5 / bounds.width.max(bounds.height);
    let flat: Vec<f32> = points
        .iter()
        .flat_map(|p| {
            let to = |value: f32, middle: f32| (value - middle) * scale + CROP_SIDE as f32 / 2.0;
            [
                to(p.x, bounds.center().0),
                to(p.y, bounds.center().1),
                p.z * scale,
            ]
        })
        .collect();
    let mut landmarks = FakeNet::new(CROP_SIDE * CROP_SIDE * 3, vec![flat.clone(), vec![0.0]]);
    let count = Arc::clone(&runs.landmarks);
    let off_middle = Arc::clone(&runs.off_middle);
    let hidden = Arc::clone(&runs.hidden);
    let dark_corners = Arc::clone(&runs.dark_corners);
    landmarks.answer = Box::new(move |input, outputs| {
        count.fetch_add(1, Relaxed);
        let off = off_middle.swap(0, Relaxed) as f32;
        outputs[0].copy_from_slice(&flat);
        outputs[0].iter_mut().step_by(3).for_each(|x| *x += off);
        dark_corners.fetch_add(usize::from(input[0] == 0.0), Relaxed);
        let hide = hidden.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1));
        let middle = input[(CROP_SIDE / 2 * CROP_SIDE + CROP_SIDE / 2) * 3];
        outputs[1][0] = if middle > 0.5 && hide.is_err() {
            5.0
        } else {
            -5.0
        };
    });
    let mut expressions = FakeNet::new(SUBSET_LEN * 2, vec![vec![0.5; SHAPES]]);
    let count = Arc::clone(&runs.expressions);
    expressions.answer = Box::new(move |_, _| _ = count.fetch_add(1, Relaxed));
    let faces = FaceStages {
        detector: Detector::new(
            Box::new(detector),
            detect::Outputs {
                boxes: 0,
                scores: 1,
            },
        ),
        landmarker: Landmarker::new(
            Box::new(landmarks),
            landmarks::Outputs {
                points: 0,
                presence: 1,
            },
        ),
        expresser: Expresser::new(Box::new(expressions)),
        embedder: None,
    };
    Analyzer::from_stages(Some(faces), None)
}

/// Anchors in the picture's quarters: cell (4, 4) and (11, 4) of 16x16, two anchors a cell.
const LEFT: usize = (4 * 16 + 4) * 2;
const RIGHT: usize = (4 * 16 + 11) * 2;

/// White where there are faces.
fn picture(left: bool, right: bool) -> Vec<u8> {
    let mut pixels = Vec::new();
    for n in 0..256 * 256 {
        let white = if n % 256 < 128 { left } else { right };
        pixels.extend([if white { 255 } else { 0 }; 3]);
    }
    pixels
}

fn look(analyzer: &mut Analyzer, pixels: &[u8]) -> usize {
    let frame = Frame::new(pixels, 256, 256, PixelFormat::Rgb8).unwrap();
    analyzer.analyze(&frame).faces.len()
}

#[test]
fn a_face_is_followed_and_the_detector_looks_up_now_and_then() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT], &runs);
    let pixels = picture(true, false);
    for _ in 0..11 {
        assert_eq!(look(&mut analyzer, &pixels), 1);
    }
    assert_eq!(runs.detector.load(Relaxed), 3);
    assert_eq!(runs.landmarks.load(Relaxed), 11);
}

#[test]
fn a_second_face_is_noticed_and_a_lost_one_forgotten() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT, RIGHT], &runs);
    assert_eq!(look(&mut analyzer, &picture(true, false)), 1);
    let seen: Vec<usize> = (0..5)
        .map(|_| look(&mut analyzer, &picture(true, true)))
        .collect();
    assert_eq!(seen, [1, 1, 1, 1, 2]);
    assert_eq!(look(&mut analyzer, &picture(false, true)), 1);
    assert_eq!(look(&mut analyzer, &picture(false, false)), 0);
}

#[test]
fn what_was_lost_is_looked_for_in_the_same_frame() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT, RIGHT], &runs);
    assert_eq!(look(&mut analyzer, &picture(true, false)), 1);
    assert_eq!(look(&mut analyzer, &picture(false, true)), 1);
    assert_eq!(runs.detector.load(Relaxed), 2);
}

#[test]
fn reset_and_another_size_start_afresh() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT], &runs);
    let pixels = picture(true, false);
    look(&mut analyzer, &pixels);
    analyzer.reset();
    look(&mut analyzer, &pixels);
    assert_eq!(runs.detector.load(Relaxed), 2);
    let other = vec![255; 128 * 128 * 4];
    let frame = Frame::new(&other, 128, 128, PixelFormat::Rgba8).unwrap();
    assert_eq!(analyzer.analyze(&frame).faces.len(), 1);
    assert_eq!(runs.detector.load(Relaxed), 3);
}

#[test]
fn a_speck_is_no_face() {
    let mut analyzer = analyzer(&[LEFT], &Runs::default());
    let white = vec![255; 64 * 64 * 4];
    let frame = Frame::new(&white, 64, 64, PixelFormat::Rgba8).unwrap();
    // A quarter of the frame, as in the larger ones, but of 16 pixels.
    assert!(analyzer.analyze(&frame).faces.is_empty());
}

#[test]
fn faces_are_what_the_networks_said() {
    let mut analyzer = analyzer(&[LEFT], &Runs::default());
    let pixels = picture(true, true);
    let frame = Frame::new(&pixels, 256, 256, PixelFormat::Rgb8).unwrap();
    let seen = analyzer.analyze(&frame);
    assert_eq!((seen.width, seen.height), (256, 256));
    let face = &seen.faces[0];
    let (x, y) = face.box_in_frame.center();
    assert!((x - 72.0).abs() < 1.0 && (y - 72.0).abs() < 1.0, "{x} {y}");
    assert!((face.box_in_frame.width.max(face.box_in_frame.height) - 64.0).abs() < 1.0);
    assert!(face.angles.yaw_deg.abs() < 0.1 && face.angles.pitch_deg.abs() < 0.1);
    assert!((face.presence - 0.9933).abs() < 1e-3);
    assert_eq!(
        face.expressions
            .as_ref()
            .unwrap()
            .get(crate::Blendshape::JawOpen),
        0.5
    );
    assert!((face.quality.brightness - 255.0).abs() < 0.1);
    assert!(analyzer.embed(&frame, face).is_none(), "no embedding model");
}

#[test]
fn two_guesses_that_end_on_one_face_are_one_face() {
    // Anchors two cells apart: their boxes overlap by less than half, the landmarks of both are the same picture.
    let mut analyzer = analyzer(&[LEFT, LEFT + 2], &Runs::default());
    assert_eq!(look(&mut analyzer, &picture(true, false)), 1);
}

#[test]
fn objects_are_due_in_the_first_frame_and_then_in_one_of_so_many() {
    let mut analyzer = analyzer(&[], &Runs::default());
    let mut due = |objects_every: Option<u32>, frames: usize| -> Vec<usize> {
        analyzer.want(Wants {
            hands: false,
            expressions: true,
            objects_every,
        });
        (0..frames).filter(|_| analyzer.objects_are_due()).collect()
    };
    assert_eq!(due(Some(3), 8), [0, 3, 6]);
    assert_eq!(due(None, 4), [] as [usize; 0]);
    assert_eq!(due(Some(0), 3), [0, 1, 2]);
    assert_eq!(due(Some(1), 3), [0, 1, 2]);
}

#[test]
fn a_face_far_from_where_it_was_is_read_again_in_the_same_frame() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT], &runs);
    let pixels = picture(true, true);
    look(&mut analyzer, &pixels);
    for (off, reads) in [(20, 1), (90, 2), (0, 1)] {
        let before = runs.landmarks.load(Relaxed);
        runs.off_middle.store(off, Relaxed);
        assert_eq!(look(&mut analyzer, &pixels), 1);
        assert_eq!(
            runs.landmarks.load(Relaxed) - before,
            reads,
            "{off} pixels off"
        );
    }
    // What the face does is read once, where it was found in the end.
    assert_eq!(runs.expressions.load(Relaxed), 4);
}

#[test]
fn expressions_are_read_only_where_they_are_wanted() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT], &runs);
    let pixels = picture(true, false);
    let frame = Frame::new(&pixels, 256, 256, PixelFormat::Rgb8).unwrap();
    for (expressions, reads) in [(false, 0), (true, 2)] {
        analyzer.want(Wants {
            expressions,
            ..Wants::default()
        });
        for seen in [analyzer.analyze(&frame), analyzer.analyze_still(&frame)] {
            assert_eq!(seen.faces.len(), 1);
            assert_eq!(seen.faces[0].expressions.is_some(), expressions);
        }
        assert_eq!(runs.expressions.load(Relaxed), reads);
    }
}

#[test]
fn tiles_are_left_out_where_a_large_face_was_seen() {
    for (side, regions) in [(50.0, 2), (25.0, 2 + 9)] {
        let runs = Runs::default();
        let mut analyzer = analyzer_of_faces(side, &[LEFT], &runs);
        let pixels = picture(true, true);
        let frame = Frame::new(&pixels, 256, 256, PixelFormat::Rgb8).unwrap();
        assert!(!analyzer.analyze_still(&frame).faces.is_empty());
        assert_eq!(runs.detector.load(Relaxed), regions, "{side}");
    }
}

#[test]
fn beyond_its_edges_a_still_is_black_and_a_stream_repeats_them() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[0], &runs);
    let white = picture(true, true);
    assert_eq!(look(&mut analyzer, &white), 1);
    assert_eq!(runs.dark_corners.load(Relaxed), 0);
    let frame = Frame::new(&white, 256, 256, PixelFormat::Rgb8).unwrap();
    assert!(!analyzer.analyze_still(&frame).faces.is_empty());
    assert!(runs.dark_corners.load(Relaxed) > 0);
}

#[test]
fn tight_crops_in_which_faces_were_missed_are_read_in_other_regions_too() {
    let runs = Runs::default();
    let mut analyzer = analyzer(&[LEFT], &runs);
    let white = picture(true, true);
    let frame = Frame::new(&white, 256, 256, PixelFormat::Rgb8).unwrap();
    let mut faces_and_reads = |hidden: usize| {
        runs.hidden.store(hidden, Relaxed);
        let before = runs.landmarks.load(Relaxed);
        let faces = analyzer.analyze_still(&frame).faces.len();
        (faces, runs.landmarks.load(Relaxed) - before)
    };
    // All as the detector says, then the largest four times otherwise.
    let (none, reads) = faces_and_reads(usize::MAX);
    assert_eq!(none, 0);
    let detections = reads - 4 * MAX_STILL_FACES;
    assert!(detections > MAX_STILL_FACES, "{detections}");
    for tries in 0..4 {
        let hidden = detections + tries * MAX_STILL_FACES;
        assert!(faces_and_reads(hidden).0 > 0, "{tries}");
    }
}
