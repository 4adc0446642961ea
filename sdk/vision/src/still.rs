//! One picture alone: a reference photo, a press photo, a tight crop. Faces may be small, or larger than the picture.

use crate::analyzer::{Analyzer, Stages, add, largest_first};
use crate::anchors::DETECTOR_SIDE;
use crate::detect::whole;
use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::landmarks::{region_of_detection, region_of_landmarks};
use crate::observation::{Face, Observation};
use crate::suppress::{Detection, merge};

/// Most faces that are reported of a still: the largest ones.
pub const MAX_STILL_FACES: usize = 8;

/// A third of the picture is added on each side: in tight crops faces fill the picture, and the detector was not
/// taught such faces.
const PADDED: f32 = 5.0 / 3.0;

impl Analyzer {
    /// Looks at a picture that belongs to no stream; what is tracked stays as it is.
    ///
    /// The detector sees the whole picture, the picture with a third added on each side, and nine overlapping tiles
    /// of half its longer side; when that shows no face, 49 tiles of a quarter, unless these would be enlarged. So
    /// faces are found from about a tenth of the picture's longer side up, or a twentieth when there are no larger
    /// ones. Landmarks are read twice, the second time in the crop that the first ones give. At most
    /// [`MAX_STILL_FACES`] are reported. It costs about ten times as much as [`Analyzer::analyze`].
    pub fn analyze_still(&mut self, frame: &Frame) -> Observation {
        let mut faces = faces_of(&mut self.stages, frame, &coarse(frame));
        if faces.is_empty() {
            faces = faces_of(&mut self.stages, frame, &tiles(frame, 4));
        }
        largest_first(&mut faces, MAX_STILL_FACES);
        Observation {
            width: frame.width(),
            height: frame.height(),
            faces,
            hands: None,
            objects: None,
        }
    }
}

fn coarse(frame: &Frame) -> Vec<Region> {
    let whole = whole(frame);
    let mut regions = vec![whole, Region::upright(whole.center, whole.side * PADDED)];
    regions.extend(tiles(frame, 2));
    regions
}

/// Square tiles of the longer side over `parts`, each overlapping the next by half; none when a tile would have to
/// be enlarged for the detector.
fn tiles(frame: &Frame, parts: usize) -> Vec<Region> {
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    let side = width.max(height) / parts as f32;
    if side < DETECTOR_SIDE as f32 {
        return Vec::new();
    }
    let along = |length: f32| {
        let steps = ((length - side) / (side / 2.0)).ceil().max(0.0) as usize;
        (0..=steps).map(move |step| {
            let last = (length - side).max(0.0);
            side.min(length) / 2.0 + last * step as f32 / steps.max(1) as f32
        })
    };
    along(height)
        .flat_map(|y| along(width).map(move |x| Region::upright((x, y), side)))
        .collect()
}

fn faces_of(stages: &mut Stages, frame: &Frame, regions: &[Region]) -> Vec<Face> {
    let mut guesses = Vec::new();
    for region in regions {
        let seen = stages.detector.guesses(frame, region);
        guesses.extend(seen.into_iter().filter(|guess| uncut(guess, region, frame)));
    }
    let mut detections = merge(guesses);
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
        add(&mut faces, again.unwrap_or(first));
    }
    faces
}

/// Whether a face lies within its tile, so that it was not guessed from a part of it. The frame's own edges cut
/// nothing off that another tile could show.
fn uncut(guess: &Detection, tile: &Region, frame: &Frame) -> bool {
    let Rect {
        x,
        y,
        width,
        height,
    } = guess.bounds;
    let half = tile.side / 2.0;
    let (left, top) = (tile.center.0 - half, tile.center.1 - half);
    let (right, bottom) = (tile.center.0 + half, tile.center.1 + half);
    let from = |edge: f32, start: f32| edge <= 0.0 || start >= edge;
    let to = |edge: f32, end: f32, length: u32| edge >= length as f32 || end <= edge;
    from(left, x)
        && from(top, y)
        && to(right, x + width, frame.width())
        && to(bottom, y + height, frame.height())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PixelFormat;

    fn with_frame<T>(width: u32, height: u32, look: impl Fn(&Frame) -> T) -> T {
        let pixels = vec![0; (width * height * 3) as usize];
        look(&Frame::new(&pixels, width, height, PixelFormat::Rgb8).unwrap())
    }

    #[test]
    fn tiles_cover_the_picture_and_are_never_enlarged() {
        for (width, height, parts, count) in [
            (512, 512, 2, 9),
            (512, 512, 4, 49),
            (640, 480, 2, 6),
            (1280, 300, 2, 3),
            (250, 250, 2, 0),
            (300, 300, 4, 0),
        ] {
            let tiles = with_frame(width, height, |frame| tiles(frame, parts));
            assert_eq!(tiles.len(), count, "{width}x{height} in {parts}");
            for (x, y) in [
                (1, 1),
                (width - 1, 1),
                (1, height - 1),
                (width / 2, height / 2),
            ] {
                let point = (x as f32, y as f32);
                let covered = tiles.iter().any(|tile| {
                    let half = tile.side / 2.0;
                    (tile.center.0 - point.0).abs() <= half
                        && (tile.center.1 - point.1).abs() <= half
                });
                assert!(covered || tiles.is_empty(), "{width}x{height}: {point:?}");
            }
        }
    }

    #[test]
    fn faces_cut_by_a_tile_are_left_to_another_one() {
        let tile = Region::upright((200.0, 100.0), 200.0);
        let guess = |x: f32, y: f32| Detection {
            bounds: Rect {
                x,
                y,
                width: 80.0,
                height: 80.0,
            },
            keypoints: [(0.0, 0.0); 6],
            score: 0.9,
        };
        with_frame(400, 400, |frame| {
            assert!(uncut(&guess(150.0, 50.0), &tile, frame));
            assert!(
                uncut(&guess(150.0, -10.0), &tile, frame),
                "the frame's own edge"
            );
            assert!(!uncut(&guess(150.0, 150.0), &tile, frame));
            assert!(!uncut(&guess(90.0, 50.0), &tile, frame));
            assert!(!uncut(&guess(250.0, 50.0), &tile, frame));
        });
    }
}
