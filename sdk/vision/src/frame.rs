//! A picture that is safe to look at: sizes checked once, here.

use thiserror::Error;

/// Shortest side of a frame that is accepted, in pixels.
pub const MIN_SIDE: u32 = 16;

/// Most pixels of a frame that are accepted: 8K, 7680x4320. What looking at a frame costs does not depend on its size.
pub const MAX_PIXELS: u64 = 7680 * 4320;

/// How the bytes of a frame are laid out: rows from top to bottom, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PixelFormat {
    /// Red, green, blue.
    Rgb8,
    /// Red, green, blue, alpha. Alpha is ignored: colours are taken as they stand.
    Rgba8,
}

impl PixelFormat {
    /// Bytes a pixel.
    pub const fn channels(self) -> usize {
        match self {
            PixelFormat::Rgb8 => 3,
            PixelFormat::Rgba8 => 4,
        }
    }
}

/// Why pixels were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameError {
    /// A side is shorter than [`MIN_SIDE`].
    #[error("{width}x{height} is too small: at least {MIN_SIDE} pixels a side")]
    TooSmall {
        /// Width as given.
        width: u32,
        /// Height as given.
        height: u32,
    },
    /// More pixels than [`MAX_PIXELS`].
    #[error("{width}x{height} is too large: at most {MAX_PIXELS} pixels")]
    TooLarge {
        /// Width as given.
        width: u32,
        /// Height as given.
        height: u32,
    },
    /// The bytes are not exactly as many as width, height and format ask for.
    #[error("{actual} bytes where {expected} were expected")]
    WrongLength {
        /// Bytes that the size asks for.
        expected: usize,
        /// Bytes that were given.
        actual: usize,
    },
    /// A row would begin before the one above it ends.
    #[error("rows that begin {stride} bytes apart where each has {row}")]
    ShortStride {
        /// Bytes of a row's pixels.
        row: usize,
        /// Bytes from row to row as given.
        stride: usize,
    },
}

/// A borrowed picture of a checked size: [`MIN_SIDE`] or more a side, [`MAX_PIXELS`] at most, sRGB.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pixels: &'a [u8],
    width: u32,
    height: u32,
    format: PixelFormat,
    stride: usize,
}

impl<'a> Frame<'a> {
    /// Checks the size and borrows the pixels; rows follow each other without padding.
    ///
    /// # Errors
    /// When the size is out of bounds or does not fit the number of bytes.
    pub fn new(
        pixels: &'a [u8],
        width: u32,
        height: u32,
        format: PixelFormat,
    ) -> Result<Frame<'a>, FrameError> {
        check_size(width, height)?;
        let stride = width as usize * format.channels();
        let expected = height as usize * stride;
        if pixels.len() != expected {
            return Err(FrameError::WrongLength {
                expected,
                actual: pixels.len(),
            });
        }
        Ok(Frame {
            pixels,
            width,
            height,
            format,
            stride,
        })
    }

    /// As [`Frame::new`], for rows that begin `stride` bytes apart: as decoders and cameras pad them, or as a part
    /// of a larger picture lies in it. What follows the last row's pixels is ignored and may be missing.
    ///
    /// # Errors
    /// When the size is out of bounds, a row does not fit into the stride, or there are fewer bytes than all rows need.
    pub fn with_stride(
        pixels: &'a [u8],
        width: u32,
        height: u32,
        format: PixelFormat,
        stride: usize,
    ) -> Result<Frame<'a>, FrameError> {
        check_size(width, height)?;
        let row = width as usize * format.channels();
        if stride < row {
            return Err(FrameError::ShortStride { row, stride });
        }
        let above = stride.saturating_mul(height as usize - 1);
        let expected = above.saturating_add(row);
        if pixels.len() < expected {
            return Err(FrameError::WrongLength {
                expected,
                actual: pixels.len(),
            });
        }
        Ok(Frame {
            pixels,
            width,
            height,
            format,
            stride,
        })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// How the bytes are laid out.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// All bytes, row by row, [`Frame::stride`] bytes from row to row.
    pub fn pixels(&self) -> &'a [u8] {
        self.pixels
    }

    /// Bytes from the beginning of a row to that of the next one.
    pub fn stride(&self) -> usize {
        self.stride
    }
}

fn check_size(width: u32, height: u32) -> Result<(), FrameError> {
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(FrameError::TooSmall { width, height });
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(FrameError::TooLarge { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_only_sizes_within_bounds_that_fit_the_bytes() {
        let bytes = vec![0; 16 * 20 * 4];
        assert!(Frame::new(&bytes, 16, 20, PixelFormat::Rgba8).is_ok());
        let wrong = Frame::new(&bytes, 16, 20, PixelFormat::Rgb8).unwrap_err();
        assert_eq!(
            wrong,
            FrameError::WrongLength {
                expected: 960,
                actual: 1280
            }
        );
        for (width, height) in [(0, 0), (15, 100), (100, 15)] {
            let got = Frame::new(&bytes, width, height, PixelFormat::Rgb8).unwrap_err();
            assert_eq!(got, FrameError::TooSmall { width, height });
        }
        for (width, height) in [(u32::MAX, u32::MAX), (16, 2_073_601), (7681, 4320)] {
            let got = Frame::new(&bytes, width, height, PixelFormat::Rgba8).unwrap_err();
            assert_eq!(got, FrameError::TooLarge { width, height });
        }
    }

    #[test]
    fn rows_may_be_padded_but_not_overlap_or_end_early() {
        let bytes = vec![0; 19 * 64 + 48];
        let padded = Frame::with_stride(&bytes, 16, 20, PixelFormat::Rgb8, 64).unwrap();
        assert_eq!(padded.stride(), 64);
        let with =
            |stride| Frame::with_stride(&bytes, 16, 20, PixelFormat::Rgb8, stride).unwrap_err();
        let short = FrameError::ShortStride {
            row: 48,
            stride: 47,
        };
        assert_eq!(with(47), short);
        let expected = 19 * 65 + 48;
        let actual = bytes.len();
        assert_eq!(with(65), FrameError::WrongLength { expected, actual });
        assert!(matches!(with(usize::MAX), FrameError::WrongLength { .. }));
    }
}
