//! Draws a poze under the rules of the house.

use poze_protocol::Avoid;
use rand_core::CryptoRng;

use crate::catalogue::{Move, Step, Tag};

/// What may be drawn.
#[derive(Clone, Debug)]
pub struct DrawRules<'a> {
    /// Classes that the visitor cannot or does not want to do.
    pub avoid: &'a [Avoid],
    /// Moves that are drawn only on request.
    pub include: &'a [Move],
    /// Steps after the neutral look, 1 to 3.
    pub steps: u8,
    /// What the engine can judge.
    pub capable: &'a [Move],
}

/// Why nothing could be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// No poze is left under the rules.
    #[error("no poze is left under these rules")]
    NothingLeft,
}

/// Draws the steps after the neutral look, uniformly among all that the rules allow. `rng` should be a
/// cryptographic one: what can be predicted can be recorded beforehand.
///
/// The rules: no move twice; one yaw or pitch move (depth needs it) and one step that deforms the face, as far as
/// `avoid` leaves any; what is drawn on request, only where it is asked for; nothing that the engine cannot judge.
pub fn draw(rng: &mut impl CryptoRng, rules: &DrawRules) -> Result<Vec<Step>, DrawError> {
    let order = Order::of(rules);
    if !order.is_possible(&mut Vec::new()) {
        return Err(DrawError::NothingLeft);
    }
    // There may be millions of pozes: one is drawn as if there were no rules, until one keeps them.
    loop {
        let mut poze = Vec::with_capacity(order.count);
        while poze.len() < order.count {
            let index = below(rng, order.steps.len()).ok_or(DrawError::NothingLeft)?;
            poze.push(&order.steps[index]);
        }
        if order.allows(&poze) {
            return Ok(poze.into_iter().cloned().collect());
        }
    }
}

/// Every poze that the rules allow, for counting: as many as there are steps to the power of their number.
pub fn pozes(rules: &DrawRules) -> Vec<Vec<Step>> {
    let order = Order::of(rules);
    let mut all: Vec<Vec<&Step>> = vec![Vec::new()];
    for _ in 0..order.count {
        let longer = all.iter().flat_map(|poze| {
            let with = |step| [poze.as_slice(), &[step]].concat();
            order.steps.iter().map(with)
        });
        all = longer.filter(|poze| differ(poze)).collect();
    }
    all.retain(|poze| order.allows(poze));
    let owned = |poze: Vec<&Step>| poze.into_iter().cloned().collect();
    all.into_iter().map(owned).collect()
}

/// What a poze is made of, and what it must have.
struct Order {
    steps: Vec<Step>,
    count: usize,
    needs_depth: bool,
    needs_deforming: bool,
}

impl Order {
    fn of(rules: &DrawRules) -> Order {
        let steps = steps(rules);
        let needs_depth = steps.iter().any(|s| s.has(Tag::Depth));
        // With one step only, both rules can hold only in a pair; the depth rule alone is kept then.
        let needs_deforming =
            steps.iter().any(|s| s.has(Tag::Deforms)) && (rules.steps > 1 || !needs_depth);
        Order {
            steps,
            count: usize::from(rules.steps),
            needs_depth,
            needs_deforming,
        }
    }

    fn allows(&self, poze: &[&Step]) -> bool {
        let has = |tag| poze.iter().any(|step| step.has(tag));
        !poze.is_empty()
            && differ(poze)
            && (!self.needs_depth || has(Tag::Depth))
            && (!self.needs_deforming || has(Tag::Deforms))
    }

    /// Whether there is a poze that begins with these steps.
    fn is_possible<'a>(&'a self, poze: &mut Vec<&'a Step>) -> bool {
        if poze.len() == self.count {
            return self.allows(poze);
        }
        self.steps.iter().any(|step| {
            poze.push(step);
            let possible = differ(poze) && self.is_possible(poze);
            poze.pop();
            possible
        })
    }
}

/// No move twice.
fn differ(poze: &[&Step]) -> bool {
    let moves: Vec<Move> = poze
        .iter()
        .flat_map(|step| step.moves.iter().copied())
        .collect();
    (1..moves.len()).all(|n| !moves[..n].contains(&moves[n]))
}

/// Every step that the rules allow: a move, or a pair that goes together.
fn steps(rules: &DrawRules) -> Vec<Step> {
    let avoided = |m: &Move| {
        rules.avoid.iter().any(|a| match a {
            Avoid::Head => m.has(Tag::Head),
            Avoid::Expression => m.has(Tag::Expression),
            // Things are held in a hand.
            Avoid::Hands => m.has(Tag::Hands) || m.has(Tag::Prop),
            Avoid::Prop => m.has(Tag::Prop),
        })
    };
    let moves: Vec<Move> = Move::ALL
        .into_iter()
        .filter(|m| rules.capable.contains(m) && !avoided(m))
        .filter(|m| !m.has(Tag::OnRequest) || rules.include.contains(m))
        .collect();
    let singles = moves.iter().map(|&m| Step { moves: vec![m] });
    let pairs = moves.iter().enumerate().flat_map(|(i, &a)| {
        moves[i + 1..]
            .iter()
            .filter(move |b| a.goes_with(**b))
            .map(move |&b| Step { moves: vec![a, b] })
    });
    singles.chain(pairs).collect()
}

