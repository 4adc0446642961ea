//! A closer look at a face in single frames, for the passive findings.

use poze_vision::{Face, Frame, PadDetector};

use crate::Picture;
use crate::facts::PassiveFacts;

/// Luma from which a pixel is burnt out.
const BURNT: u32 = 245;

/// What passive findings rest on. `None` where the PAD network has no answer.
pub(super) fn look(
    pad: &mut PadDetector,
    picture: &Picture,
    frame: &Frame<'_>,
    face: &Face,
) -> Option<PassiveFacts> {
    Some(PassiveFacts {
        live: pad.live(frame, &face.box_in_frame)?,
        glare: glare(picture, face),
    })
}

/// Part of the pixels in the face's box that are burnt out, 0..1; 0 of a box beyond the picture.
fn glare(picture: &Picture, face: &Face) -> f32 {
    let bounds = &face.box_in_frame;
    let (width, height) = (picture.width as usize, picture.height as usize);
    let range = |from: f32, length: f32, end: usize| {
        let to = (from + length).max(0.0).min(end as f32) as usize;
        (from.max(0.0) as usize).min(to)..to
    };
    let columns = range(bounds.x, bounds.width, width);
    let (mut burnt, mut all) = (0u32, 0u32);
    for y in range(bounds.y, bounds.height, height) {
        let row = &picture.rgb[(y * width + columns.start) * 3..(y * width + columns.end) * 3];
        for rgb in row.chunks_exact(3) {
            // Rec. 601, in thousandths.
            let luma = 299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2]);
            burnt += u32::from(luma >= BURNT * 1000);
            all += 1;
        }
    }
    burnt as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{Expressions, FaceQuality, HeadAngles, Rect};

    #[test]
    fn the_burnt_part_of_the_face_is_counted_and_what_lies_beyond_the_picture_is_not() {
        let picture = Picture {
            width: 40,
            height: 20,
            rgb: (0..800)
                .flat_map(|n| [if n % 40 < 20 { 250 } else { 100 }; 3])
                .collect(),
        };
        let at = |x: f32, width: f32| {
            let face = Face {
                landmarks_in_frame: Vec::new(),
                box_in_frame: Rect {
                    x,
                    y: 5.0,
                    width,
                    height: 10.0,
                },
                presence: 1.0,
                angles: HeadAngles::default(),
                expressions: Some(Expressions::default()),
                quality: FaceQuality::default(),
                covered: None,
            };
            glare(&picture, &face)
        };
        assert_eq!(
            (at(10.0, 20.0), at(0.0, 20.0), at(20.0, 20.0)),
            (0.5, 1.0, 0.0)
        );
        assert_eq!(
            (at(-10.0, 20.0), at(90.0, 20.0), at(-90.0, 20.0)),
            (1.0, 0.0, 0.0)
        );
        assert_eq!(at(f32::NAN, 5.0), 0.0);
    }
}
