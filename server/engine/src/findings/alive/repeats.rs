//! The same file twice. A camera's noise makes every frame another file, unless the page drew one camera frame twice:
//! then the two follow each other.

use std::collections::HashMap;

use super::Part;
use crate::FrameFacts;

/// Up to this part of the frames may be drawn twice: a camera that gives 5 frames a second in the dark, asked for one
/// every 150 ms, repeats a quarter of them.
const DRAWN_TWICE_MAX: f64 = 0.4;

/// Score: falls with the part of frames that repeat their predecessor, and with every frame that comes back later.
pub(super) fn find(track: &[&FrameFacts]) -> Part {
    let twice = track
        .windows(2)
        .filter(|w| w[0].file_hash == w[1].file_hash)
        .count();
    let mut last_seen: HashMap<u64, usize> = HashMap::new();
    let mut returned = 0;
    for (n, frame) in track.iter().enumerate() {
        returned += usize::from(
            last_seen
                .insert(frame.file_hash, n)
                .is_some_and(|before| n - before > 1),
        );
    }
    let part = twice as f64 / track.len().max(1) as f64;
    let score = 1.0 - 0.5 * part / DRAWN_TWICE_MAX - 0.6 * returned as f64;
    Part {
        score,
        detail: format!("{twice} frames drawn twice, {returned} came back"),
    }
}
