//! A piece of footage that comes again: the head goes the same way twice, to the millimetre.

use super::Part;
use crate::FrameFacts;

/// How long a piece is compared, and how much later the earliest repetition begins.
const PIECE_MS: u32 = 1200;
/// Repetitions begin at any moment; between frames the track is interpolated.
const STEP_MS: usize = 50;
/// A piece must move by this part of the face's width (root mean square around its mean) to be recognised.
const MOVES: f64 = 0.01;
/// Difference of two pieces as a part of the movement within them. Footage shown again, forth or back and forth, at
/// other moments and saved anew: 0.03 to 0.13 (11 runs of four people). Living faces: never below 0.90 (four clips,
/// 47 s; a refilmed one 0.70).
const SAME: f64 = 0.3;
/// One point out of so many of those that are kept is enough.
const EVERY: usize = 4;
/// Where the face is not seen for longer than this nothing is compared: what lies between is not known, and such a run
/// fails by its gap or its lost face. It also bounds the moments at which a repetition may begin by the number of
/// frames, whatever times they claim.
const HOLE_MS: u32 = 600;
/// Pieces that are compared, at most: of more frames every second or third begins one.
const PIECES: usize = 200;

/// Score: by the two pieces that are most alike, 0.5 at [`SAME`].
pub(super) fn find(faces: &[&FrameFacts]) -> Part {
    let track = Track::of(faces);
    let mut least: f64 = 1.0;
    let stride = track.frames.len() / PIECES + 1;
    for first in (0..track.frames.len()).step_by(stride) {
        if let Some(piece) = track.piece(first) {
            least = least.min(track.nearest(&piece, least));
        }
    }
    let detail = if least < 1.0 {
        format!("pieces differ by {least:.2} of their movement at least")
    } else {
        "nothing comes again".to_owned()
    };
    Part {
        score: 0.5 * least / SAME,
        detail,
    }
}

struct Track {
    /// Time and points, as parts of the face's width.
    frames: Vec<(u32, Vec<f64>)>,
    /// First and last time of every stretch without a hole.
    stretches: Vec<(u32, u32)>,
}

struct Piece<'a> {
    frames: &'a [(u32, Vec<f64>)],
    movement: f64,
}

impl Track {
    fn of(faces: &[&FrameFacts]) -> Track {
        let mut widths: Vec<f32> = faces.iter().map(|f| f.face_width).collect();
        widths.sort_by(f32::total_cmp);
        let width = f64::from(widths.get(widths.len() / 2).copied().unwrap_or(1.0));
        let flat = |f: &&FrameFacts| {
            let points = f.points.iter().step_by(EVERY);
            (
                f.t_ms(),
                points
                    .flat_map(|p| [f64::from(p.0) / width, f64::from(p.1) / width])
                    .collect(),
            )
        };
        let mut frames: Vec<(u32, Vec<f64>)> = faces.iter().map(flat).collect();
        let length = frames.first().map_or(0, |f| f.1.len());
        frames.retain(|f| f.1.len() == length);
        // Steps whose times overlap fail by them, but are to be looked at like any other.
        frames.sort_by_key(|f| f.0);
        let stretches = frames
            .chunk_by(|a, b| b.0.saturating_sub(a.0) <= HOLE_MS)
            .filter_map(|stretch| Some((stretch.first()?.0, stretch.last()?.0)))
            .collect();
        Track { frames, stretches }
    }

    /// The frames of [`PIECE_MS`] from one on, if they reach as far and move.
    fn piece(&self, first: usize) -> Option<Piece<'_>> {
        let until = self.frames[first].0.saturating_add(PIECE_MS);
        let end = first
            + self.frames[first..]
                .iter()
                .take_while(|f| f.0 <= until)
                .count();
        let frames = &self.frames[first..end];
        let whole = self.frames.last().is_some_and(|f| f.0 >= until) && frames.len() >= 4;
        if !whole {
            return None;
        }
        let length = frames[0].1.len();
        let count = frames.len() as f64;
        let squares: f64 = (0..length)
            .map(|i| {
                let mean = frames.iter().map(|f| f.1[i]).sum::<f64>() / count;
                frames.iter().map(|f| (f.1[i] - mean).powi(2)).sum::<f64>()
            })
            .sum();
        // Two coordinates a point.
        let movement = (squares / count / (length.max(1) as f64 / 2.0)).sqrt();
        (movement >= MOVES).then_some(Piece { frames, movement })
    }

    /// Difference to the piece later in the track that is most alike, as a part of the movement; `least` if none is
    /// nearer than that.
    fn nearest(&self, piece: &Piece<'_>, least: f64) -> f64 {
        let mut least = least;
        let (Some(start), Some(end)) = (piece.frames.first(), piece.frames.last()) else {
            return least;
        };
        for (from, to) in &self.stretches {
            let earliest = from.saturating_sub(start.0).max(PIECE_MS);
            let latest = to.saturating_sub(end.0);
            for offset_ms in (earliest..=latest).step_by(STEP_MS) {
                least = least.min(self.difference(piece, offset_ms, least).unwrap_or(least));
            }
        }
        least
    }

    /// `None` as soon as it is clear that it exceeds `least`.
    fn difference(&self, piece: &Piece<'_>, offset_ms: u32, least: f64) -> Option<f64> {
        let length = piece.frames.first()?.1.len().max(1) as f64 / 2.0;
        let count = piece.frames.len() as f64;
        let most = (least * piece.movement).powi(2) * length * count;
        let mut squares = 0.0;
        let mut at = self.frames.partition_point(|f| {
            f.0 <= piece
                .frames
                .first()
                .map_or(0, |p| p.0)
                .saturating_add(offset_ms)
        });
        for (t_ms, points) in piece.frames {
            let t_ms = t_ms.saturating_add(offset_ms);
            while self.frames.get(at).is_some_and(|f| f.0 <= t_ms) {
                at += 1;
            }
            let before = self.frames.get(at.checked_sub(1)?)?;
            let after = self.frames.get(at).unwrap_or(before);
            let part = f64::from(t_ms - before.0) / f64::from((after.0 - before.0).max(1));
            for ((p, a), b) in points.iter().zip(&before.1).zip(&after.1) {
                squares += (p - a - (b - a) * part).powi(2);
            }
            if squares > most {
                return None;
            }
        }
        Some((squares / count / length).sqrt() / piece.movement)
    }
}
