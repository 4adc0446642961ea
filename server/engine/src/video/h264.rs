//! Coded frames become pictures: OpenH264, fed only what is within the limits.

use h264_reader::nal::sps::SeqParameterSet;
use h264_reader::rbsp::{BitReader, decode_nal};
use mp4_atom::Avcc;
use openh264::OpenH264API;
use openh264::decoder::{DecodedYUV, Decoder, DecoderConfig, Flush};
use openh264::formats::YUVSource;

use super::VideoError;
use crate::Picture;

/// What stands before each NAL unit in the form that the decoder takes (ITU-T H.264, annex B).
const START_CODE: [u8; 4] = [0, 0, 0, 1];
/// Type of a NAL unit that holds a sequence's parameters: the size of its pictures among them.
const SEQUENCE_PARAMETERS: u8 = 7;
/// The same for further layers, which nothing here shows.
const SUBSET_SEQUENCE_PARAMETERS: u8 = 15;
/// Type of a unit that belongs to such a layer.
const FURTHER_LAYERS: [u8; 3] = [14, 20, 21];

/// A decoder with the bounds of what it may be fed.
pub(super) struct Stream {
    decoder: Decoder,
    length_bytes: usize,
    max_frame_pixels: u64,
    /// Pixels of a frame, as the last parameters say.
    frame_pixels: u64,
    /// Reused from frame to frame.
    annex_b: Vec<u8>,
}

impl Stream {
    pub(super) fn new(avcc: &Avcc, max_frame_pixels: u64) -> Result<Stream, VideoError> {
        let length_bytes = usize::from(avcc.length_size);
        if !(1..=4).contains(&length_bytes) {
            return Err(VideoError::Damaged);
        }
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let decoder = Decoder::with_api_config(OpenH264API::from_source(), config);
        let mut stream = Stream {
            decoder: decoder.map_err(|_| VideoError::Codec)?,
            length_bytes,
            max_frame_pixels,
            frame_pixels: 0,
            annex_b: Vec::new(),
        };
        let sets = avcc.sequence_parameter_sets.iter();
        for unit in sets.chain(&avcc.picture_parameter_sets) {
            stream.add(unit)?;
        }
        if !stream.annex_b.is_empty() {
            let parameters = std::mem::take(&mut stream.annex_b);
            let decoded = stream.decoder.decode(&parameters);
            decoded.map_err(|_| VideoError::Codec)?;
        }
        Ok(stream)
    }

    /// Pixels of the frames that are decoded now.
    pub(super) fn frame_pixels(&self) -> u64 {
        self.frame_pixels
    }

    /// Decodes one sample. `None` while the decoder waits for further ones: frames come out in the order in which they are
    /// shown, which may be another one.
    pub(super) fn decode(&mut self, sample: &[u8]) -> Result<Option<Shown<'_>>, VideoError> {
        self.annex_b.clear();
        let mut rest = sample;
        while !rest.is_empty() {
            let (length, after) = rest
                .split_at_checked(self.length_bytes)
                .ok_or(VideoError::Damaged)?;
            let length = length.iter().fold(0, |n, b| n << 8 | usize::from(*b));
            let (unit, after) = after.split_at_checked(length).ok_or(VideoError::Damaged)?;
            self.add(unit)?;
            rest = after;
        }
        let decoded = self.decoder.decode(&self.annex_b);
        Ok(decoded.map_err(|_| VideoError::Damaged)?.map(Shown))
    }

    /// Frames that the decoder still holds, in the order in which they are shown.
    pub(super) fn remaining(&mut self) -> Result<Vec<Shown<'_>>, VideoError> {
        let remaining = self.decoder.flush_remaining();
        let remaining = remaining.map_err(|_| VideoError::Damaged)?;
        Ok(remaining.into_iter().map(Shown).collect())
    }

    /// Puts a unit into the form that the decoder takes, unless its parameters are beyond the limits.
    fn add(&mut self, unit: &[u8]) -> Result<(), VideoError> {
        let Some(first) = unit.first() else {
            return Ok(());
        };
        match first & 0x1F {
            SEQUENCE_PARAMETERS => self.frame_pixels = self.pixels_of(unit)?,
            SUBSET_SEQUENCE_PARAMETERS => return Ok(()),
            kind if FURTHER_LAYERS.contains(&kind) => return Ok(()),
            _ => {}
        }
        self.annex_b.extend(START_CODE);
        self.annex_b.extend(unit);
        Ok(())
    }

    fn pixels_of(&self, unit: &[u8]) -> Result<u64, VideoError> {
        let bits = decode_nal(unit).map_err(|_| VideoError::Damaged)?;
        let parameters = SeqParameterSet::from_bits(BitReader::new(bits.as_ref()));
        let parameters = parameters.map_err(|_| VideoError::Damaged)?;
        // Coded, not shown: cropping saves the decoder nothing.
        let width = (u64::from(parameters.pic_width_in_mbs_minus1) + 1) * 16;
        let height = (u64::from(parameters.pic_height_in_map_units_minus1) + 1) * 16;
        let pixels = width.saturating_mul(height);
        if pixels <= self.max_frame_pixels {
            Ok(pixels)
        } else {
            Err(VideoError::TooLarge)
        }
    }
}

/// A decoded frame in the decoder's own memory.
pub(super) struct Shown<'a>(DecodedYUV<'a>);

impl Shown<'_> {
    /// Its pixels, turned clockwise by so many quarters.
    pub(super) fn picture(&self, quarter_turns: u8) -> Result<Picture, VideoError> {
        let (width, height) = self.0.dimensions();
        if width == 0 || height == 0 {
            return Err(VideoError::Damaged);
        }
        let mut rgb = vec![0; width * height * 3];
        self.0.write_rgb8(&mut rgb);
        let side = |n: usize| u32::try_from(n).map_err(|_| VideoError::TooLarge);
        let picture = Picture {
            width: side(width)?,
            height: side(height)?,
            rgb,
        };
        Ok((0..quarter_turns % 4).fold(picture, |picture, _| quarter_turned(&picture)))
    }
}

/// Turned clockwise by a quarter.
fn quarter_turned(picture: &Picture) -> Picture {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut rgb = Vec::with_capacity(picture.rgb.len());
    for x in 0..width {
        for y in (0..height).rev() {
            let at = (y * width + x) * 3;
            rgb.extend_from_slice(&picture.rgb[at..at + 3]);
        }
    }
    Picture {
        width: picture.height,
        height: picture.width,
        rgb,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn_brings_the_left_column_to_the_top() {
        let rgb: Vec<u8> = (1..=6u8).flat_map(|n| [n; 3]).collect();
        let picture = Picture {
            width: 3,
            height: 2,
            rgb,
        };
        let turned = quarter_turned(&picture);
        assert_eq!((turned.width, turned.height), (2, 3));
        let reds: Vec<u8> = turned.rgb.chunks(3).map(|p| p[0]).collect();
        assert_eq!(reds, [4, 1, 5, 2, 6, 3]);
    }
}
