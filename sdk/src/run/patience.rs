//! When a step takes long: the shutter first, then kind words.

/// Without the moves being seen for this long the shutter appears.
const SHUTTER_MS: f64 = 7_000.0;
/// Without any progress for this long there are more words.
const ENCOURAGE_MS: f64 = 20_000.0;
/// More than noise.
const PROGRESS: f32 = 0.15;

/// Follows one step.
#[derive(Debug)]
pub(crate) struct Patience {
    held_at: f64,
    best: f32,
    best_at: f64,
    shutter: bool,
}

impl Patience {
    /// A step that begins at `now` (ms).
    pub(crate) fn new(now: f64) -> Patience {
        Patience {
            held_at: now,
            best: 0.0,
            best_at: now,
            shutter: false,
        }
    }

    /// What a frame showed: how far the moves are together (0..1) and whether they are held.
    pub(crate) fn saw(&mut self, how_far: f32, holding: bool, now: f64) {
        if holding {
            self.held_at = now;
        }
        if how_far > self.best + PROGRESS {
            self.best = how_far;
            self.best_at = now;
        }
    }

    /// Whether the shutter is there; once it is, it stays.
    pub(crate) fn shutter(&mut self, now: f64) -> bool {
        self.shutter |= now - self.held_at >= SHUTTER_MS;
        self.shutter
    }

    /// Nothing here can judge this step: the visitor has to say.
    pub(crate) fn give_shutter(&mut self) {
        self.shutter = true;
    }

    /// Whether kind words are due.
    pub(crate) fn encourage(&self, now: f64) -> bool {
        now - self.best_at.max(self.held_at) >= ENCOURAGE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shutter_comes_when_the_move_is_not_seen_and_stays() {
        let mut patience = Patience::new(0.0);
        assert!(!patience.shutter(6_000.0));
        patience.saw(1.0, true, 6_500.0);
        assert!(!patience.shutter(8_000.0));
        assert!(patience.shutter(14_000.0));
        patience.saw(1.0, true, 14_100.0);
        assert!(patience.shutter(14_200.0));
    }

    #[test]
    fn kind_words_come_without_progress_only() {
        let mut patience = Patience::new(0.0);
        for i in 0..19 {
            patience.saw(0.1, false, f64::from(i) * 1_000.0);
        }
        assert!(!patience.encourage(19_000.0));
        assert!(patience.encourage(20_000.0));
        patience.saw(0.5, false, 20_500.0);
        assert!(!patience.encourage(21_000.0));
        patience.saw(0.55, false, 30_000.0);
        assert!(patience.encourage(41_000.0));
    }
}