/// A uniform number below `n`, without the bias of a remainder.
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
mod tests {
    use super::*;
    use crate::catalogue::ModelGroup;
    use rand_core::{TryCryptoRng, TryRng};
    use std::convert::Infallible;

    /// Counts up: enough to draw with in tests.
    struct Counter(u32);
    impl TryRng for Counter {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Ok(self.0.rotate_left(13))
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(u64::from(self.try_next_u32()?) << 32 | u64::from(self.try_next_u32()?))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.fill(7);
            Ok(())
        }
    }
    impl TryCryptoRng for Counter {}

    fn rules<'a>(avoid: &'a [Avoid], include: &'a [Move]) -> DrawRules<'a> {
        DrawRules {
            avoid,
            include,
            steps: 2,
            capable: &Move::ALL,
        }
    }

    #[test]
    fn every_poze_keeps_the_rules() {
        let all = pozes(&rules(&[], &[]));
        assert!(all.len() > 100, "{} pozes", all.len());
        for poze in &all {
            let moves: Vec<Move> = poze.iter().flat_map(|s| s.moves.clone()).collect();
            assert!(poze.iter().any(|s| s.has(Tag::Depth)), "{poze:?}");
            assert!(poze.iter().any(|s| s.has(Tag::Deforms)), "{poze:?}");
            assert!(!moves.contains(&Move::Smile), "{poze:?}");
            assert!(
                (1..moves.len()).all(|i| !moves[..i].contains(&moves[i])),
                "{poze:?}"
            );
        }
    }

    #[test]
    fn what_is_avoided_is_never_drawn_and_a_smile_only_on_request() {
        let all = pozes(&rules(&[Avoid::Head], &[Move::Smile]));
        assert!(all.iter().flatten().all(|s| !s.has(Tag::Head)));
        assert!(all.iter().flatten().any(|s| s.moves.contains(&Move::Smile)));
        let none = draw(
            &mut Counter(1),
            &rules(&[Avoid::Head, Avoid::Expression], &[]),
        );
        assert_eq!(none, Err(DrawError::NothingLeft));
    }

    #[test]
    fn one_step_and_three_steps_can_be_drawn() {
        for steps in [1, 3] {
            let drawn = draw(
                &mut Counter(5),
                &DrawRules {
                    steps,
                    ..rules(&[], &[])
                },
            )
            .unwrap();
            assert_eq!(drawn.len(), usize::from(steps));
        }
    }

    #[test]
    fn all_pozes_come_up() {
        let rules = DrawRules {
            avoid: &[Avoid::Expression],
            ..rules(&[], &[])
        };
        let all = pozes(&rules);
        let mut rng = Counter(9);
        let drawn: std::collections::HashSet<Vec<Step>> = (0..all.len() * 40)
            .map(|_| draw(&mut rng, &rules).unwrap())
            .collect();
        assert_eq!(drawn.len(), all.len());
    }

    #[test]
    fn without_a_request_the_default_is_what_has_been_measured() {
        let drawn = pozes(&rules(&[], &[]));
        let moves: std::collections::BTreeSet<&str> = drawn
            .iter()
            .flatten()
            .flat_map(|s| &s.moves)
            .map(|m| m.id())
            .collect();
        let default = [
            "brows-up",
            "eyes-closed",
            "look-down",
            "look-up",
            "mouth-open",
            "tilt-left",
            "tilt-right",
            "turn-left",
            "turn-right",
        ];
        assert!(moves.iter().eq(&default), "{moves:?}");
    }

    #[test]
    fn nothing_is_drawn_that_the_engine_cannot_judge() {
        let with_face = Move::judged_with(&[ModelGroup::Face]);
        let rules = DrawRules {
            capable: &with_face,
            ..rules(&[], &Move::ALL)
        };
        let needs = |step: &Step| step.needs() == [ModelGroup::Face];
        assert!(pozes(&rules).iter().flatten().all(needs));
    }

    #[test]
    fn whoever_cannot_use_hands_is_asked_for_no_hand_and_no_thing() {
        let avoided = |avoid: &[Avoid]| {
            let rules = DrawRules {
                steps: 1,
                ..rules(avoid, &Move::ALL)
            };
            let steps = steps(&rules);
            let any = |tag| steps.iter().any(|s| s.has(tag));
            (any(Tag::Hands), any(Tag::Prop), any(Tag::Occludes))
        };
        assert_eq!(avoided(&[]), (true, true, true));
        assert_eq!(avoided(&[Avoid::Hands]), (false, false, false));
        assert_eq!(avoided(&[Avoid::Prop]), (true, false, true));
    }

    /// All moves and their pairs make more than 10^7 pozes of three steps: they must not be listed to draw one.
    #[test]
    fn a_poze_is_drawn_from_the_whole_catalogue_without_listing_them_all() {
        let rules = DrawRules {
            steps: 3,
            ..rules(&[], &Move::ALL)
        };
        let steps = steps(&rules).len();
        assert!(steps > 250, "{steps}");
        let mut rng = Counter(3);
        for _ in 0..50 {
            let poze = draw(&mut rng, &rules).unwrap();
            assert!(poze.iter().any(|s| s.has(Tag::Depth)));
            assert!(poze.iter().any(|s| s.has(Tag::Deforms)));
        }
    }
}
