use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use super::*;
use crate::catalogue::{Fingers, Tag};

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

/// Head and face as far as they are drawn by default.
const FEW: [&str; 9] = [
    "turn-left",
    "turn-right",
    "look-up",
    "look-down",
    "tilt-left",
    "tilt-right",
    "mouth-open",
    "eyes-closed",
    "brows-up",
];

fn few() -> Vec<Move> {
    FEW.map(|id| Move::from_id(id).unwrap()).to_vec()
}

fn rules(moves: &[Move]) -> DrawRules<'_> {
    DrawRules {
        moves,
        include: &[],
        avoid: &[],
        pairs: true,
        steps: 2,
        capable: &Move::ALL,
    }
}

fn all(rules: &DrawRules) -> Vec<Vec<Step>> {
    let order = Order::of(rules);
    order
        .list(usize::MAX)
        .iter()
        .map(|poze| order.steps_of(poze))
        .collect()
}

fn fresh(rng: &mut Counter, rules: &DrawRules) -> Result<Vec<Step>, DrawError> {
    draw(rng, rules, |_| false).map(|drawn| drawn.steps)
}

fn has(poze: &[Step], tag: Tag) -> bool {
    poze.iter().any(|step| step.has(tag))
}

fn keeps_the_rules(poze: &[Step]) {
    let moves: Vec<Move> = poze.iter().flat_map(|s| s.moves.clone()).collect();
    assert!(has(poze, Tag::Depth), "{poze:?}");
    assert!(
        has(poze, Tag::Deforms) || has(poze, Tag::Occludes),
        "{poze:?}"
    );
    assert!(!moves.contains(&Move::Smile), "{poze:?}");
    let measured = poze.iter().filter(|step| step.is_measured()).count();
    assert!(measured >= 2, "{poze:?}");
    let twice = (1..moves.len()).any(|i| moves[..i].iter().any(|m| m.repeats(moves[i])));
    assert!(!twice, "{poze:?}");
    for step in poze {
        let together = |i: usize| step.moves[..i].iter().all(|m| m.goes_with(step.moves[i]));
        assert!((1..step.moves.len()).all(together), "{step:?}");
        let depth = step.moves.iter().filter(|m| m.has(Tag::Depth)).count();
        assert!(depth <= 1 && step.moves.len() <= 2, "{step:?}");
    }
}

#[test]
fn every_poze_keeps_the_rules() {
    let few = few();
    for steps in [2, 3] {
        let pozes = all(&DrawRules {
            steps,
            ..rules(&few)
        });
        assert!(pozes.len() > 100, "{} pozes", pozes.len());
        pozes.iter().for_each(|poze| keeps_the_rules(poze));
    }
}

#[test]
fn every_draw_from_the_whole_catalogue_keeps_the_rules() {
    let rules = DrawRules {
        steps: 3,
        ..rules(&Move::ALL)
    };
    let steps = possible_steps(&rules).len();
    assert!(steps > 450, "{steps}");
    let mut rng = Counter(3);
    for _ in 0..500 {
        keeps_the_rules(&fresh(&mut rng, &rules).unwrap());
    }
}

#[test]
fn what_is_avoided_is_never_drawn_and_a_smile_only_on_request() {
    let few = [few(), vec![Move::Smile]].concat();
    let smiles = |poze: &Vec<Step>| poze.iter().any(|s| s.moves.contains(&Move::Smile));
    assert!(
        !all(&rules(&few)).iter().any(smiles),
        "a pack cannot draw it"
    );
    let asked = DrawRules {
        avoid: &[Avoid::Head],
        include: &[Move::Smile],
        ..rules(&few)
    };
    let pozes = all(&asked);
    assert!(pozes.iter().all(|poze| !has(poze, Tag::Head)));
    assert!(pozes.iter().any(smiles));
    let nothing = DrawRules {
        avoid: &[Avoid::Head, Avoid::Expression],
        ..rules(&few)
    };
    assert_eq!(
        fresh(&mut Counter(1), &nothing),
        Err(DrawError::NothingLeft)
    );
}

#[test]
fn one_step_and_three_steps_can_be_drawn() {
    for steps in [1, 3] {
        let rules = DrawRules {
            steps,
            ..rules(&Move::ALL)
        };
        let drawn = fresh(&mut Counter(5), &rules).unwrap();
        assert_eq!(drawn.len(), usize::from(steps));
    }
    let none = DrawRules {
        steps: 0,
        ..rules(&Move::ALL)
    };
    assert_eq!(fresh(&mut Counter(5), &none), Err(DrawError::NothingLeft));
}

#[test]
fn all_pozes_come_up_about_equally_often() {
    let few = few();
    for (steps, tries) in [(1, 400), (2, 40)] {
        let rules = DrawRules {
            steps,
            ..rules(&few)
        };
        let pozes = all(&rules);
        let mut rng = Counter(9);
        let mut counts = std::collections::HashMap::<Vec<Step>, usize>::new();
        for _ in 0..pozes.len() * tries {
            *counts.entry(fresh(&mut rng, &rules).unwrap()).or_default() += 1;
        }
        assert_eq!(counts.len(), pozes.len());
        let most = counts.values().max().unwrap();
        let least = counts.values().min().unwrap();
        assert!(
            most < &(2 * tries) && least > &(tries / 3),
            "{least} to {most}"
        );
    }
}

#[test]
fn pairs_can_be_left_out() {
    let rules = DrawRules {
        pairs: false,
        ..rules(&Move::ALL)
    };
    assert!(
        possible_steps(&rules)
            .iter()
            .all(|step| step.moves.len() == 1)
    );
}

