//! A challenge as the page may know it: the current step and nothing of later ones.

use poze_liveness::{ModelGroup, Move, Step as Poze};
use poze_protocol::{
    CapturePlan, ChallengeView, Code, Guide, PROTOCOL_VERSION, SiteView, StepView,
};
use poze_store::{Challenge, SWAPS_MAX, Session, Site};

use crate::error::ApiError;
use crate::packs::Packs;
use crate::run::plan;

/// Challenges of a session.
pub(crate) const CHALLENGES_MAX: u8 = 3;

const NEUTRAL_TEXT: &str = "Look calmly into the camera";

/// A face between a fifth of the frame's height and nearly all of it, within the middle of it.
const GUIDE: Guide = Guide {
    face_height_min: 0.22,
    face_height_max: 0.95,
    centre_offset_max: 0.25,
};

/// A track of six to seven frames a second and half as much of a gap again as a busy phone needs; the key frames are
/// as large as common cameras' pictures, so that nothing is made up by enlarging.
pub(crate) const CAPTURE: CapturePlan = CapturePlan {
    track_interval_ms: 150,
    track_gap_max_ms: 400,
    track_side_px: 320,
    key_side_px: 640,
    key_frames: 4,
};

/// The neutral look is held a third longer than a move, 800 ms by default: everything is measured against it, and the
/// verifier wants at least three frames of it.
fn neutral_hold_ms(hold_ms: u32) -> u32 {
    hold_ms + hold_ms / 3
}

/// Step `n` of a challenge.
pub(crate) fn step(packs: &Packs, challenge: &Challenge, n: u8) -> Result<StepView, ApiError> {
    let ids = challenge
        .plan
        .steps
        .get(usize::from(n))
        .ok_or(Code::StepOutOfOrder)?;
    let moves = plan::moves(ids).ok_or(Code::Internal)?;
    let (plan, step) = (&challenge.plan, Poze { moves });
    let own = packs
        .get(&plan.pack)
        .and_then(|pack| pack.own_text(&step, &plan.consent.lang));
    let own_text = own.is_some();
    let (text, hold_ms) = if step.moves.is_empty() {
        (NEUTRAL_TEXT.to_owned(), neutral_hold_ms(plan.hold_ms))
    } else {
        (own.unwrap_or_else(|| step.text()), plan.hold_ms)
    };
    Ok(StepView {
        n,
        moves: ids.clone(),
        text,
        own_text,
        hold_ms,
    })
}

/// The groups of models that the page loads before the first step, so that a step does not wait for them. They tell the
/// class of the moves, and no more. There is none for shoes: only the verifier looks for them.
fn models(steps: &[Vec<String>]) -> Result<Vec<String>, ApiError> {
    let moves: Option<Vec<Vec<Move>>> = steps.iter().map(|ids| plan::moves(ids)).collect();
    let moves = moves.ok_or(Code::Internal)?.concat();
    let groups = [ModelGroup::Face, ModelGroup::Hands, ModelGroup::Objects];
    let needed = |group: &ModelGroup| {
        *group == ModelGroup::Face || moves.iter().any(|mv| mv.needs().contains(group))
    };
    let needed = groups.into_iter().filter(needed);
    Ok(needed.map(|group| group.id().to_owned()).collect())
}

/// What the page gets when it opens or resumes a challenge.
pub(crate) fn challenge(
    packs: &Packs,
    challenge: &Challenge,
    current: u8,
    session: &Session,
    site: &Site,
    used: u8,
    now_ms: u64,
) -> Result<ChallengeView, ApiError> {
    let remaining = challenge.deadline_ms.saturating_sub(now_ms);
    Ok(ChallengeView {
        id: challenge.id.clone(),
        protocol: PROTOCOL_VERSION,
        site: SiteView {
            name: site.name.clone(),
        },
        action: session.request.action.clone(),
        remaining_ms: u32::try_from(remaining).unwrap_or(u32::MAX),
        challenges_left: CHALLENGES_MAX.saturating_sub(used),
        models: models(&challenge.plan.steps)?,
        guide: GUIDE,
        capture: CAPTURE,
        steps_total: challenge.plan.steps.len().min(255) as u8,
        swaps_left: SWAPS_MAX.saturating_sub(challenge.swapped),
        step: step(packs, challenge, current)?,
    })
}
