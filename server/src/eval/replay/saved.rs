//! Pictures saved anew, as somebody does who replays them.

use anyhow::Result;
use poze_engine::{Limits, Picture, decode};
use poze_vision::MIN_SIDE;

/// What is done with a picture before it is sent again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saved {
    pub(super) name: &'static str,
    /// Between the moments of the first recording and those of this one, milliseconds: another page's clock ticks
    /// elsewhere.
    pub(super) shift_ms: u32,
    /// Of the JPEG that it goes through first, if it does.
    resaved: Option<u8>,
    halved: bool,
    /// Factor and summand of every value.
    light: (f32, f32),
    /// Largest noise of a value.
    noise: i32,
    /// Part that is cut off at the left and top edge.
    cropped: f32,
    /// Of the JPEG that is sent.
    quality: u8,
}

const SAME: Saved = Saved {
    name: "same frames",
    shift_ms: 0,
    resaved: None,
    halved: false,
    light: (1.0, 0.0),
    noise: 0,
    cropped: 0.0,
    quality: 80,
};

/// The first recording itself.
pub(super) const FIRST: Saved = SAME;

/// Ways to show it again. The last ones are what is not asked to be seen.
#[rustfmt::skip]
pub(super) const AGAIN: [Saved; 10] = [
    SAME,
    Saved { name: "quality 40", resaved: Some(40), quality: 70, ..SAME },
    Saved { name: "half the size", halved: true, quality: 75, ..SAME },
    Saved { name: "brighter", light: (1.15, 18.0), ..SAME },
    Saved { name: "darker", light: (0.8, -8.0), ..SAME },
    Saved { name: "noise", noise: 12, ..SAME },
    Saved { name: "40 ms later", shift_ms: 40, quality: 60, ..SAME },
    Saved { name: "75 ms later", shift_ms: 75, ..SAME },
    Saved { name: "all of it", shift_ms: 75, resaved: Some(40), halved: true, light: (1.15, 18.0), noise: 12,
        quality: 60, ..SAME },
    Saved { name: "cropped by 4 %", cropped: 0.04, ..SAME },
];

/// Frames of clips, as small as the models take.
pub(super) const LIMITS: Limits = Limits {
    min_side: MIN_SIDE,
    ..Limits::REFERENCE
};
/// Longer side of what is sent.
const SENT_SIDE: u32 = 320;

impl Saved {
    /// The JPEG that is sent. `seed` is that of the noise.
    pub(super) fn of(&self, picture: &Picture, seed: u64) -> Result<Vec<u8>> {
        let mut picture = cropped(picture, self.cropped);
        if let Some(quality) = self.resaved {
            let bytes = jpeg(&picture, quality)?;
            picture = decode(&bytes, &LIMITS)?;
        }
        if self.halved {
            let (width, height) = (picture.width, picture.height);
            let half = resized(&picture, width / 2, height / 2);
            picture = resized(&half, width, height);
        }
        let mut noise = Noise(seed);
        for value in &mut picture.rgb {
            let lit = f32::from(*value) * self.light.0 + self.light.1;
            *value = (lit as i32 + noise.upto(self.noise)).clamp(0, 255) as u8;
        }
        jpeg(&fitted(&picture, SENT_SIDE), self.quality)
    }
}

/// A still room with the picture on its wall: most of what a camera at a desk sees stands still.
pub(super) fn in_room(picture: &Picture, seed: u64) -> Picture {
    const ROOM: (u32, u32) = (640, 480);
    const WALL_SIDE: u32 = 360;
    let small = fitted(picture, WALL_SIDE);
    let (left, top) = (
        (ROOM.0 - small.width) / 2,
        (ROOM.1 - small.height.min(ROOM.1)) / 2,
    );
    let mut noise = Noise(seed);
    let mut rgb = Vec::with_capacity((ROOM.0 * ROOM.1 * 3) as usize);
    for y in 0..ROOM.1 {
        for x in 0..ROOM.0 {
            let inside =
                (left..left + small.width).contains(&x) && (top..top + small.height).contains(&y);
            for channel in 0..3 {
                let value = if inside {
                    let at = ((y - top) * small.width + x - left) * 3 + channel;
                    i32::from(small.rgb[at as usize])
                } else {
                    wall(x, y)
                };
                rgb.push((value + noise.upto(4)).clamp(0, 255) as u8);
            }
        }
    }
    Picture {
        width: ROOM.0,
        height: ROOM.1,
        rgb,
    }
}

