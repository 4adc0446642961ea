//! A flat picture of a face, held, moved, turned or tilted: whatever is done with it, its landmarks are a homography
//! of what they were. Those of a face that does what it was asked for are not.

use poze_liveness::{Move, Tag};
use poze_protocol::FrameKind;

use super::Part;
use crate::cover;
use crate::findings::moves;
use crate::geometry::{homography_residual, mean_shape};
use crate::{FrameFacts, Run, RunStep};

/// The border of a run in which nothing was done.
const LEAST: f64 = 0.005;

/// Residual against the neutral look, as a part of the face's width, under which a move was not done by a living face.
///
/// The third largest of a step is counted, which is the one that the move reached for 450 ms. Living faces (the clips
/// of the module, and eight people of the Yale set in one grey picture each, which is not published here): turned by
/// 12 to 18 degrees 0.021 to 0.026 (one pair of frames out of ten below 0.017), nodding by 7 to 12 degrees 0.014 to
/// 0.019 (one out of ten below 0.011), tilted 0.010 to 0.033, mouth open 0.024 to 0.036 (7 people), smiling 0.015 to
/// 0.025 (10), eyes closed 0.007 to 0.023 (10), brows up 0.008 (1). Pictures of four faces: standing still 0.0002 to
/// 0.0030 (16 runs), moved in the hand 0.0025 to 0.0038 (4), swung by 15 degrees 0.0048 to 0.0073 (4), swung by 28 or
/// 35 degrees 0.0053 to 0.0177 (8): the landmarks then imagine a head where there is none, but read less than half
/// of the angle. So of the moves that were read as done, the one that changes a face most decides how flat it may be.
fn border(mv: Move) -> f64 {
    match mv {
        Move::MouthOpen => 0.014,
        Move::TurnLeft | Move::TurnRight => 0.011,
        Move::Smile => 0.009,
        Move::LookUp | Move::LookDown => 0.0075,
        Move::TiltLeft
        | Move::TiltRight
        | Move::EyesClosed
        | Move::BrowsUp
        // Not measured.
        | Move::Nod
        | Move::Shake
        | Move::LeanIn
        | Move::LeanBack
        | Move::WinkLeft
        | Move::WinkRight
        | Move::Kiss
        | Move::Sign(_)
        | Move::Fingers(_)
        | Move::Touch(_)
        | Move::SignBeside(..)
        | Move::Hold(..) => LEAST,
    }
}

/// Frames of a move that count: three, at the usual 150 ms.
const HELD_FRAMES: usize = 3;
/// The end of the neutral look is the calm part of it.
const NEUTRAL_FRAMES: usize = 10;

/// Score: the largest residual that a step holds, 0.5 at the border of what was done.
pub(super) fn find(run: &Run<'_>) -> Part {
    let neutral: Vec<&[(f32, f32)]> = run
        .steps
        .iter()
        .take(1)
        .flat_map(shapes)
        .map(|f| f.points.as_slice())
        .collect();
    let calm = neutral
        .get(neutral.len().saturating_sub(NEUTRAL_FRAMES)..)
        .unwrap_or_default();
    let Some(calm) = mean_shape(calm) else {
        return Part {
            score: 0.0,
            detail: "no neutral look to compare shapes with".to_owned(),
        };
    };
    let after = if run.steps.len() > 1 {
        &run.steps[1..]
    } else {
        run.steps
    };
    // What hides a picture changes what is taken for its landmarks: steps with a hand or a thing at the face count
    // where there is no other, as far as it is in the open.
    let hides = |step: &&RunStep| {
        step.moves
            .iter()
            .any(|mv| mv.has(Tag::Hands) || mv.has(Tag::Prop))
    };
    let any_open = after.iter().any(|step| !hides(&step));
    let held = after
        .iter()
        .filter(|step| !any_open || !hides(step))
        .filter_map(|step| held_residual(&calm, step));
    // Who raises the hand at once shows nothing in the open after the neutral look: then that counts, as where there is
    // no other step.
    let residual = held
        .reduce(f64::max)
        .or_else(|| held_residual(&calm, run.steps.first()?))
        .unwrap_or(0.0);
    // A move that was not done is another finding's; it says nothing about how flat the face may be.
    let border = moves::done(run)
        .into_iter()
        .map(border)
        .fold(LEAST, f64::max);
    let percent = residual * 100.0;
    Part {
        score: 0.5 * residual / border,
        detail: format!("shape differs from a flat picture's by {percent:.2} %"),
    }
}

fn shapes(step: &RunStep) -> impl Iterator<Item = &FrameFacts> {
    let faces = step
        .facts
        .frames
        .iter()
        .filter(|f| f.kind == FrameKind::Track);
    faces.filter(|f| !f.points.is_empty() && f.face_width > 0.0)
}

/// `None` where no frame of the step shows the face in the open.
fn held_residual(calm: &[(f32, f32)], step: &RunStep) -> Option<f64> {
    let residual =
        |f: &FrameFacts| Some(homography_residual(calm, &f.points)? / f64::from(f.face_width));
    let frames: Vec<&FrameFacts> = shapes(step).collect();
    let hidden = cover::stretches(&frames);
    let open = frames.into_iter().zip(hidden).filter(|(_, hidden)| !hidden);
    let mut residuals: Vec<f64> = open.filter_map(|(f, _)| residual(f)).collect();
    residuals.sort_by(|a, b| b.total_cmp(a));
    residuals.get(HELD_FRAMES - 1).or(residuals.last()).copied()
}
