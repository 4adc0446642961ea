//! The moves: ids, tags, sentences.

/// One checkable predicate. Left and right are the visitor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Move {
    /// Head turned to the visitor's left (yaw > 0).
    TurnLeft,
    /// Head turned to the visitor's right (yaw < 0).
    TurnRight,
    /// Chin raised (pitch > 0).
    LookUp,
    /// Chin lowered (pitch < 0).
    LookDown,
    /// Head leaning to the left shoulder (roll > 0).
    TiltLeft,
    /// Head leaning to the right shoulder (roll < 0).
    TiltRight,
    /// Mouth wide open.
    MouthOpen,
    /// Both eyes closed.
    EyesClosed,
    /// Both brows raised.
    BrowsUp,
    /// A smile; drawn only where the site asks for it.
    Smile,
}

/// What a move belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// The head moves.
    Head,
    /// Yaw or pitch: the picture of a head changes as only a solid one does.
    Depth,
    /// The face is deformed.
    Deforms,
    /// A facial expression.
    Expression,
    /// Never drawn unless asked for.
    OnRequest,
}

impl Move {
    /// The whole catalogue.
    pub const ALL: [Move; 10] = [
        Move::TurnLeft,
        Move::TurnRight,
        Move::LookUp,
        Move::LookDown,
        Move::TiltLeft,
        Move::TiltRight,
        Move::MouthOpen,
        Move::EyesClosed,
        Move::BrowsUp,
        Move::Smile,
    ];

    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        match self {
            Move::TurnLeft => "turn-left",
            Move::TurnRight => "turn-right",
            Move::LookUp => "look-up",
            Move::LookDown => "look-down",
            Move::TiltLeft => "tilt-left",
            Move::TiltRight => "tilt-right",
            Move::MouthOpen => "mouth-open",
            Move::EyesClosed => "eyes-closed",
            Move::BrowsUp => "brows-up",
            Move::Smile => "smile",
        }
    }

    /// The move of an id.
    pub fn from_id(id: &str) -> Option<Move> {
        Move::ALL.into_iter().find(|m| m.id() == id)
    }

    /// What it belongs to.
    pub const fn tags(self) -> &'static [Tag] {
        match self {
            Move::TurnLeft | Move::TurnRight | Move::LookUp | Move::LookDown => {
                &[Tag::Head, Tag::Depth]
            }
            Move::TiltLeft | Move::TiltRight => &[Tag::Head],
            Move::MouthOpen | Move::EyesClosed | Move::BrowsUp => &[Tag::Expression, Tag::Deforms],
            Move::Smile => &[Tag::Expression, Tag::Deforms, Tag::OnRequest],
        }
    }

    /// The English sentence of the prompt, without the full stop.
    pub const fn text(self) -> &'static str {
        match self {
            Move::TurnLeft => "Turn your head to your left",
            Move::TurnRight => "Turn your head to your right",
            Move::LookUp => "Lift your chin",
            Move::LookDown => "Lower your chin",
            Move::TiltLeft => "Tilt your head to your left shoulder",
            Move::TiltRight => "Tilt your head to your right shoulder",
            Move::MouthOpen => "Open your mouth wide",
            Move::EyesClosed => "Close both eyes",
            Move::BrowsUp => "Raise your eyebrows",
            Move::Smile => "Smile",
        }
    }
}

impl Move {
    /// Whether both can be done, and told, at once: a turn or tilt of the head with an open mouth or raised brows.
    /// Closed eyes and a smile go alone: nods move the lids, and turned cheeks hide a corner of the mouth.
    pub fn goes_with(self, other: Move) -> bool {
        let head = |m: Move| {
            matches!(
                m,
                Move::TurnLeft | Move::TurnRight | Move::TiltLeft | Move::TiltRight
            )
        };
        let face = |m: Move| matches!(m, Move::MouthOpen | Move::BrowsUp);
        (head(self) && face(other)) || (face(self) && head(other))
    }
}

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

    pub(crate) fn has(&self, tag: Tag) -> bool {
        self.moves.iter().any(|m| m.tags().contains(&tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_moves() {
        for mv in Move::ALL {
            assert_eq!(Move::from_id(mv.id()), Some(mv));
        }
        assert_eq!(Move::from_id("stand-on-head"), None);
    }

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
}
