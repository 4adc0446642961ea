//! What an engine must be able to see to judge a move.

use super::{Move, Prop};

/// Models that an engine must have to judge a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelGroup {
    /// Detector, landmarks, expressions.
    Face,
    /// Palms and the points of a hand.
    Hands,
    /// The 80 COCO classes.
    Objects,
    /// Shoes, which COCO has not.
    Shoes,
}

impl ModelGroup {
    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        match self {
            ModelGroup::Face => "face",
            ModelGroup::Hands => "hands",
            ModelGroup::Objects => "objects",
            ModelGroup::Shoes => "shoes",
        }
    }
}

impl Move {
    /// What an engine must have to judge it.
    pub const fn needs(self) -> &'static [ModelGroup] {
        match self {
            Move::Sign(_) | Move::SignBeside(..) | Move::Fingers(_) | Move::Touch(_) => {
                &[ModelGroup::Face, ModelGroup::Hands]
            }
            Move::Hold(Prop::Shoe, _) => &[ModelGroup::Face, ModelGroup::Shoes],
            Move::Hold(..) => &[ModelGroup::Face, ModelGroup::Objects],
            Move::TurnLeft
            | Move::TurnRight
            | Move::LookUp
            | Move::LookDown
            | Move::TiltLeft
            | Move::TiltRight
            | Move::Nod
            | Move::Shake
            | Move::LeanIn
            | Move::LeanBack
            | Move::MouthOpen
            | Move::EyesClosed
            | Move::WinkLeft
            | Move::WinkRight
            | Move::BrowsUp
            | Move::Kiss
            | Move::Smile => &[ModelGroup::Face],
        }
    }

    /// All moves that can be judged with these models.
    pub fn judged_with(models: &[ModelGroup]) -> Vec<Move> {
        let has_all = |mv: &Move| mv.needs().iter().all(|group| models.contains(group));
        Move::ALL.into_iter().filter(has_all).collect()
    }
}
