//! Bytes of a stranger become pixels, within limits, or are refused. The type is told by content, dimensions are
//! checked before anything is decoded, and decoding is strict: a truncated file is an error, not half a picture.

use std::io::Cursor;

use poze_protocol::Code;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// What is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Shorter side, at least.
    pub min_side: u32,
    /// Pixels, at most.
    pub max_pixels: u64,
    /// Bytes of the file, at most.
    pub max_bytes: usize,
}

impl Limits {
    /// Key frames: at most 1 MP.
    pub const KEY: Limits = Limits {
        min_side: 120,
        max_pixels: 1_050_000,
        max_bytes: 2 << 20,
    };
    /// Track frames: at most 0.1 MP.
    pub const TRACK: Limits = Limits {
        min_side: 96,
        max_pixels: 105_000,
        max_bytes: 256 << 10,
    };
    /// Reference photos: at most 12 MP, at least 160 pixels.
    pub const REFERENCE: Limits = Limits {
        min_side: 160,
        max_pixels: 12_600_000,
        max_bytes: 12 << 20,
    };
}

/// A decoded picture: 8-bit RGB, row by row, upright.
#[derive(Clone)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `width * height * 3` bytes.
    pub rgb: Vec<u8>,
}

/// Why a picture is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Not a JPEG, PNG or WebP, or an animation.
    #[error("not a picture of an accepted type")]
    Type,
    /// Truncated, corrupt, or of a kind that is not read.
    #[error("the picture is damaged")]
    Damaged,
    /// Too many pixels or bytes.
    #[error("the picture is too large")]
    TooLarge,
    /// Too few pixels.
    #[error("the picture is too small")]
    TooSmall,
}

impl PictureError {
    /// What the caller is told.
    pub fn code(self) -> Code {
        match self {
            PictureError::Type => Code::ImageType,
            PictureError::Damaged => Code::ImageDamaged,
            PictureError::TooLarge => Code::ImageTooLarge,
            PictureError::TooSmall => Code::ImageTooSmall,
        }
    }
}

enum Kind {
    Jpeg,
    Png,
    Webp,
}

fn kind(bytes: &[u8]) -> Result<Kind, PictureError> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(Kind::Png),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok(Kind::Webp),
        _ => Err(PictureError::Type),
    }
}

/// A picture whose header has been read, and nothing else.
enum Opened<'a> {
    Jpeg(Box<JpegDecoder<ZCursor<&'a [u8]>>>),
    Png(Box<png::Reader<Cursor<&'a [u8]>>>),
    Webp(Box<image_webp::WebPDecoder<Cursor<&'a [u8]>>>),
}

/// Reads the header and checks it; returns width and height too.
fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Opened<'a>, u32, u32), PictureError> {
    if bytes.len() > limits.max_bytes {
        return Err(PictureError::TooLarge);
    }
    let (opened, (width, height)) = match kind(bytes)? {
        Kind::Jpeg => {
            let mut decoder = jpeg(bytes);
            decoder
                .decode_headers()
                .map_err(|_| PictureError::Damaged)?;
            let info = decoder.info().ok_or(PictureError::Damaged)?;
            let size = (u32::from(info.width), u32::from(info.height));
            (Opened::Jpeg(Box::new(decoder)), size)
        }
        Kind::Png => {
            let reader = png_reader(bytes, limits)?;
            let size = reader.info().size();
            (Opened::Png(Box::new(reader)), size)
        }
        Kind::Webp => {
            let decoder = webp(bytes, limits)?;
            let size = decoder.dimensions();
            (Opened::Webp(Box::new(decoder)), size)
        }
    };
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        Err(PictureError::TooLarge)
    } else if width.min(height) < limits.min_side {
        Err(PictureError::TooSmall)
    } else {
        Ok((opened, width, height))
    }
}

/// Width and height of a picture within `limits`, from its header alone.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<(u32, u32), PictureError> {
    open(bytes, limits).map(|(_, width, height)| (width, height))
}

