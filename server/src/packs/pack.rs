//! One pack: what may be drawn, and in which words.

use std::collections::BTreeMap;

use poze_liveness::{DrawRules, Move, Step};
use poze_protocol::Avoid;

/// What a site's visitors are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Pack {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) moves: Vec<Move>,
    pub(super) on_request: Vec<Move>,
    pub(super) pairs: bool,
    pub(super) steps: u8,
    /// Sentences in the pack's own words: by language, then by move.
    pub(super) texts: BTreeMap<String, BTreeMap<Move, String>>,
}

impl Pack {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// One sentence for operators.
    pub(crate) fn about(&self) -> &str {
        &self.about
    }

    /// Steps after the neutral look.
    pub(crate) fn steps(&self) -> u8 {
        self.steps
    }

    /// What is drawn.
    pub(crate) fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// What a session may ask for beside it.
    pub(crate) fn on_request(&self) -> &[Move] {
        &self.on_request
    }

    /// What may be drawn for a session that asks for these moves, and avoids these classes.
    pub(crate) fn rules<'a>(
        &'a self,
        include: &'a [Move],
        avoid: &'a [Avoid],
        capable: &'a [Move],
    ) -> DrawRules<'a> {
        DrawRules {
            moves: &self.moves,
            include,
            avoid,
            pairs: self.pairs,
            steps: self.steps,
            capable,
        }
    }

    /// A step in the pack's own words in a language (a BCP 47 tag), if it has any for all of its moves: `de-AT` is told
    /// in `de` where there is no `de-AT`. Two moves are two sentences, which can be joined in any language.
    pub(crate) fn own_text(&self, step: &Step, lang: &str) -> Option<String> {
        let tag = lang.to_ascii_lowercase();
        let short = tag.split('-').next().unwrap_or_default();
        let words = self.texts.get(&tag).or_else(|| self.texts.get(short))?;
        let sentences: Option<Vec<&str>> = step
            .moves
            .iter()
            .map(|mv| words.get(mv).map(String::as_str))
            .collect();
        sentences
            .filter(|sentences| !sentences.is_empty())
            .map(|sentences| sentences.join(". "))
    }
}
