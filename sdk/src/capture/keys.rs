//! Which of the frames of a hold become key frames.

use super::Timed;

/// Wanted time between two candidates.
const SPACING_MS: u32 = 90;
/// A longer hold than this makes no better choice.
const MOST: usize = 14;

/// Frames that were taken while the moves were held.
#[derive(Debug)]
pub(crate) struct Candidates<T> {
    frames: Vec<Timed<T>>,
    last_ms: Option<u32>,
}

impl<T> Candidates<T> {
    pub(crate) fn new() -> Candidates<T> {
        Candidates {
            frames: Vec::new(),
            last_ms: None,
        }
    }

    /// Whether one should be taken now; says so once for a time.
    pub(crate) fn wants(&mut self, t_ms: u32) -> bool {
        let due = self
            .last_ms
            .is_none_or(|last| t_ms.saturating_sub(last) >= SPACING_MS);
        if due {
            self.last_ms = Some(t_ms);
        }
        due
    }

    /// Adds a candidate. When there are many, every second one goes, and the newest stays.
    pub(crate) fn push(&mut self, frame: Timed<T>) {
        let at = self.frames.partition_point(|f| f.t_ms < frame.t_ms);
        if self.frames.get(at).is_some_and(|f| f.t_ms == frame.t_ms) {
            return;
        }
        self.frames.insert(at, frame);
        if self.frames.len() > MOST {
            let mut odd = false;
            self.frames.retain(|_| {
                odd = !odd;
                odd
            });
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    /// The hold was broken: what was taken shows no held move.
    pub(crate) fn clear(&mut self) {
        self.frames.clear();
        self.last_ms = None;
    }

    /// Takes `count` of them, spread over the hold.
    pub(crate) fn choose(&mut self, count: usize) -> Vec<Timed<T>> {
        let times: Vec<u32> = self.frames.iter().map(|f| f.t_ms).collect();
        let chosen = spread(&times, count);
        let frames = std::mem::take(&mut self.frames).into_iter().enumerate();
        self.last_ms = None;
        frames
            .filter(|(i, _)| chosen.contains(i))
            .map(|(_, frame)| frame)
            .collect()
    }
}

/// Indices of `count` times that lie as evenly as the given ones allow, the first and the last among them.
fn spread(times: &[u32], count: usize) -> Vec<usize> {
    let (Some(&first), Some(&last)) = (times.first(), times.last()) else {
        return Vec::new();
    };
    if count >= times.len() {
        return (0..times.len()).collect();
    }
    if count == 1 {
        return vec![times.len() / 2];
    }
    let mut chosen: Vec<usize> = Vec::with_capacity(count);
    for k in 0..count {
        let wanted = first + ((last - first) as usize * k / (count - 1)) as u32;
        // Enough must be left for those that follow.
        let from = chosen.last().map_or(0, |i| i + 1);
        let to = times.len() - (count - 1 - k);
        let nearest = (from..to).min_by_key(|&i| times[i].abs_diff(wanted));
        chosen.extend(nearest);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_frames_are_spread_over_the_hold() {
        let even: Vec<u32> = (0..10).map(|i| i * 90).collect();
        assert_eq!(spread(&even, 4), [0, 3, 6, 9]);
        assert_eq!(spread(&even, 1), [5]);
        assert_eq!(spread(&[10, 20], 4), [0, 1]);
        assert_eq!(spread(&[], 4), Vec::<usize>::new());
    }

    #[test]
    fn each_is_chosen_once_even_where_many_lie_together() {
        assert_eq!(spread(&[0, 1, 2, 3, 4, 1000], 4), [0, 3, 4, 5]);
        assert_eq!(spread(&[0, 996, 997, 998, 999, 1000], 4), [0, 1, 2, 5]);
    }

    #[test]
    fn candidates_are_wanted_at_a_distance_and_forgotten_with_the_hold() {
        let mut keys = Candidates::new();
        assert!(keys.wants(1000));
        assert!(!keys.wants(1050));
        assert!(keys.wants(1090));
        keys.push(Timed {
            t_ms: 1000,
            what: (),
        });
        keys.clear();
        assert_eq!(keys.len(), 0);
        assert!(keys.wants(1100));
    }

    #[test]
    fn a_very_long_hold_keeps_a_bounded_number_over_its_whole_length() {
        let mut keys = Candidates::new();
        for i in 0..200 {
            keys.push(Timed {
                t_ms: i * 90,
                what: (),
            });
        }
        assert!(keys.len() <= MOST);
        let chosen = keys.choose(4);
        assert_eq!(chosen.len(), 4);
        assert_eq!(chosen[0].t_ms, 0);
        assert!(chosen[3].t_ms > 150 * 90);
    }
}
