//! What a poze is made of, and what it must have.

use std::ops::ControlFlow;

use poze_protocol::Avoid;

use super::DrawRules;
use crate::catalogue::{Move, Step, Tag};

/// Indices into [`Order::steps`], in the order in which they are asked for.
pub(super) type Poze = Vec<usize>;

/// A step and what matters of it when thousands are tried.
pub(super) struct Entry {
    step: Step,
    shown: Shown,
    depth: bool,
    change: bool,
    measured: bool,
}

/// A bit a move: two moves that repeat each other share one.
type Shown = u128;
const _: () = assert!(Move::ALL.len() <= Shown::BITS as usize);

pub(super) struct Order {
    pub(super) steps: Vec<Entry>,
    pub(super) count: usize,
    /// Whether a poze must hold a yaw or pitch move.
    pub(super) needs_depth: bool,
    /// Whether it must hold a step that deforms the face or hides a part of it.
    pub(super) needs_change: bool,
    /// How many of its steps must hold a move whose recognition has been measured.
    pub(super) needs_measured: usize,
}

/// So many steps that earn security credit, where it can be done.
const MEASURED_STEPS: usize = 2;

/// What is known of the steps that a poze begins with.
#[derive(Clone, Copy, Default)]
struct Sum {
    shown: Shown,
    depth: bool,
    change: bool,
    measured: usize,
}

impl Sum {
    /// `None` when the step repeats one before it.
    fn with(self, entry: &Entry) -> Option<Sum> {
        (self.shown & entry.shown == 0).then_some(Sum {
            shown: self.shown | entry.shown,
            depth: self.depth | entry.depth,
            change: self.change | entry.change,
            measured: self.measured + usize::from(entry.measured),
        })
    }
}

impl Order {
    pub(super) fn of(rules: &DrawRules) -> Order {
        let steps: Vec<Entry> = steps(rules).into_iter().map(Entry::of).collect();
        let needs_depth = steps.iter().any(|s| s.depth);
        // With one step only, both rules can hold only in a pair; the depth rule alone is kept then.
        let needs_change = steps.iter().any(|s| s.change) && (rules.steps > 1 || !needs_depth);
        let mut order = Order {
            steps,
            count: usize::from(rules.steps),
            needs_depth,
            needs_change,
            needs_measured: MEASURED_STEPS.min(usize::from(rules.steps)),
        };
        while order.needs_measured > 0 && order.list(1).is_empty() {
            order.needs_measured -= 1;
        }
        order
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().map(|entry| &entry.step)
    }

    pub(super) fn refs(&self, poze: &Poze) -> Vec<&Step> {
        let of = |index: &usize| self.steps.get(*index).map(|entry| &entry.step);
        poze.iter().filter_map(of).collect()
    }

    pub(super) fn steps_of(&self, poze: &Poze) -> Vec<Step> {
        self.refs(poze).into_iter().cloned().collect()
    }

    pub(super) fn allows(&self, poze: &Poze) -> bool {
        let entries = poze.iter().filter_map(|index| self.steps.get(*index));
        self.allow(entries)
    }

    /// The same of steps that need not be among the possible ones.
    pub(super) fn keeps_rules(&self, poze: &[Step]) -> bool {
        let entries: Vec<Entry> = poze.iter().cloned().map(Entry::of).collect();
        self.allow(entries.iter())
    }

    fn allow<'a>(&self, entries: impl Iterator<Item = &'a Entry>) -> bool {
        let (mut sum, mut count) = (Sum::default(), 0);
        for entry in entries {
            let Some(longer) = sum.with(entry) else {
                return false;
            };
            (sum, count) = (longer, count + 1);
        }
        count > 0 && count == self.count && self.is_enough(&sum, 0)
    }

    /// Whether so many more steps can, or 0 need not, bring what is still missing.
    fn is_enough(&self, sum: &Sum, more: usize) -> bool {
        let depth = self.needs_depth && !sum.depth;
        let change = self.needs_change && !sum.change;
        let measured = self.needs_measured.saturating_sub(sum.measured);
        usize::from(depth || change).max(measured) <= more
    }

    /// The first pozes, at most so many.
    pub(super) fn list(&self, at_most: usize) -> Vec<Poze> {
        let mut listed = Vec::new();
        // Whether the walk ended early is seen by the length.
        let _ = self.walk(&mut |poze| {
            listed.push(poze.clone());
            if listed.len() < at_most {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        listed
    }

    pub(super) fn count(&self, at_most: u64) -> u64 {
        let mut counted = 0;
        let _ = self.walk(&mut |_| {
            counted += 1;
            if counted < at_most {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        counted
    }

    /// Visits every poze.
    pub(super) fn walk(&self, visit: &mut impl FnMut(&Poze) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.count == 0 {
            return ControlFlow::Continue(());
        }
        self.walk_on(&mut Poze::new(), Sum::default(), visit)
    }

    /// Visits every poze that begins with these steps.
    fn walk_on(
        &self,
        poze: &mut Poze,
        sum: Sum,
        visit: &mut impl FnMut(&Poze) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let more = self.count - poze.len();
        if !self.is_enough(&sum, more) {
            return ControlFlow::Continue(());
        }
        if more == 0 {
            return visit(poze);
        }
        for (index, entry) in self.steps.iter().enumerate() {
            if let Some(longer) = sum.with(entry) {
                poze.push(index);
                let flow = self.walk_on(poze, longer, visit);
                poze.pop();
                flow?;
            }
        }
        ControlFlow::Continue(())
    }
}

impl Entry {
    fn of(step: Step) -> Entry {
        let shown = step.moves.iter().fold(0, |bits, &mv| bits | shown(mv));
        Entry {
            shown,
            depth: step.has(Tag::Depth),
            change: step.has(Tag::Deforms) || step.has(Tag::Occludes),
            measured: step.is_measured(),
            step,
        }
    }
}

/// The bits of a move: its own, or that of the sign that it is, and those of the signs whose number of fingers it is.
fn shown(mv: Move) -> Shown {
    let bits = Move::ALL.iter().enumerate().filter(|&(_, &other)| {
        let by_name = !matches!(other, Move::SignBeside(..) | Move::Fingers(_)) || other == mv;
        mv.repeats(other) && by_name
    });
    bits.fold(0, |bits, (n, _)| bits | 1 << n)
}

/// Every step that the rules allow: a move, or a pair that goes together.
fn steps(rules: &DrawRules) -> Vec<Step> {
    let avoided = |m: &Move| {
        rules.avoid.iter().any(|a| match a {
            Avoid::Head => m.has(Tag::Head),
            Avoid::Expression => m.has(Tag::Expression),
            // Things are held in a hand.
            Avoid::Hands => m.takes_a_hand(),
            Avoid::Prop => m.has(Tag::Prop),
        })
    };
    let offered =
        |m: &Move| (rules.moves.contains(m) && !m.has(Tag::OnRequest)) || rules.include.contains(m);
    let moves: Vec<Move> = Move::ALL
        .into_iter()
        .filter(|m| rules.capable.contains(m) && offered(m) && !avoided(m))
        .collect();
    let singles = moves.iter().map(|&m| Step::one(m));
    let pairs = moves.iter().enumerate().flat_map(|(i, &a)| {
        let rest = moves[i + 1..].iter().filter(move |b| a.goes_with(**b));
        rest.map(move |&b| Step::pair(a, b))
    });
    singles.chain(pairs.filter(|_| rules.pairs)).collect()
}