/// Furniture: soft light and shade at several scales.
fn wall(x: u32, y: u32) -> i32 {
    let (x, y) = (x as f32, y as f32);
    let waves = (x / 37.0).sin() + (y / 29.0 + x / 90.0).sin() + (x / 11.0 - y / 17.0).cos() / 2.0;
    (125.0 + 40.0 * waves) as i32
}

fn cropped(picture: &Picture, part: f32) -> Picture {
    let (left, top) = (
        (picture.width as f32 * part) as usize,
        (picture.height as f32 * part) as usize,
    );
    let rows = picture
        .rgb
        .chunks_exact(picture.width as usize * 3)
        .skip(top);
    Picture {
        width: picture.width - left as u32,
        height: picture.height - top as u32,
        rgb: rows.flat_map(|row| &row[left * 3..]).copied().collect(),
    }
}

/// Shrunk so that its longer side is `side` or less.
fn fitted(picture: &Picture, side: u32) -> Picture {
    let longer = picture.width.max(picture.height).max(side);
    let to = |length: u32| (length * side / longer).max(1);
    resized(picture, to(picture.width), to(picture.height))
}

/// The mean of the pixels that each new one covers.
fn resized(picture: &Picture, width: u32, height: u32) -> Picture {
    let (width, height) = (width.max(1), height.max(1));
    let covered = |n: u32, of: u32, from: u32| {
        let first = n * from / of;
        first..((n + 1) * from / of).max(first + 1)
    };
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        let rows = covered(y, height, picture.height);
        for x in 0..width {
            let columns = covered(x, width, picture.width);
            for channel in 0..3 {
                let values = rows.clone().flat_map(|y| {
                    let at = move |x| ((y * picture.width + x) * 3 + channel) as usize;
                    columns.clone().map(move |x| u32::from(picture.rgb[at(x)]))
                });
                let count = rows.len() * columns.len();
                rgb.push((values.sum::<u32>() / count as u32) as u8);
            }
        }
    }
    Picture { width, height, rgb }
}

fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    let (width, height) = (
        u16::try_from(picture.width)?,
        u16::try_from(picture.height)?,
    );
    encoder.encode(&picture.rgb, width, height, jpeg_encoder::ColorType::Rgb)?;
    Ok(bytes)
}

/// The same for the same seed: splitmix64.
struct Noise(u64);

impl Noise {
    /// Between -most and most.
    fn upto(&mut self, most: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let span = 2 * most as u64 + 1;
        ((z ^ (z >> 31)) % span) as i32 - most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture {
            width: 400,
            height: 300,
            rgb: (0..400 * 300 * 3).map(|n| (n / 1200 % 200) as u8).collect(),
        }
    }

    #[test]
    fn every_way_gives_a_picture_that_is_taken() {
        for saved in AGAIN {
            let sent = saved.of(&picture(), 1).unwrap();
            let sent = decode(&sent, &Limits::TRACK).unwrap();
            assert!(
                sent.width <= SENT_SIDE && sent.height >= 200,
                "{}",
                saved.name
            );
        }
        let room = in_room(&picture(), 1);
        assert_eq!(room.rgb.len(), 640 * 480 * 3);
        assert_ne!(in_room(&picture(), 2).rgb, room.rgb);
    }

    #[test]
    fn a_smaller_picture_is_the_mean_and_a_cropped_one_a_part() {
        let grey = |width, height, values: &[u8]| Picture {
            width,
            height,
            rgb: values.iter().flat_map(|&v| [v; 3]).collect(),
        };
        let half = resized(&grey(4, 2, &[0, 10, 20, 30, 10, 20, 30, 40]), 2, 1);
        assert_eq!(half.rgb, [10, 10, 10, 30, 30, 30]);
        let part = cropped(&grey(2, 2, &[1, 2, 3, 4]), 0.5);
        assert_eq!((part.width, part.height, part.rgb), (1, 1, vec![4; 3]));
    }
}
