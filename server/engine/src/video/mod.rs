//! Recordings of a stranger become pictures with times, within limits, or are refused: H.264 in MP4 (or QuickTime, the
//! same container), which every phone and browser records.
//!
//! Everything that costs memory or time is bounded before it is spent: bytes of the file, frames, duration, pixels a frame
//! (told by every parameter set, before the decoder sees it) and pixels in all. Decoding is strict, like that of pictures:
//! a recording that breaks off or holds something that cannot be decoded is an error, not part of a recording.

mod container;
mod frames;
mod h264;

#[cfg(test)]
mod tests;

use poze_protocol::Code;

use self::container::Track;
pub use self::frames::Frames;

/// What is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoLimits {
    /// Bytes of the file, at most.
    pub max_bytes: usize,
    /// Frames, at most.
    pub max_frames: usize,
    /// Milliseconds from the first frame to the last, at most.
    pub max_ms: u64,
    /// Pixels of a frame, at most. The decoder keeps up to 17 frames of 1.5 bytes a pixel.
    pub max_frame_pixels: u64,
    /// Pixels of all frames together, at most: every frame must be decoded to see one of them, and that takes about a
    /// second for 100 million pixels.
    pub max_pixels: u64,
}

impl VideoLimits {
    /// A minute of full HD at 30 frames a second, decoded in well under a minute of one core.
    pub const RECORDING: VideoLimits = VideoLimits {
        max_bytes: 64 << 20,
        max_frames: 3_600,
        max_ms: 120_000,
        max_frame_pixels: 1_920 * 1_088,
        max_pixels: 60 * 30 * 1_920 * 1_088,
    };
}

/// Which of its frames are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// So many, evenly spaced from the first to the last; all if there are fewer.
    Evenly(usize),
    /// No two closer than the interval of so many a second.
    PerSecond(u32),
}

/// Why a recording is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VideoError {
    /// Not MP4.
    #[error("not a recording of an accepted type")]
    Type,
    /// MP4, but without a video track that is read: H.264 of 8 bits, progressive.
    #[error("the recording has no H.264 track")]
    Codec,
    /// Truncated or corrupt.
    #[error("the recording is damaged")]
    Damaged,
    /// Too many bytes, frames, milliseconds or pixels.
    #[error("the recording is too large")]
    TooLarge,
}

impl VideoError {
    /// What the caller is told.
    pub fn code(self) -> Code {
        match self {
            VideoError::Type | VideoError::Codec => Code::ImageType,
            VideoError::Damaged => Code::ImageDamaged,
            VideoError::TooLarge => Code::ImageTooLarge,
        }
    }
}

/// Whether bytes begin as an MP4 file does.
pub fn is_video(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
}

/// A recording whose container has been read; nothing is decoded yet.
pub struct Video<'a> {
    bytes: &'a [u8],
    limits: VideoLimits,
    track: Track,
}

impl std::fmt::Debug for Video<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Video")
            .field("frames", &self.track.samples.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Video<'a> {
    /// Reads the container.
    ///
    /// # Errors
    /// When it is not one, is damaged, or goes beyond the limits.
    pub fn open(bytes: &'a [u8], limits: VideoLimits) -> Result<Video<'a>, VideoError> {
        if !is_video(bytes) {
            return Err(VideoError::Type);
        }
        if bytes.len() > limits.max_bytes {
            return Err(VideoError::TooLarge);
        }
        let track = container::read(bytes, &limits)?;
        Ok(Video {
            bytes,
            limits,
            track,
        })
    }

    /// How many frames it has.
    pub fn len(&self) -> usize {
        self.track.samples.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Time from the first frame to the last, milliseconds.
    pub fn lasts_ms(&self) -> u32 {
        let times = self.track.times_ms();
        times.last().copied().unwrap_or(0)
    }

    /// Decodes: the wanted frames in order of time, upright. What lies between them is decoded too, since frames build on
    /// each other, but not kept. After an error there is nothing more.
    ///
    /// # Errors
    /// [`VideoError::Codec`] when the decoder cannot be started.
    pub fn frames(&self, sampling: Sampling) -> Result<Frames<'_>, VideoError> {
        Frames::new(self.bytes, &self.track, &self.limits, sampling)
    }
}
