//! Draws a poze under the rules of the house.
//!
//! The rules: no move twice, nor the same sign elsewhere; one yaw or pitch move (depth needs it) and one step that
//! deforms the face or hides a part of it, as far as `avoid` leaves any; what is drawn on request, only where a session
//! asks for it; nothing that the engine cannot judge; two steps with a move whose recognition has been measured, as far
//! as there are any.

mod order;

use std::ops::ControlFlow;

use poze_protocol::Avoid;
use rand_core::CryptoRng;

use self::order::{Order, Poze};
use crate::catalogue::{ModelGroup, Move, Step};

/// What may be drawn.
#[derive(Clone, Debug)]
pub struct DrawRules<'a> {
    /// Moves to draw from: a pack's. Those tagged [`crate::Tag::OnRequest`] are left out all the same.
    pub moves: &'a [Move],
    /// Moves beside these that a session asks for by name.
    pub include: &'a [Move],
    /// Classes that the visitor cannot or does not want to do.
    pub avoid: &'a [Avoid],
    /// Whether a step may ask for two moves at once.
    pub pairs: bool,
    /// Steps after the neutral look, 1 to 3.
    pub steps: u8,
    /// What the engine can judge.
    pub capable: &'a [Move],
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The steps after the neutral look.
    pub steps: Vec<Step>,
    /// Whether the visitor has been asked for the same before, because nothing else is left.
    pub again: bool,
}

/// Why nothing could be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// No poze is left under the rules.
    #[error("no poze is left under these rules")]
    NothingLeft,
}

/// Most pozes that `before` of [`draw`] may hold of one visitor. Whoever remembers more must forget the oldest.
pub const REMEMBERED_MAX: usize = 500;
/// So many pozes are listed; of more than that, one that is not remembered is found by trying.
const LISTED_MAX: usize = 2 * REMEMBERED_MAX;

/// Draws the steps after the neutral look, uniformly among all that the rules allow and `before` does not hold: the
/// pozes of this visitor's last day, [`REMEMBERED_MAX`] at most. `rng` must be a cryptographic one: what can be
/// predicted can be recorded beforehand.
///
/// # Errors
/// When the rules leave nothing.
pub fn draw(
    rng: &mut impl CryptoRng,
    rules: &DrawRules,
    before: impl Fn(&[Step]) -> bool,
) -> Result<Drawn, DrawError> {
    let order = Order::of(rules);
    let listed = order.list(LISTED_MAX + 1);
    if listed.len() <= LISTED_MAX {
        return one_of(rng, &order, &listed, before);
    }
    // There may be millions of pozes: one is drawn as if there were no rules, until one keeps them.
    loop {
        let mut poze: Poze = Poze::new();
        while poze.len() < order.count {
            poze.push(below(rng, order.steps.len()).ok_or(DrawError::NothingLeft)?);
        }
        if order.allows(&poze) {
            let steps = order.steps_of(&poze);
            if !before(&steps) {
                let again = false;
                return Ok(Drawn { steps, again });
            }
        }
    }
}

/// Draws another step `n` (from 0) for a poze, uniformly among those with which it keeps the rules. The new one shares no
/// move with the old one and needs no model beyond `models`: those that the page has loaded.
///
/// # Errors
/// When nothing else is possible.
pub fn redraw(
    rng: &mut impl CryptoRng,
    rules: &DrawRules,
    poze: &[Step],
    n: usize,
    models: &[ModelGroup],
    before: impl Fn(&[Step]) -> bool,
) -> Result<Drawn, DrawError> {
    let steps = u8::try_from(poze.len()).map_err(|_| DrawError::NothingLeft)?;
    let order = Order::of(&DrawRules {
        steps,
        ..rules.clone()
    });
    let replaced = poze.get(n).ok_or(DrawError::NothingLeft)?;
    let has_models = |step: &Step| step.needs().iter().all(|group| models.contains(group));
    let with = |candidate: &Step| {
        let mut changed = poze.to_vec();
        changed.get_mut(n)?.clone_from(candidate);
        order.keeps_rules(&changed).then_some(changed)
    };
    let candidates = order
        .steps()
        .filter(|step| has_models(step) && !step.repeats(replaced));
    let (old, new): (Vec<_>, Vec<_>) = candidates.filter_map(with).partition(|poze| before(poze));
    pick(rng, new, old)
}

/// How many pozes the rules allow: counted one by one, up to `at_most`.
pub fn count_pozes(rules: &DrawRules, at_most: u64) -> u64 {
    Order::of(rules).count(at_most)
}

/// Visits every poze that the rules allow, for counting what it is made of.
pub fn visit_pozes(rules: &DrawRules, mut visit: impl FnMut(&[&Step])) {
    let order = Order::of(rules);
    // Nothing ends this walk early.
    let _ = order.walk(&mut |poze| {
        visit(&order.refs(poze));
        ControlFlow::Continue(())
    });
}

/// The steps that a poze may be made of: moves and pairs.
pub fn possible_steps(rules: &DrawRules) -> Vec<Step> {
    Order::of(rules).steps().cloned().collect()
}

/// Which of the two rules for a whole poze can be kept at all: a yaw or pitch move; a deformed or partly hidden face.
pub fn rules_that_can_be_kept(rules: &DrawRules) -> (bool, bool) {
    let order = Order::of(rules);
    (order.needs_depth, order.needs_change)
}

fn one_of(
    rng: &mut impl CryptoRng,
    order: &Order,
    listed: &[Poze],
    before: impl Fn(&[Step]) -> bool,
) -> Result<Drawn, DrawError> {
    let all = listed.iter().map(|poze| order.steps_of(poze));
    let (old, new): (Vec<_>, Vec<_>) = all.partition(|poze| before(poze));
    pick(rng, new, old)
}

/// One of the new, or where there is none, of the old.
fn pick(
    rng: &mut impl CryptoRng,
    mut new: Vec<Vec<Step>>,
    mut old: Vec<Vec<Step>>,
) -> Result<Drawn, DrawError> {
    let again = new.is_empty();
    let left = if again { &mut old } else { &mut new };
    let index = below(rng, left.len()).ok_or(DrawError::NothingLeft)?;
    let steps = left.swap_remove(index);
    Ok(Drawn { steps, again })
}

/// A uniform number below `n`, without the bias of a remainder; `None` when there is none.
fn below(rng: &mut impl CryptoRng, n: usize) -> Option<usize> {
    let n = u32::try_from(n).ok().filter(|n| *n > 0)?;
    let limit = u32::MAX - u32::MAX % n;
    loop {
        let value = rng.next_u32();
        if value < limit {
            return Some((value % n) as usize);
        }
    }
}

#[cfg(test)]
mod tests;