/// Decodes a picture within `limits` and turns it upright.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, PictureError> {
    let (opened, width, height) = open(bytes, limits)?;
    let pixels = width as usize * height as usize;
    let picture = match opened {
        Opened::Jpeg(mut decoder) => {
            if !jpeg_ends(bytes) {
                return Err(PictureError::Damaged);
            }
            let rgb = decoder.decode().map_err(|_| PictureError::Damaged)?;
            let orientation = decoder.exif().map_or(1, |exif| orientation(exif));
            turned(Picture { width, height, rgb }, orientation)
        }
        Opened::Png(mut reader) => {
            let mut data = vec![0; reader.output_buffer_size().ok_or(PictureError::TooLarge)?];
            let info = reader
                .next_frame(&mut data)
                .map_err(|_| PictureError::Damaged)?;
            reader.finish().map_err(|_| PictureError::Damaged)?;
            let rgb = rgb_of(&data, info.color_type.samples(), pixels)?;
            Picture { width, height, rgb }
        }
        Opened::Webp(mut decoder) => {
            let channels = if decoder.has_alpha() { 4 } else { 3 };
            let mut data = vec![0; pixels * channels];
            decoder
                .read_image(&mut data)
                .map_err(|_| PictureError::Damaged)?;
            Picture {
                width,
                height,
                rgb: rgb_of(&data, channels, pixels)?,
            }
        }
    };
    if picture.rgb.len() == pixels * 3 {
        Ok(picture)
    } else {
        Err(PictureError::Damaged)
    }
}

fn jpeg(bytes: &[u8]) -> JpegDecoder<ZCursor<&[u8]>> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
}

/// Whether an end marker follows the first scan; the decoder forgives files whose very last bytes are missing. Phones
/// append data of their own after it, and thumbnails before it have an end of their own.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        match rest {
            [0xFF, 0xDA, scan @ ..] => return scan.windows(2).any(|pair| pair == [0xFF, 0xD9]),
            [0xFF, 0xFF, ..] => rest = &rest[1..],
            [0xFF, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(2 + length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
}

/// What a decoder may allocate beside the pixels: as much as they take themselves, at four bytes each.
fn spare_bytes(limits: &Limits) -> usize {
    usize::try_from(limits.max_pixels * 4).unwrap_or(usize::MAX)
}

fn png_reader<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<png::Reader<Cursor<&'a [u8]>>, PictureError> {
    let spare = png::Limits {
        bytes: spare_bytes(limits),
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), spare);
    // Packed colour profiles and texts are nothing that is looked at, and can be a thousand times larger unpacked.
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let reader = decoder.read_info().map_err(|_| PictureError::Damaged)?;
    if reader.info().is_animated() {
        Err(PictureError::Type)
    } else {
        Ok(reader)
    }
}

fn webp<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<image_webp::WebPDecoder<Cursor<&'a [u8]>>, PictureError> {
    let mut decoder =
        image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(|_| PictureError::Damaged)?;
    decoder.set_memory_limit(spare_bytes(limits));
    if decoder.is_animated() {
        Err(PictureError::Type)
    } else {
        Ok(decoder)
    }
}

/// Grey, grey with alpha, RGB or RGBA to RGB; alpha is dropped, as browsers' canvases of cameras have none.
fn rgb_of(data: &[u8], channels: usize, pixels: usize) -> Result<Vec<u8>, PictureError> {
    let data = data.get(..pixels * channels).ok_or(PictureError::Damaged)?;
    Ok(match channels {
        1 | 2 => data
            .chunks_exact(channels)
            .flat_map(|p| [p[0]; 3])
            .collect(),
        3 => data.to_vec(),
        4 => data
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]])
            .collect(),
        _ => return Err(PictureError::Damaged),
    })
}

/// EXIF orientation, 1 to 8; phones store photos as the sensor saw them.
fn orientation(exif: &[u8]) -> u32 {
    let parsed = exif::Reader::new().read_raw(exif.to_vec()).ok();
    parsed
        .and_then(|e| {
            e.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?
                .value
                .get_uint(0)
        })
        .filter(|o| (1..=8).contains(o))
        .unwrap_or(1)
}

fn turned(picture: Picture, orientation: u32) -> Picture {
    if orientation == 1 {
        return picture;
    }
    let (w, h) = (picture.width as usize, picture.height as usize);
    let swaps = orientation >= 5;
    let (out_w, out_h) = if swaps { (h, w) } else { (w, h) };
    let mut rgb = Vec::with_capacity(picture.rgb.len());
    for y in 0..out_h {
        for x in 0..out_w {
            let (sx, sy) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                8 => (w - 1 - y, x),
                _ => (x, y),
            };
            let at = (sy * w + sx) * 3;
            rgb.extend_from_slice(&picture.rgb[at..at + 3]);
        }
    }
    Picture {
        width: out_w as u32,
        height: out_h as u32,
        rgb,
    }
}

#[cfg(test)]
mod tests;
