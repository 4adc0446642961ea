//! A weak cue of a screen or a glossy print: skin that is burnt out to white. A camera that films a bright screen in a
//! room exposes for the room; a face in the same light as its surroundings is hardly ever brighter than they are.
//!
//! Measured on living faces and on screens that were filmed, a demonstration: the part of burnt pixels in the middle of
//! a recording's frames is 0.00 for four living people (four recordings, and 42 single pictures: 0.007 in 90 of 100) and
//! for a laptop's screen, 0.21 for a telephone's, 0.10 to 0.28 in single pictures of it. Who sits in the sun may be
//! burnt out too: a policy should not refuse by this alone unless it is meant to be strict.
//!
//! Measured on the same pictures and left out, because living faces showed as much or more: peaks in the spectrum of the
//! skin (moire), energy of the finest detail, straight edges beside the face (bezel), local contrast.

use super::{Finding, FindingKind, frames, quantile};
use crate::Run;

/// Part of burnt pixels at which it is as likely a screen as a face.
const BORDER: f64 = 0.08;

/// Score: from the median of all frames that were looked at closely, 0.5 at [`BORDER`]; 0 of none.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let read = frames(run.steps).filter_map(|f| f.passive.as_ref());
    let glare: Vec<f64> = read.map(|passive| f64::from(passive.glare)).collect();
    if glare.is_empty() {
        return Finding::new(FindingKind::Screen, 0.0, "no frame to read".to_owned());
    }
    let glare = quantile(glare, 0.5);
    let percent = glare * 100.0;
    Finding::new(
        FindingKind::Screen,
        (1.0 - 0.5 * glare / BORDER) as f32,
        format!("{percent:.1} % of the face are burnt out (a weak cue)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{run_of, take};

    fn score(glare: f32) -> f32 {
        let mut steps = take();
        let frames = steps.iter_mut().flat_map(|step| &mut step.facts.frames);
        let read = frames.filter_map(|f| f.passive.as_mut());
        read.for_each(|passive| passive.glare = glare);
        find(&run_of(&steps)).score
    }

    #[test]
    fn a_face_that_is_burnt_out_may_be_a_screen() {
        assert!(score(0.0) == 1.0 && score(0.01) > 0.9);
        assert!(score(0.2) < 0.5 && score(1.0) == 0.0 && score(f32::NAN) == 0.0);
        assert_eq!(find(&run_of(&[])).score, 0.0);
    }
}
