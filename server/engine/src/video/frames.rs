//! The wanted frames of a recording, one after another.

use std::collections::VecDeque;

use super::container::Track;
use super::h264::{Shown, Stream};
use super::{Sampling, VideoError, VideoLimits};
use crate::local::TimedPicture;

/// Iterator over the wanted frames of a [`Video`](super::Video).
pub struct Frames<'a> {
    bytes: &'a [u8],
    track: &'a Track,
    stream: Stream,
    /// When each frame is shown, in that order.
    times_ms: Vec<u32>,
    wanted: Vec<bool>,
    /// Samples that were given to the decoder.
    fed: usize,
    /// Frames that it gave back.
    shown: usize,
    pixels_left: u64,
    /// Decoded at the end, at most what the decoder holds back.
    ready: VecDeque<TimedPicture>,
    ended: bool,
}

impl<'a> Frames<'a> {
    pub(super) fn new(
        bytes: &'a [u8],
        track: &'a Track,
        limits: &VideoLimits,
        sampling: Sampling,
    ) -> Result<Frames<'a>, VideoError> {
        let times_ms = track.times_ms();
        Ok(Frames {
            bytes,
            track,
            stream: Stream::new(&track.avcc, limits.max_frame_pixels)?,
            wanted: wanted(&times_ms, sampling),
            times_ms,
            fed: 0,
            shown: 0,
            pixels_left: limits.max_pixels,
            ready: VecDeque::new(),
            ended: false,
        })
    }

    /// Feeds the decoder until it shows a wanted frame, or to the end.
    fn advance(&mut self) -> Result<Option<TimedPicture>, VideoError> {
        while let Some(sample) = self.track.samples.get(self.fed) {
            self.fed += 1;
            let start = usize::try_from(sample.offset).map_err(|_| VideoError::Damaged)?;
            let coded = self.bytes.get(start..start + sample.size as usize);
            let coded = coded.ok_or(VideoError::Damaged)?;
            // Parameters may come with the sample, so what it costs is known only afterwards: one frame too many.
            let shown = self.stream.decode(coded)?;
            let picture = take(
                shown,
                &mut self.shown,
                &self.times_ms,
                &self.wanted,
                self.track,
            )?;
            let cost = self.stream.frame_pixels();
            self.pixels_left = self
                .pixels_left
                .checked_sub(cost)
                .ok_or(VideoError::TooLarge)?;
            if picture.is_some() {
                return Ok(picture);
            }
        }
        if !self.ended {
            self.ended = true;
            for shown in self.stream.remaining()? {
                let picture = take(
                    Some(shown),
                    &mut self.shown,
                    &self.times_ms,
                    &self.wanted,
                    self.track,
                )?;
                self.ready.extend(picture);
            }
            if self.shown != self.times_ms.len() {
                return Err(VideoError::Damaged);
            }
        }
        Ok(self.ready.pop_front())
    }
}

/// What is shown, with its time, if it is wanted. Frames come in the order in which they are shown.
fn take(
    shown: Option<Shown<'_>>,
    count: &mut usize,
    times_ms: &[u32],
    wanted: &[bool],
    track: &Track,
) -> Result<Option<TimedPicture>, VideoError> {
    let Some(shown) = shown else { return Ok(None) };
    let n = *count;
    *count += 1;
    let t_ms = *times_ms.get(n).ok_or(VideoError::Damaged)?;
    if !wanted[n] {
        return Ok(None);
    }
    let picture = shown.picture(track.quarter_turns)?;
    Ok(Some(TimedPicture { t_ms, picture }))
}

impl Iterator for Frames<'_> {
    type Item = Result<TimedPicture, VideoError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        if next.is_err() {
            self.fed = self.track.samples.len();
            self.ended = true;
            self.ready.clear();
        }
        next.transpose()
    }
}

/// Which frames are wanted.
fn wanted(times_ms: &[u32], sampling: Sampling) -> Vec<bool> {
    let mut wanted = vec![false; times_ms.len()];
    match sampling {
        Sampling::Evenly(count) if count >= times_ms.len() => wanted.fill(true),
        Sampling::Evenly(0) => {}
        Sampling::Evenly(1) => wanted[times_ms.len() / 2] = true,
        Sampling::Evenly(count) => {
            let last = times_ms.len() - 1;
            for n in 0..count {
                wanted[n * last / (count - 1)] = true;
            }
        }
        Sampling::PerSecond(rate) => {
            // Times are whole milliseconds: a frame may seem to come one too early.
            let interval_ms = (1000 / rate.max(1)).saturating_sub(1);
            let mut last_ms = None;
            for (wanted, &t_ms) in wanted.iter_mut().zip(times_ms) {
                if last_ms.is_none_or(|last: u32| t_ms.saturating_sub(last) >= interval_ms) {
                    *wanted = true;
                    last_ms = Some(t_ms);
                }
            }
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(times_ms: &[u32], sampling: Sampling) -> Vec<usize> {
        let wanted = wanted(times_ms, sampling);
        (0..times_ms.len()).filter(|&n| wanted[n]).collect()
    }

    #[test]
    fn frames_are_chosen_by_number_or_by_time() {
        let times: Vec<u32> = (0..10).map(|n| n * 1000 / 30).collect();
        assert_eq!(chosen(&times, Sampling::Evenly(4)), [0, 3, 6, 9]);
        assert_eq!(chosen(&times, Sampling::Evenly(1)), [5]);
        assert_eq!(chosen(&times, Sampling::Evenly(0)), [] as [usize; 0]);
        assert_eq!(chosen(&times, Sampling::Evenly(99)).len(), 10);
        assert_eq!(chosen(&times, Sampling::PerSecond(10)), [0, 3, 6, 9]);
        assert_eq!(chosen(&times, Sampling::PerSecond(30)).len(), 10);
        assert_eq!(chosen(&times, Sampling::PerSecond(0)), [0]);
        assert_eq!(chosen(&[], Sampling::Evenly(3)), [] as [usize; 0]);
    }
}
