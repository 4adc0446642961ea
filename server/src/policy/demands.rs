//! What a challenge must ask for.

use poze_liveness::{Step, Tag};

/// Steps and moves of a poze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Demands {
    /// After the neutral look, 1 to 3.
    pub(crate) steps_least: u8,
    /// What some move of the poze must be, each in the order of [`Demand::ALL`] and once.
    pub(crate) moves: Vec<Demand>,
}

/// What a move may be demanded to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Demand {
    /// Turns or nods the head: a picture of a head does not change as a solid one does.
    Depth,
    /// Changes the face's shape.
    Deforms,
    /// Puts something before the face.
    Occludes,
    /// Shows a hand.
    Hands,
}

impl Demand {
    pub(crate) const ALL: [Demand; 4] = [
        Demand::Depth,
        Demand::Deforms,
        Demand::Occludes,
        Demand::Hands,
    ];

    /// Its name in policies.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Demand::Depth => "depth",
            Demand::Deforms => "deforms",
            Demand::Occludes => "occludes",
            Demand::Hands => "hands",
        }
    }

    const fn tag(self) -> Tag {
        match self {
            Demand::Depth => Tag::Depth,
            Demand::Deforms => Tag::Deforms,
            Demand::Occludes => Tag::Occludes,
            Demand::Hands => Tag::Hands,
        }
    }
}

impl Demands {
    /// Whether a poze, without its neutral look, is all that is demanded.
    pub(crate) fn met_by(&self, poze: &[Step]) -> bool {
        let moves = || poze.iter().flat_map(|step| &step.moves);
        let any = |demand: &Demand| moves().any(|mv| mv.has(demand.tag()));
        poze.len() >= usize::from(self.steps_least) && self.moves.iter().all(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_liveness::Move;

    #[test]
    fn every_demand_is_some_moves() {
        let step = |mv| Step { moves: vec![mv] };
        let demands = |moves: &[Demand]| Demands {
            steps_least: 1,
            moves: moves.to_vec(),
        };
        for demand in Demand::ALL {
            let met = |mv: &&Move| demands(&[demand]).met_by(&[step(**mv)]);
            let count = Move::ALL.iter().filter(met).count();
            assert!(count > 0 && count < Move::ALL.len(), "{demand:?}");
        }
        let poze = [step(Move::TurnLeft), step(Move::MouthOpen)];
        assert!(demands(&[Demand::Depth, Demand::Deforms]).met_by(&poze));
        assert!(!demands(&[Demand::Depth, Demand::Deforms]).met_by(&poze[..1]));
        assert!(!demands(&[]).met_by(&[]));
    }
}