#[test]
fn nothing_is_drawn_that_the_engine_cannot_judge() {
    let with_face = Move::judged_with(&[ModelGroup::Face]);
    let rules = DrawRules {
        capable: &with_face,
        include: &Move::ALL,
        ..rules(&Move::ALL)
    };
    let needs = |step: &Step| step.needs() == [ModelGroup::Face];
    assert!(possible_steps(&rules).iter().all(needs));
}

#[test]
fn whoever_cannot_use_hands_is_asked_for_no_hand_and_no_thing() {
    let avoided = |avoid: &[Avoid]| {
        let steps = possible_steps(&DrawRules {
            avoid,
            ..rules(&Move::ALL)
        });
        let any = |tag| steps.iter().any(|s| s.has(tag));
        (any(Tag::Hands), any(Tag::Prop), any(Tag::Occludes))
    };
    assert_eq!(avoided(&[]), (true, true, true));
    assert_eq!(avoided(&[Avoid::Hands]), (false, false, false));
    assert_eq!(avoided(&[Avoid::Prop]), (true, false, true));
}

#[test]
fn nobody_is_asked_for_the_same_until_nothing_else_is_left() {
    let few = few();
    let rules = rules(&few);
    let (pozes, mut rng) = (all(&rules), Counter(2));
    let mut drawn: HashSet<Vec<Step>> = HashSet::new();
    for n in 0..pozes.len() {
        let next = draw(&mut rng, &rules, |poze| drawn.contains(poze)).unwrap();
        assert!(!next.again, "{n} of {}", pozes.len());
        assert!(drawn.insert(next.steps), "drawn twice");
    }
    let next = draw(&mut rng, &rules, |poze| drawn.contains(poze)).unwrap();
    assert!(next.again && drawn.contains(&next.steps));
}

#[test]
fn of_many_pozes_none_comes_twice_however_many_are_remembered() {
    let rules = DrawRules {
        steps: 3,
        ..rules(&Move::ALL)
    };
    let (mut rng, mut drawn) = (Counter(11), HashSet::new());
    for _ in 0..REMEMBERED_MAX {
        let next = draw(&mut rng, &rules, |poze| drawn.contains(poze)).unwrap();
        assert!(!next.again && drawn.insert(next.steps));
    }
}

#[test]
fn another_step_shares_no_move_with_the_old_one_and_keeps_the_rules() {
    let rules = DrawRules {
        steps: 3,
        ..rules(&Move::ALL)
    };
    let mut rng = Counter(4);
    for round in 0..300 {
        let poze = fresh(&mut rng, &rules).unwrap();
        let n = round % 3;
        let models: BTreeSet<ModelGroup> = poze.iter().flat_map(|s| s.needs()).collect();
        let models: Vec<ModelGroup> = models.into_iter().collect();
        let other = redraw(&mut rng, &rules, &poze, n, &models, |_| false).unwrap();
        keeps_the_rules(&other.steps);
        for (i, (old, new)) in poze.iter().zip(&other.steps).enumerate() {
            assert_eq!(old == new, i != n);
        }
        let (old, new) = (&poze[n], &other.steps[n]);
        assert!(
            !new.moves.iter().any(|m| old.moves.contains(m)),
            "{old:?} {new:?}"
        );
        assert!(new.needs().iter().all(|group| models.contains(group)));
    }
}

#[test]
fn another_step_may_be_none() {
    let only = [Move::TurnLeft, Move::MouthOpen];
    let rules = DrawRules {
        pairs: false,
        ..rules(&only)
    };
    let poze = [Step::one(Move::TurnLeft), Step::one(Move::MouthOpen)];
    for n in [0, 1, 2, 99] {
        let models = [ModelGroup::Face];
        let none = redraw(&mut Counter(1), &rules, &poze, n, &models, |_| false);
        assert_eq!(none, Err(DrawError::NothingLeft));
    }
}

/// An operator may have a pack whose moves nobody has measured: it is drawn from, and earns less.
#[test]
fn credit_is_asked_for_as_far_as_there_is_any() {
    let least = |ids: &[&str]| {
        let moves: Vec<Move> = ids.iter().map(|id| Move::from_id(id).unwrap()).collect();
        let pozes = all(&DrawRules {
            pairs: false,
            ..rules(&moves)
        });
        let credit = |poze: &Vec<Step>| poze.iter().filter(|s| s.is_measured()).count();
        pozes.iter().map(credit).min()
    };
    assert_eq!(least(&["nod", "cover-mouth", "kiss"]), Some(0));
    assert_eq!(least(&["nod", "cover-mouth", "turn-left"]), Some(1));
    assert_eq!(
        least(&["nod", "cover-mouth", "turn-left", "eyes-closed"]),
        Some(2)
    );
}

#[test]
fn counting_stops_where_it_is_told_to() {
    let few = few();
    let rules = rules(&few);
    let pozes = all(&rules);
    assert_eq!(count_pozes(&rules, u64::MAX), pozes.len() as u64);
    assert_eq!(count_pozes(&rules, 10), 10);
    assert_eq!(
        count_pozes(
            &DrawRules {
                moves: &[],
                ..rules
            },
            10
        ),
        0
    );
    let distinct: HashSet<Vec<Step>> = pozes.iter().cloned().collect();
    assert_eq!(distinct.len(), pozes.len());
}

#[test]
fn a_walk_visits_what_repeats_nothing() {
    let moves = [Move::Fingers(Fingers::Two), Move::from_id("peace").unwrap()];
    let rules = DrawRules {
        pairs: false,
        ..rules(&moves)
    };
    let mut visited = 0;
    let flow = Order::of(&rules).walk(&mut |_| {
        visited += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((flow, visited), (ControlFlow::Continue(()), 0));
}
