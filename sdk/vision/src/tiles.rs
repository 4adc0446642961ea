//! Parts of a picture that the detectors look at one by one, so that what is small in it is found.

use crate::frame::Frame;
use crate::geometry::{Rect, Region};

/// Square tiles of the longer side over `parts`, each overlapping the next by half; none when a tile
/// would be shorter than `shortest` (the side of the detector's picture: enlarging shows nothing new).
pub(crate) fn tiles(frame: &Frame, parts: usize, shortest: usize) -> Vec<Region> {
    let (width, height) = (frame.width() as f32, frame.height() as f32);
    let side = width.max(height) / parts as f32;
    if side < shortest as f32 {
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

/// Whether what was guessed lies within its tile, so that it was not guessed from a part of it. The frame's own edges cut
/// nothing off that another tile could show.
pub(crate) fn uncut(bounds: &Rect, tile: &Region, frame: &Frame) -> bool {
    let Rect {
        x,
        y,
        width,
        height,
    } = *bounds;
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
            let tiles = with_frame(width, height, |frame| tiles(frame, parts, 128));
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
    fn what_is_cut_by_a_tile_is_left_to_another_one() {
        let tile = Region::upright((200.0, 100.0), 200.0);
        let guess = |x: f32, y: f32| Rect {
            x,
            y,
            width: 80.0,
            height: 80.0,
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
