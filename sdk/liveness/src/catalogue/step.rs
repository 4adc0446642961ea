//! What is asked for at once.

use super::{Measured, ModelGroup, Move, Tag};

/// One or two moves to be done at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// In the order of the prompt.
    pub moves: Vec<Move>,
}

impl Step {
    /// One move.
    pub fn one(mv: Move) -> Step {
        Step { moves: vec![mv] }
    }

    /// Two at once, in the order in which they are best said: what a hand does, then the head, then the face.
    pub fn pair(a: Move, b: Move) -> Step {
        let mut moves = vec![a, b];
        moves.sort_by_key(|mv| (mv.has(Tag::Expression), mv.has(Tag::Head)));
        Step { moves }
    }

    /// The English sentence of the prompt.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (i, mv) in self.moves.iter().enumerate() {
            let sentence = mv.text();
            match mv.state() {
                _ if i == 0 => text.push_str(sentence),
                Some(state) => {
                    text.push_str(", with ");
                    text.push_str(state);
                }
                None => {
                    text.push_str(" and ");
                    text.extend(sentence.chars().take(1).flat_map(char::to_lowercase));
                    text.extend(sentence.chars().skip(1));
                }
            }
        }
        text
    }

    /// What an engine must have to judge all its moves, each once.
    pub fn needs(&self) -> Vec<ModelGroup> {
        let mut needs: Vec<ModelGroup> =
            self.moves.iter().flat_map(|m| m.needs()).copied().collect();
        needs.sort();
        needs.dedup();
        needs
    }

    /// Whether a move of one is, or nearly is, a move of the other.
    pub fn repeats(&self, other: &Step) -> bool {
        let again = |a: &Move| other.moves.iter().any(|b| a.repeats(*b));
        self.moves.iter().any(again)
    }

    /// Whether it earns security credit: the recognition of one of its moves at least has been measured.
    pub fn is_measured(&self) -> bool {
        let known = |mv: &Move| mv.measured() != Measured::Synthetic;
        self.moves.iter().any(known)
    }

    /// Whether one of its moves belongs to that.
    pub fn has(&self, tag: Tag) -> bool {
        self.moves.iter().any(|m| m.has(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Place, Prop, Side};
    use poze_vision::Gesture;

    #[test]
    fn a_pair_reads_as_one_sentence() {
        let text = |a, b| Step::pair(a, b).text();
        assert_eq!(
            text(Move::MouthOpen, Move::TiltLeft),
            "Tilt your head to your left shoulder, with your mouth wide open"
        );
        assert_eq!(
            text(
                Move::TiltRight,
                Move::SignBeside(Gesture::Peace, Side::Left)
            ),
            "Make a peace sign beside your left cheek, with your head tilted to your right shoulder"
        );
        assert_eq!(
            text(Move::BrowsUp, Move::Hold(Prop::Banana, Place::Head)),
            "Hold a banana on your head, with your eyebrows raised"
        );
    }

    #[test]
    fn every_pair_is_said_with_one_with() {
        let mut pairs = 0;
        for (n, &a) in Move::ALL.iter().enumerate() {
            for &b in Move::ALL[n + 1..].iter().filter(|b| a.goes_with(**b)) {
                let step = Step::pair(a, b);
                assert!(step.moves[1].state().is_some(), "{}", step.text());
                assert_eq!(
                    step.text(),
                    Step::pair(b, a).text(),
                    "order does not matter"
                );
                pairs += 1;
            }
        }
        assert!(pairs > 300, "{pairs}");
    }

    #[test]
    fn two_that_are_always_said_first_are_joined_by_and() {
        let scripted = Step {
            moves: vec![Move::Nod, Move::Sign(Gesture::Peace)],
        };
        assert_eq!(scripted.text(), "Nod and make a peace sign");
    }

    #[test]
    fn a_pair_needs_what_each_of_its_moves_needs() {
        let step = Step {
            moves: vec![Move::TiltLeft, Move::Hold(Prop::Shoe, Place::Mouth)],
        };
        assert_eq!(step.needs(), [ModelGroup::Face, ModelGroup::Shoes]);
    }
}
