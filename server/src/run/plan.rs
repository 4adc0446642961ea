//! What a challenge asks for: drawn, or scripted in dev mode.

use poze_engine::Capabilities;
use poze_liveness::{DrawRules, Move, Step, draw, pozes};
use poze_protocol::{Avoid, Code, Consent, CreateSession};
use poze_store::Plan;

use crate::error::ApiError;
use crate::policy::Demands;
use crate::validate::{self, HOLD_MS};

/// Steps after the neutral look when neither backend nor policy say more.
const STEPS: u8 = 2;
/// How often a poze is drawn anew until it is all that the policy demands. Of the engine's moves some are; where none
/// is left, as after `avoid`, the run is a reduced one.
const DRAWS_MAX: usize = 200;

/// Draws a poze with the operating system's randomness: what can be predicted can be recorded beforehand.
pub(crate) fn make(
    request: &CreateSession,
    demands: &Demands,
    capabilities: &Capabilities,
    consent: Consent,
) -> Result<Plan, ApiError> {
    let drawn = match &request.script {
        // The engine may be another one than that which the session was checked against.
        Some(script) if script.iter().flatten().all(|id| can(capabilities, id)) => {
            steps_of(script).ok_or(Code::NoPozeLeft)?
        }
        Some(_) => return Err(Code::NoPozeLeft.into()),
        None => {
            let include = validate::include(request)?;
            let rules = DrawRules {
                avoid: &request.avoid,
                include: &include,
                steps: request.steps.unwrap_or(STEPS.max(demands.steps_least)),
                capable: &capabilities.moves,
            };
            demanded(&rules, demands)?
        }
    };
    let mut steps = vec![Vec::new()];
    steps.extend(drawn.iter().map(ids));
    let hold_ms = request
        .timing
        .as_ref()
        .and_then(|t| t.hold_ms)
        .unwrap_or(HOLD_MS);
    Ok(Plan {
        steps,
        hold_ms,
        reduced: !demands.met_by(&drawn) || left_out(request, capabilities),
        consent,
    })
}

/// Draws until a poze is all that is demanded: uniform among those that are.
fn demanded(rules: &DrawRules<'_>, demands: &Demands) -> Result<Vec<Step>, ApiError> {
    let draw = || draw(&mut rand::rng(), rules).map_err(|_| Code::NoPozeLeft);
    let mut drawn = draw()?;
    for _ in 1..DRAWS_MAX {
        if demands.met_by(&drawn) {
            break;
        }
        drawn = draw()?;
    }
    Ok(drawn)
}

fn steps_of(ids: &[Vec<String>]) -> Option<Vec<Step>> {
    ids.iter()
        .map(|ids| Some(Step { moves: moves(ids)? }))
        .collect()
}

/// Whether an engine can judge the move of this id.
pub(crate) fn can(capabilities: &Capabilities, id: &str) -> bool {
    Move::from_id(id).is_some_and(|mv| capabilities.moves.contains(&mv))
}

/// Whether `avoid` has taken away moves that this engine could have judged.
fn left_out(request: &CreateSession, capabilities: &Capabilities) -> bool {
    let count = |avoid: &[Avoid]| {
        let rules = DrawRules {
            avoid,
            include: &[],
            steps: 1,
            capable: &capabilities.moves,
        };
        pozes(&rules).len()
    };
    count(&request.avoid) < count(&[])
}

fn ids(step: &Step) -> Vec<String> {
    step.moves.iter().map(|m| m.id().to_owned()).collect()
}

/// The moves of stored ids. An id that a newer version wrote is `None`.
pub(crate) fn moves(ids: &[String]) -> Option<Vec<Move>> {
    ids.iter().map(|id| Move::from_id(id)).collect()
}
