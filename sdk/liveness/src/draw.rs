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
/// `avoid` leaves any; a smile only where it is asked for.
pub fn draw(rng: &mut impl CryptoRng, rules: &DrawRules) -> Result<Vec<Step>, DrawError> {
    let all = pozes(rules);
    let index = below(rng, all.len()).ok_or(DrawError::NothingLeft)?;
    all.into_iter().nth(index).ok_or(DrawError::NothingLeft)
}

/// Every poze that the rules allow.
pub fn pozes(rules: &DrawRules) -> Vec<Vec<Step>> {
    let steps = steps(rules);
    let needs_depth = steps.iter().any(|s| s.has(Tag::Depth));
    let needs_deforming = steps.iter().any(|s| s.has(Tag::Deforms));
    // With one step only, both rules can hold only in a pair; the depth rule alone is kept then.
    let both = rules.steps > 1;
    let mut all: Vec<Vec<Step>> = vec![Vec::new()];
    for _ in 0..rules.steps {
        all = all
            .iter()
            .flat_map(|poze| {
                let fits = |s: &&Step| {
                    poze.iter()
                        .all(|p| s.moves.iter().all(|m| !p.moves.contains(m)))
                };
                steps
                    .iter()
                    .filter(fits)
                    .map(|s| [poze.as_slice(), std::slice::from_ref(s)].concat())
            })
            .collect();
    }
    all.retain(|poze| {
        let depth = !needs_depth || poze.iter().any(|s| s.has(Tag::Depth));
        let deforms = !needs_deforming || poze.iter().any(|s| s.has(Tag::Deforms));
        if both || !needs_depth {
            depth && deforms
        } else {
            depth
        }
    });
    all.retain(|poze| !poze.is_empty());
    all
}

/// Every step that the rules allow: a move, or a pair that goes together.
fn steps(rules: &DrawRules) -> Vec<Step> {
    let avoided = |m: &Move| {
        rules.avoid.iter().any(|a| match a {
            Avoid::Head => m.tags().contains(&Tag::Head),
            Avoid::Expression => m.tags().contains(&Tag::Expression),
            Avoid::Hands | Avoid::Prop => false,
        })
    };
    let moves: Vec<Move> = Move::ALL
        .into_iter()
        .filter(|m| rules.capable.contains(m) && !avoided(m))
        .filter(|m| !m.tags().contains(&Tag::OnRequest) || rules.include.contains(m))
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
}
