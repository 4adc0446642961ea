//! The continuous track: one take from the neutral look to the last step, a step's part of it at a time.

use poze_protocol::MAX_TRACK_FRAMES;

use super::Timed;

/// Frames that may come while the last ones are still being encoded.
const ROOM: usize = 4;
/// Of the allowed gap, how much a thinned track may use: timers are late now and then.
const GAP_PART: f32 = 0.92;
/// The last frames stay dense: the hold is judged on them.
const DENSE_MS: u32 = 2_500;

/// The frames of the current step, in order of time.
#[derive(Debug)]
pub(crate) struct Track<T> {
    frames: Vec<Timed<T>>,
    gap_ms: u32,
    limit: usize,
}

impl<T> Track<T> {
    /// A track without a frame. `gap_max_ms` is the largest gap that the verifier takes.
    pub(crate) fn new(gap_max_ms: u32) -> Track<T> {
        Track {
            frames: Vec::new(),
            gap_ms: (gap_max_ms as f32 * GAP_PART) as u32,
            limit: MAX_TRACK_FRAMES - ROOM,
        }
    }

    /// Adds a frame; encoders may finish out of order. Thins what is older when there are too many.
    pub(crate) fn push(&mut self, frame: Timed<T>) {
        let at = self.frames.partition_point(|f| f.t_ms < frame.t_ms);
        if self.frames.get(at).is_some_and(|f| f.t_ms == frame.t_ms) {
            return; // times are strictly ascending on the wire
        }
        self.frames.insert(at, frame);
        if self.frames.len() > self.limit {
            self.thin();
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether a step has lasted so long that no frame can be left out any more.
    pub(crate) fn is_full(&self) -> bool {
        self.frames.len() > self.limit
    }

    /// Forgets what is older than `ms` before the last frame: nothing was asked for before the neutral look.
    pub(crate) fn keep_last(&mut self, ms: u32) {
        let Some(last) = self.frames.last() else {
            return;
        };
        let from = last.t_ms.saturating_sub(ms);
        self.frames.retain(|frame| frame.t_ms >= from);
    }

    /// Takes the frames up to a time out; later ones belong to the next step.
    pub(crate) fn take_until(&mut self, t_ms: u32) -> Vec<Timed<T>> {
        let later = self.frames.partition_point(|f| f.t_ms <= t_ms);
        let rest = self.frames.split_off(later);
        std::mem::replace(&mut self.frames, rest)
    }

    /// Leaves out every frame whose neighbours stay within the gap, from the oldest on; the first one stays, because
    /// it continues the step before.
    fn thin(&mut self) {
        let times: Vec<u32> = self.frames.iter().map(|f| f.t_ms).collect();
        let mut keep = kept(&times, self.gap_ms).into_iter();
        self.frames.retain(|_| keep.next().unwrap_or(true));
    }
}

/// Which frames stay when as many as possible go.
fn kept(times: &[u32], gap_ms: u32) -> Vec<bool> {
    let dense_from = times.last().map_or(0, |last| last.saturating_sub(DENSE_MS));
    let mut keep = vec![true; times.len()];
    let mut before = 0;
    for i in 1..times.len().saturating_sub(1) {
        if times[i] < dense_from && times[i + 1] - times[before] <= gap_ms {
            keep[i] = false;
        } else {
            before = i;
        }
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(times: impl IntoIterator<Item = u32>) -> Track<()> {
        let mut track = Track::new(400);
        for t_ms in times {
            track.push(Timed { t_ms, what: () });
        }
        track
    }

    fn times(frames: &[Timed<()>]) -> Vec<u32> {
        frames.iter().map(|f| f.t_ms).collect()
    }

    fn largest_gap(frames: &[Timed<()>]) -> u32 {
        frames
            .windows(2)
            .map(|pair| pair[1].t_ms - pair[0].t_ms)
            .max()
            .unwrap()
    }

    #[test]
    fn frames_are_kept_in_order_of_time_and_never_twice() {
        let mut track = track([0, 300, 150, 300]);
        assert_eq!(times(&track.take_until(u32::MAX)), [0, 150, 300]);
    }

    #[test]
    fn what_comes_after_the_cut_stays_for_the_next_step() {
        let mut track = track((0..10).map(|i| i * 150));
        assert_eq!(times(&track.take_until(600)), [0, 150, 300, 450, 600]);
        assert_eq!(times(&track.take_until(u32::MAX))[0], 750);
    }

    #[test]
    fn a_long_step_is_thinned_without_a_gap_its_first_frame_and_its_end_whole() {
        // A jittery timer, for 25 seconds.
        let taken: Vec<u32> = (0..160).map(|i| 7 + i * 156 + (i * 37) % 23).collect();
        let mut track = track(taken.clone());
        assert!(!track.is_full());
        let frames = track.take_until(u32::MAX);
        assert!(frames.len() <= MAX_TRACK_FRAMES, "{}", frames.len());
        assert!(largest_gap(&frames) <= 400, "{}", largest_gap(&frames));
        assert_eq!(frames[0].t_ms, taken[0]);
        let end = &times(&frames)[frames.len() - 12..];
        assert_eq!(end, &taken[taken.len() - 12..]);
    }

    #[test]
    fn a_step_without_end_is_full_at_some_point() {
        assert!(track((0..400).map(|i| i * 150)).is_full());
    }

    #[test]
    fn before_the_neutral_look_only_the_last_seconds_matter() {
        let mut track = track([]);
        for i in 0..100 {
            let t_ms = i * 150;
            track.push(Timed { t_ms, what: () });
            track.keep_last(4_000);
        }
        let frames = track.take_until(u32::MAX);
        assert_eq!(frames.last().unwrap().t_ms, 99 * 150);
        assert!((26..=27).contains(&frames.len()), "{}", frames.len());
        assert!(largest_gap(&frames) <= 400);
    }
}
