//! What is asked for at once.

use super::{ModelGroup, Move, Tag};

/// One or two moves to be done at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// In the order of the prompt.
    pub moves: Vec<Move>,
}

impl Step {
    /// The English sentence of the prompt.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (i, mv) in self.moves.iter().enumerate() {
            let sentence = mv.text();
            if i == 0 {
                text.push_str(sentence);
            } else {
                text.push_str(" and ");
                text.extend(sentence.chars().take(1).flat_map(char::to_lowercase));
                text.extend(sentence.chars().skip(1));
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

    pub(crate) fn has(&self, tag: Tag) -> bool {
        self.moves.iter().any(|m| m.has(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Place, Prop};

    #[test]
    fn a_pair_reads_as_one_sentence() {
        let step = Step {
            moves: vec![Move::TiltLeft, Move::MouthOpen],
        };
        assert_eq!(
            step.text(),
            "Tilt your head to your left shoulder and open your mouth wide"
        );
    }

    #[test]
    fn a_pair_needs_what_each_of_its_moves_needs() {
        let step = Step {
            moves: vec![Move::TiltLeft, Move::Hold(Prop::Shoe, Place::Mouth)],
        };
        assert_eq!(step.needs(), [ModelGroup::Face, ModelGroup::Shoes]);
    }
}
