//! What a challenge asks for: drawn, or scripted in dev mode.

use poze_engine::Capabilities;
use poze_liveness::{
    DrawError, DrawRules, Drawn, ModelGroup, Move, REMEMBERED_MAX, Step, draw, possible_steps,
    redraw,
};
use poze_protocol::{Code, Consent, CreateSession};
use poze_store::{DrawnPozes, POZES_REMEMBERED, Plan};

use crate::error::ApiError;
use crate::packs::Pack;
use crate::policy::Demands;
use crate::validate::{self, HOLD_MS};

/// A poze with fewer measured steps than this, after the neutral look, earns less.
const MEASURED_STEPS: usize = 2;
/// How often a poze is drawn anew until it is all that the policy demands. Of the engine's moves some are; where none
/// is left, as after `avoid`, the run is a reduced one.
const DRAWS_MAX: usize = 200;
const _: () = assert!(POZES_REMEMBERED <= REMEMBERED_MAX);

/// What is drawn for: the session's wishes, within its pack and what the engine can judge.
pub(crate) struct Wishes<'a> {
    request: &'a CreateSession,
    pack: &'a Pack,
    demands: &'a Demands,
    capabilities: &'a Capabilities,
    include: Vec<Move>,
}

impl<'a> Wishes<'a> {
    /// # Errors
    /// When the session asks for moves that its pack does not have on request.
    pub(crate) fn of(
        request: &'a CreateSession,
        pack: &'a Pack,
        demands: &'a Demands,
        capabilities: &'a Capabilities,
    ) -> Result<Wishes<'a>, ApiError> {
        Ok(Wishes {
            request,
            pack,
            demands,
            capabilities,
            include: validate::include(request, pack)?,
        })
    }

    fn rules(&self) -> DrawRules<'_> {
        let request = self.request;
        let capable = &self.capabilities.moves;
        let rules = self.pack.rules(&self.include, &request.avoid, capable);
        DrawRules {
            steps: request
                .steps
                .unwrap_or(rules.steps.max(self.demands.steps_least)),
            ..rules
        }
    }

    /// Draws a poze with the operating system's randomness: what can be predicted can be recorded beforehand.
    pub(crate) fn plan(&self, before: &DrawnPozes<'_>, consent: Consent) -> Result<Plan, ApiError> {
        let (drawn, reduced) = match &self.request.script {
            Some(script) => self.scripted(script)?,
            None => {
                let rules = self.rules();
                self.demanded(|| draw(&mut rand::rng(), &rules, |poze| held(before, poze)))?
            }
        };
        let mut steps = vec![Vec::new()];
        steps.extend(drawn);
        let timing = self.request.timing.as_ref();
        Ok(Plan {
            steps,
            hold_ms: timing.and_then(|t| t.hold_ms).unwrap_or(HOLD_MS),
            reduced,
            consent,
            pack: self.pack.name().to_owned(),
        })
    }

    /// The plan with another step `n` instead, which needs no models beyond those that the page was told to load.
    pub(crate) fn swapped(
        &self,
        plan: &Plan,
        n: u8,
        before: &DrawnPozes<'_>,
    ) -> Result<Plan, ApiError> {
        let planned = plan.steps.iter().skip(1).map(|ids| moves(ids));
        let poze: Option<Vec<Step>> = planned.map(|m| Some(Step { moves: m? })).collect();
        let poze = poze.ok_or(Code::Internal)?;
        let models: Vec<ModelGroup> = poze.iter().flat_map(Step::needs).collect();
        let index = usize::from(n).checked_sub(1).ok_or(Code::StepOutOfOrder)?;
        let rules = self.rules();
        let (drawn, reduced) = self.demanded(|| {
            let held = |poze: &[Step]| held(before, poze);
            redraw(&mut rand::rng(), &rules, &poze, index, &models, held)
        })?;
        let mut swapped = plan.clone();
        swapped.steps.truncate(1);
        swapped.steps.extend(drawn);
        swapped.reduced = plan.reduced || reduced;
        Ok(swapped)
    }

    fn scripted(&self, script: &[Vec<String>]) -> Result<(Vec<Vec<String>>, bool), ApiError> {
        // The engine may be another one than that which the session was checked against.
        if script.iter().flatten().all(|id| can(self.capabilities, id)) {
            let steps = script.iter().map(|ids| Some(Step { moves: moves(ids)? }));
            let steps: Vec<Step> = steps.collect::<Option<_>>().ok_or(Code::NoPozeLeft)?;
            let reduced = !self.demands.met_by(&steps) || self.left_out();
            Ok((script.to_vec(), reduced))
        } else {
            Err(Code::NoPozeLeft.into())
        }
    }

    /// Draws until a poze is all that the policy demands: uniform among those that are.
    fn demanded(
        &self,
        mut draw: impl FnMut() -> Result<Drawn, DrawError>,
    ) -> Result<(Vec<Vec<String>>, bool), ApiError> {
        let mut drawn = draw();
        for _ in 1..DRAWS_MAX {
            match &drawn {
                Ok(poze) if !self.demands.met_by(&poze.steps) => drawn = draw(),
                _ => break,
            }
        }
        self.earned(drawn)
    }

    /// The ids, and whether they earn less than the pack does by default: fewer steps, less than the policy demands,
    /// something left out, fewer steps whose recognition has been measured, or a poze that this visitor has seen within a
    /// day.
    fn earned(
        &self,
        drawn: Result<Drawn, DrawError>,
    ) -> Result<(Vec<Vec<String>>, bool), ApiError> {
        let Drawn { steps, again } = drawn.map_err(|_| Code::NoPozeLeft)?;
        let fewer = steps.len() < usize::from(self.pack.steps());
        let measured = steps.iter().filter(|step| step.is_measured()).count();
        let reduced = fewer
            || again
            || measured < MEASURED_STEPS
            || !self.demands.met_by(&steps)
            || self.left_out();
        Ok((steps.iter().map(ids).collect(), reduced))
    }

    /// Whether `avoid` has taken away anything that could have been drawn.
    fn left_out(&self) -> bool {
        let rules = self.rules();
        let whole = DrawRules {
            avoid: &[],
            ..rules.clone()
        };
        possible_steps(&rules).len() < possible_steps(&whole).len()
    }
}

fn held(before: &DrawnPozes<'_>, poze: &[Step]) -> bool {
    let steps: Vec<Vec<String>> = poze.iter().map(ids).collect();
    before.hold(&steps)
}

/// Whether an engine can judge the move of this id.
pub(crate) fn can(capabilities: &Capabilities, id: &str) -> bool {
    Move::from_id(id).is_some_and(|mv| capabilities.moves.contains(&mv))
}

fn ids(step: &Step) -> Vec<String> {
    step.moves.iter().map(|m| m.id().to_owned()).collect()
}

/// The moves of stored ids. An id that a newer version wrote is `None`.
pub(crate) fn moves(ids: &[String]) -> Option<Vec<Move>> {
    ids.iter().map(|id| Move::from_id(id)).collect()
}
