//! One hint at a time, each long enough to be read.

/// A hint stays at least this long.
const LEAST_MS: f64 = 700.0;
/// Another one must have been wished for this long: a single misread frame says nothing.
const STEADY_MS: f64 = 160.0;

/// Decides which hint is shown.
#[derive(Debug)]
pub(crate) struct Hints {
    shown: Option<String>,
    shown_at: f64,
    wished: Option<String>,
    wished_at: f64,
}

impl Hints {
    pub(crate) fn new() -> Hints {
        Hints {
            shown: None,
            shown_at: f64::NEG_INFINITY,
            wished: None,
            wished_at: f64::NEG_INFINITY,
        }
    }

    /// Takes the wish of a frame at `now` (ms) and answers what is to be shown.
    pub(crate) fn wish(&mut self, hint: Option<&str>, now: f64) -> Option<&str> {
        if self.wished.as_deref() != hint {
            self.wished = hint.map(str::to_owned);
            self.wished_at = now;
        }
        let steady = now - self.wished_at >= STEADY_MS;
        if self.shown != self.wished && steady && now - self.shown_at >= LEAST_MS {
            self.shown.clone_from(&self.wished);
            self.shown_at = now;
        }
        self.shown.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_frame_changes_nothing() {
        let mut hints = Hints::new();
        hints.wish(Some("closer"), 0.0);
        assert_eq!(hints.wish(Some("closer"), 200.0), Some("closer"));
        assert_eq!(hints.wish(Some("no-face"), 1_200.0), Some("closer"));
        assert_eq!(hints.wish(Some("closer"), 1_240.0), Some("closer"));
        assert_eq!(hints.wish(Some("closer"), 1_500.0), Some("closer"));
    }

    #[test]
    fn each_hint_stays_long_enough_to_be_read() {
        let mut hints = Hints::new();
        let mut changes: Vec<(f64, Option<String>)> = Vec::new();
        for i in 0..200 {
            let now = f64::from(i) * 40.0;
            // The wish changes every 240 ms.
            let wish = ["closer", "centre", "blurred"][(i / 6) as usize % 3];
            let shown = hints.wish(Some(wish), now).map(str::to_owned);
            if changes.last().is_none_or(|(_, before)| *before != shown) {
                changes.push((now, shown));
            }
        }
        assert!(changes.len() > 3);
        // The first entry is that nothing is shown yet.
        for pair in changes[1..].windows(2) {
            assert!(pair[1].0 - pair[0].0 >= 600.0, "{changes:?}");
        }
    }

    #[test]
    fn a_hint_goes_when_nothing_is_wrong_any_more() {
        let mut hints = Hints::new();
        hints.wish(Some("closer"), 0.0);
        hints.wish(Some("closer"), 200.0);
        hints.wish(None, 800.0);
        assert_eq!(hints.wish(None, 1_000.0), None);
    }
}
