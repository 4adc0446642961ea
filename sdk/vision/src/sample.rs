//! Cutting a square crop out of a frame: bilinear, along an affine map, straight into a network's input.

use crate::frame::{Frame, PixelFormat};
use crate::geometry::Affine;

mod four;
mod line;
mod source;

use four::Four;
use line::Line;
use source::Source;

/// What lies beyond the frame's edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    /// The nearest pixel of the edge.
    Edge,
    /// Black.
    Black,
}

/// How a crop is filled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sampling {
    /// Width and height of the crop.
    pub(crate) side: usize,
    /// Beyond the frame.
    pub(crate) border: Border,
    /// A channel's byte times this…
    pub(crate) gain: f32,
    /// …plus this is what the network sees.
    pub(crate) offset: f32,
    /// Samples averaged per pixel of the crop and axis. 1 takes the frame at exactly the mapped point, which is
    /// what MediaPipe does; more keep a crop that is much smaller than its region from flickering.
    pub(crate) taps: usize,
}

/// Fills `out` (`side`² pixels of RGB, row by row) with the frame under the map.
///
/// The crop's pixel (i, j) is the frame at `frame_from_crop(i, j)`, pixel centres at whole numbers, as OpenCV's
/// `warpAffine` and MediaPipe's CPU path have it.
pub(crate) fn crop(frame: &Frame, frame_from_crop: &Affine, how: &Sampling, out: &mut [f32]) {
    match frame.format() {
        PixelFormat::Rgb8 => fill::<3>(frame, frame_from_crop, how, out),
        PixelFormat::Rgba8 => fill::<4>(frame, frame_from_crop, how, out),
    }
}

