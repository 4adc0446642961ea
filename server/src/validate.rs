//! The rules for what a site's backend may ask for.

use poze_engine::Capabilities;
use poze_liveness::Move;
use poze_protocol::{CreateSession, SessionTiming};

use crate::error::ApiError;
use crate::packs::Pack;
use crate::policy::is_name;
use crate::run::plan;

/// How long a move is held, milliseconds.
pub(crate) const HOLD_MS: u32 = 600;
/// From the opening of a challenge to its last step, milliseconds.
pub(crate) const DEADLINE_MS: u32 = 60_000;

const HOLD_MAX_MS: u32 = 3_000;
const DEADLINE_MAX_MS: u32 = 300_000;
const DEV_HOLD_MIN_MS: u32 = 200;
const DEV_DEADLINE_MIN_MS: u32 = 500;
/// Of an unknown id, in the answer: longer than any id.
const ID_SHOWN_CHARS: usize = 40;

/// 1 to 128 visible ASCII characters.
pub(crate) fn subject(text: &str) -> Result<(), ApiError> {
    if (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(ApiError::field(
            "subject",
            "must have 1 to 128 visible ASCII characters",
        ))
    }
}

/// Checks everything of a session that can be checked without the store.
pub(crate) fn session(
    request: &CreateSession,
    pack: &Pack,
    capabilities: &Capabilities,
    dev: bool,
) -> Result<(), ApiError> {
    subject(&request.subject)?;
    let shown = request.action.chars().count();
    if !(1..=64).contains(&shown) || request.action.chars().any(char::is_control) {
        return Err(ApiError::field(
            "action",
            "must have 1 to 64 characters, none of them a control character",
        ));
    }
    let nonce = &request.nonce;
    let base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !(22..=128).contains(&nonce.len()) || !nonce.bytes().all(base64url) {
        return Err(ApiError::field(
            "nonce",
            "must have 22 to 128 base64url characters (at least 128 random bits)",
        ));
    }
    if request.steps.is_some_and(|n| !(1..=3).contains(&n)) {
        return Err(ApiError::field("steps", "must be 1 to 3"));
    }
    if request.avoid.len() > 4 {
        return Err(ApiError::field("avoid", "names a class twice"));
    }
    if request.policy.as_ref().is_some_and(|name| !is_name(name)) {
        return Err(ApiError::field("policy", "cannot be the name of a policy"));
    }
    include(request, pack)?;
    judgeable("include", &request.include, capabilities)?;
    if let Some(timing) = &request.timing {
        times(timing, dev)?;
    }
    match &request.script {
        Some(_) if !dev => Err(poze_protocol::Code::DevOnly.into()),
        Some(script) => scripted(script, capabilities),
        None => Ok(()),
    }
}

/// The moves of `include`, which the pack must have on request.
pub(crate) fn include(request: &CreateSession, pack: &Pack) -> Result<Vec<Move>, ApiError> {
    let on_request = |id: &String| Move::from_id(id).filter(|mv| pack.on_request().contains(mv));
    let asked = request.include.iter().take(Move::ALL.len() + 1);
    let moves: Option<Vec<Move>> = asked.map(on_request).collect();
    match moves {
        Some(moves) if moves.len() <= Move::ALL.len() => Ok(moves),
        _ => Err(ApiError::field(
            "include",
            "may name only moves that the pack has on request, such as smile",
        )),
    }
}

fn times(timing: &SessionTiming, dev: bool) -> Result<(), ApiError> {
    let hold_min = if dev { DEV_HOLD_MIN_MS } else { HOLD_MS };
    if timing
        .hold_ms
        .is_some_and(|ms| !(hold_min..=HOLD_MAX_MS).contains(&ms))
    {
        return Err(ApiError::field(
            "timing.hold_ms",
            &format!("must be {hold_min} to {HOLD_MAX_MS}"),
        ));
    }
    let deadline_min = if dev {
        DEV_DEADLINE_MIN_MS
    } else {
        DEADLINE_MS
    };
    if timing
        .deadline_ms
        .is_some_and(|ms| !(deadline_min..=DEADLINE_MAX_MS).contains(&ms))
    {
        return Err(ApiError::field(
            "timing.deadline_ms",
            &format!("must be {deadline_min} to {DEADLINE_MAX_MS}"),
        ));
    }
    Ok(())
}