fn fill<const CHANNELS: usize>(frame: &Frame, map: &Affine, how: &Sampling, out: &mut [f32]) {
    let source = Source::<CHANNELS>::new(frame, how.border);
    let [gain, offset] = [how.gain, how.offset].map(Four::splat);
    for (j, row) in out
        .chunks_exact_mut(how.side * 3)
        .take(how.side)
        .enumerate()
    {
        if how.taps <= 1 {
            let line = Line::through(map, 0.0, j as f32);
            source.walk(&line, how.side, |i, rgb| {
                let rgb = rgb.times(gain).plus(offset).array();
                // Four values are stored at once where there is room: the next pixel writes over the fourth.
                match row.get_mut(i * 3..i * 3 + 4) {
                    Some(four) => four.copy_from_slice(&rgb),
                    None => row[i * 3..].copy_from_slice(&rgb[..3]),
                }
            });
            continue;
        }
        let step = 1.0 / how.taps as f32;
        let gain = Four::splat(how.gain * step * step);
        row.fill(how.offset);
        for tap in 0..how.taps * how.taps {
            let within = |tap: usize| (tap as f32 + 0.5) * step - 0.5;
            let (u, v) = (within(tap % how.taps), j as f32 + within(tap / how.taps));
            source.walk(&Line::through(map, u, v), how.side, |i, rgb| {
                let rgb = rgb.times(gain).array();
                for (value, channel) in row[i * 3..i * 3 + 3].iter_mut().zip(rgb) {
                    *value += channel;
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Region;

    /// 32x24, red = x, green = y, blue = x + y.
    fn ramp(format: PixelFormat) -> Vec<u8> {
        let mut pixels = Vec::new();
        for y in 0..24u8 {
            for x in 0..32u8 {
                pixels.extend([x * 4, y * 4, x + y]);
                if format == PixelFormat::Rgba8 {
                    pixels.push(9);
                }
            }
        }
        pixels
    }

    fn plain(side: usize, border: Border, taps: usize) -> Sampling {
        Sampling {
            side,
            border,
            gain: 1.0,
            offset: 0.0,
            taps,
        }
    }

    #[test]
    fn a_turned_crop_of_a_ramp_is_the_map_itself_in_both_formats() {
        let region = Region {
            center: (15.0, 11.5),
            side: 10.0,
            rotation: 0.6,
        };
        let map = region.frame_from_crop(8);
        for format in [PixelFormat::Rgb8, PixelFormat::Rgba8] {
            let pixels = ramp(format);
            let frame = Frame::new(&pixels, 32, 24, format).unwrap();
            for taps in [1, 3] {
                let mut out = vec![0.0; 8 * 8 * 3];
                crop(&frame, &map, &plain(8, Border::Edge, taps), &mut out);
                for (n, rgb) in out.chunks(3).enumerate() {
                    let (x, y) = map.apply((n % 8) as f32, (n / 8) as f32);
                    assert!((rgb[0] - 4.0 * x).abs() < 1e-3, "{format:?} {taps} {n}");
                    assert!((rgb[1] - 4.0 * y).abs() < 1e-3);
                    assert!((rgb[2] - x - y).abs() < 1e-3);
                }
            }
        }
    }

    #[test]
    fn padding_after_rows_is_never_seen() {
        let (plain_pixels, map) = (ramp(PixelFormat::Rgb8), Region::upright((16.0, 12.0), 48.0));
        let map = map.frame_from_crop(20);
        let plain_frame = Frame::new(&plain_pixels, 32, 24, PixelFormat::Rgb8).unwrap();
        let mut padded_pixels = Vec::new();
        for row in plain_pixels.chunks_exact(96) {
            padded_pixels.extend(row);
            padded_pixels.extend([255; 7]);
        }
        padded_pixels.truncate(23 * 103 + 96);
        let padded = Frame::with_stride(&padded_pixels, 32, 24, PixelFormat::Rgb8, 103).unwrap();
        for border in [Border::Edge, Border::Black] {
            let (mut a, mut b) = (vec![0.0; 20 * 20 * 3], vec![1.0; 20 * 20 * 3]);
            crop(&plain_frame, &map, &plain(20, border, 1), &mut a);
            crop(&padded, &map, &plain(20, border, 1), &mut b);
            assert_eq!(a, b);
        }
    }

    #[test]
    fn beyond_the_edge_lies_black_or_the_edge() {
        let pixels = vec![200; 16 * 16 * 3];
        let frame = Frame::new(&pixels, 16, 16, PixelFormat::Rgb8).unwrap();
        let map = Region::upright((8.0, 8.0), 64.0).frame_from_crop(32);
        let mut out = vec![-1.0; 32 * 32 * 3];
        crop(&frame, &map, &plain(32, Border::Edge, 1), &mut out);
        assert!(out.iter().all(|value| (*value - 200.0).abs() < 1e-3));
        crop(&frame, &map, &plain(32, Border::Black, 1), &mut out);
        assert_eq!(out[0], 0.0);
        assert_eq!(out[(16 * 32 + 16) * 3], 200.0);
    }

    #[test]
    fn maps_that_hold_no_numbers_or_point_far_away_do_not_panic() {
        let pixels = vec![7; 16 * 16 * 4];
        let frame = Frame::new(&pixels, 16, 16, PixelFormat::Rgba8).unwrap();
        for side in [f32::NAN, f32::INFINITY, 1e30, -5.0, 0.0] {
            let map = Region::upright((side, 1e20), side).frame_from_crop(4);
            for border in [Border::Edge, Border::Black] {
                let mut out = vec![0.0; 4 * 4 * 3];
                crop(&frame, &map, &plain(4, border, 2), &mut out);
                assert!(out.iter().all(|value| value.is_finite()));
            }
        }
    }

    #[test]
    fn gain_and_offset_apply_to_each_channel() {
        let pixels = vec![100; 16 * 16 * 3];
        let frame = Frame::new(&pixels, 16, 16, PixelFormat::Rgb8).unwrap();
        let map = Region::upright((8.0, 8.0), 8.0).frame_from_crop(4);
        for taps in [1, 2] {
            let how = Sampling {
                gain: 0.5,
                offset: -1.0,
                ..plain(4, Border::Edge, taps)
            };
            let mut out = vec![0.0; 4 * 4 * 3];
            crop(&frame, &map, &how, &mut out);
            assert!(out.iter().all(|value| (*value - 49.0).abs() < 1e-4));
        }
    }
}