fn scripted(script: &[Vec<String>], capabilities: &Capabilities) -> Result<(), ApiError> {
    let step = |ids: &Vec<String>| (1..=2).contains(&ids.len());
    if !(1..=3).contains(&script.len()) || !script.iter().all(step) {
        let rule = "must have 1 to 3 steps of 1 or 2 moves";
        return Err(ApiError::field("script", rule));
    }
    judgeable("script", script.iter().flatten(), capabilities)
}

/// Refuses ids of no moves, and moves that the engine cannot judge.
fn judgeable<'a>(
    field: &str,
    ids: impl IntoIterator<Item = &'a String>,
    capabilities: &Capabilities,
) -> Result<(), ApiError> {
    for id in ids {
        let named: String = id.chars().take(ID_SHOWN_CHARS).collect();
        if Move::from_id(id).is_none() {
            let problem = format!("names a move that does not exist: {named:?}");
            return Err(ApiError::field(field, &problem));
        }
        if !plan::can(capabilities, id) {
            let problem = format!("names a move that this verifier cannot judge: {named}");
            return Err(ApiError::field(field, &problem));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::Packs;
    use poze_engine::ReferenceKind;
    use poze_protocol::Code;

    fn request() -> CreateSession {
        CreateSession {
            subject: "ann".to_owned(),
            reference_id: "ref_1".to_owned(),
            action: "log in".to_owned(),
            nonce: "n".repeat(22),
            avoid: Vec::new(),
            include: Vec::new(),
            pack: None,
            steps: None,
            script: None,
            timing: None,
            policy: None,
        }
    }

    fn check(change: impl FnOnce(&mut CreateSession), dev: bool) -> Result<(), Code> {
        let capabilities = Capabilities {
            id: "test/1",
            moves: vec![Move::TurnLeft, Move::Smile],
            reference: ReferenceKind::Photo,
        };
        let packs = Packs::builtin(&Move::ALL);
        let mut request = request();
        change(&mut request);
        let pack = packs.get("default").unwrap();
        session(&request, pack, &capabilities, dev).map_err(|e| e.code)
    }

    #[test]
    fn fields_out_of_bounds_are_refused() {
        assert_eq!(check(|_| (), false), Ok(()));
        type Change = fn(&mut CreateSession);
        let wrong: [Change; 16] = [
            |r| r.subject = String::new(),
            |r| r.subject = "a".repeat(129),
            |r| r.subject = "ann smith".to_owned(),
            |r| r.action = String::new(),
            |r| r.action = "a\nb".to_owned(),
            |r| r.action = "ä".repeat(65),
            |r| r.nonce = "short".to_owned(),
            |r| r.nonce = "?".repeat(30),
            |r| r.steps = Some(0),
            |r| r.steps = Some(4),
            |r| r.policy = Some(String::new()),
            |r| r.policy = Some("Strict".to_owned()),
            |r| r.policy = Some("s".repeat(33)),
            |r| r.include = vec!["turn-left".to_owned()],
            |r| r.include = vec!["smile".to_owned(); 1000],
            |r| r.include = vec!["cover-mouth".to_owned()],
        ];
        for (n, change) in wrong.into_iter().enumerate() {
            assert_eq!(check(change, true), Err(Code::InvalidField), "case {n}");
        }
        assert_eq!(
            check(|r| r.include = vec!["smile".to_owned()], false),
            Ok(())
        );
    }

    #[test]
    fn scripts_and_short_times_are_for_dev_mode() {
        let script = |ids: &[&str]| Some(vec![ids.iter().map(|&id| id.to_owned()).collect()]);
        assert_eq!(check(|r| r.script = script(&["turn-left"]), true), Ok(()));
        assert_eq!(
            check(|r| r.script = script(&["turn-left"]), false),
            Err(Code::DevOnly)
        );
        assert_eq!(
            check(|r| r.script = script(&["turn-right"]), true),
            Err(Code::InvalidField)
        );
        assert_eq!(
            check(|r| r.script = Some(vec![]), true),
            Err(Code::InvalidField)
        );
        let timing = |deadline_ms| {
            Some(SessionTiming {
                hold_ms: None,
                deadline_ms: Some(deadline_ms),
            })
        };
        assert_eq!(check(|r| r.timing = timing(1000), true), Ok(()));
        assert_eq!(
            check(|r| r.timing = timing(1000), false),
            Err(Code::InvalidField)
        );
        assert_eq!(check(|r| r.timing = timing(120_000), false), Ok(()));
    }
}
