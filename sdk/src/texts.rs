//! The visitor's language.

use std::collections::HashMap;

use poze_protocol::{Code, StepView};

use crate::error::Failure;

/// Texts by key, as in js/lang; the loader has already filled gaps from English.
pub(crate) struct Texts(HashMap<String, String>);

impl Texts {
    pub(crate) fn new(texts: HashMap<String, String>) -> Texts {
        Texts(texts)
    }

    /// The text of a key; the key itself when there is none, which a test would notice.
    pub(crate) fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key).unwrap_or(key)
    }

    /// A text with its `{placeholders}` filled.
    pub(crate) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.t(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The sentence of a step: by the ids of its moves, in the verifier's English when one of them is unknown here; as
    /// the verifier says it where the site's pack has words of its own.
    pub(crate) fn sentence(&self, step: &StepView) -> String {
        if step.n == 0 {
            return self.t("stage-neutral").to_owned();
        }
        if step.own_text {
            return step.text.clone();
        }
        let known: Option<Vec<String>> = step.moves.iter().map(|id| self.of_move(id, "")).collect();
        match known.as_deref() {
            None | Some([]) => step.text.clone(),
            Some([first, others @ ..]) => {
                let others = others.iter().zip(step.moves.iter().skip(1));
                others.fold(first.clone(), |first, (next, id)| {
                    self.join(&first, next, id)
                })
            }
        }
    }

    /// A move beside another one: as a state where the language has words for that, else as a second sentence.
    fn join(&self, first: &str, next: &str, id: &str) -> String {
        match self.get(&format!("move-{id}-with")) {
            Some(state) => self.fill("move-with", &[("first", first), ("state", state)]),
            None => {
                let second = lower_first(next);
                self.fill("move-join", &[("first", first), ("second", &second)])
            }
        }
    }

    /// A few words for a move.
    pub(crate) fn move_label(&self, id: &str) -> String {
        self.of_move(id, "-short").unwrap_or_else(|| id.to_owned())
    }

    /// By its id; a thing or a sign somewhere (`banana@head`, `peace@left-cheek`) by the place, with the thing or the
    /// sign in it.
    fn of_move(&self, id: &str, form: &str) -> Option<String> {
        let Some((shown, place)) = id.split_once('@') else {
            return self.get(&format!("move-{id}{form}")).map(str::to_owned);
        };
        let (place, name, words) = match self.get(&format!("move-prop-{shown}{form}")) {
            Some(prop) => (format!("move-at-{place}{form}"), "prop", prop),
            None => {
                let sign = self.get(&format!("move-{shown}{form}"))?;
                (format!("move-beside-{place}{form}"), "sign", sign)
            }
        };
        self.get(&place)?;
        Some(self.fill(&place, &[(name, words)]))
    }

    /// What a hint says. A move that is nearly there gets another word than one that has hardly begun.
    pub(crate) fn hint(&self, id: &str) -> String {
        self.get(&format!("hint-{id}"))
            .unwrap_or_default()
            .to_owned()
    }

    /// Why the verifier said no.
    pub(crate) fn reason(&self, code: Code) -> &str {
        self.get(&format!("reason-{}", code.id()))
            .unwrap_or_else(|| self.t("reason-not_verified"))
    }

    /// What went wrong, for the visitor; codes without a text of their own get a general one.
    pub(crate) fn error(&self, failure: &Failure) -> &str {
        self.get(&format!("error-{}", failure.code))
            .unwrap_or_else(|| {
                self.t(if failure.retryable {
                    "error-internal"
                } else {
                    "error-other"
                })
            })
    }
}

/// Sentences are joined in their middle.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_liveness::{Hint, Move};

    fn english() -> Texts {
        let json = include_str!("../js/lang/en.json");
        Texts::new(serde_json::from_str(json).unwrap())
    }

    fn step(n: u8, moves: &[&str]) -> StepView {
        StepView {
            n,
            moves: moves.iter().map(|id| (*id).to_owned()).collect(),
            text: "Do as the verifier says".to_owned(),
            own_text: false,
            hold_ms: 700,
        }
    }

    #[test]
    fn a_pair_reads_as_one_sentence() {
        let texts = english();
        assert_eq!(
            texts.sentence(&step(1, &["tilt-left", "mouth-open"])),
            "Tilt your head to your left shoulder, with your mouth wide open"
        );
        assert_eq!(
            texts.sentence(&step(0, &[])),
            texts.t("stage-neutral").to_owned()
        );
        assert_eq!(
            texts.sentence(&step(1, &["smile", "stand-on-head"])),
            "Do as the verifier says"
        );
    }

    #[test]
    fn english_says_the_moves_as_the_verifier_does_and_names_each_of_them() {
        let texts = english();
        for mv in Move::ALL {
            assert_eq!(texts.sentence(&step(1, &[mv.id()])), mv.text());
            assert_ne!(texts.move_label(mv.id()), mv.id());
        }
    }

    #[test]
    fn english_says_every_pair_as_the_verifier_does() {
        let texts = english();
        let mut pairs = 0;
        for (n, &a) in Move::ALL.iter().enumerate() {
            for &b in Move::ALL[n..].iter().filter(|b| a.goes_with(**b)) {
                let pair = poze_liveness::Step::pair(a, b);
                let ids: Vec<&str> = pair.moves.iter().map(|mv| mv.id()).collect();
                assert_eq!(texts.sentence(&step(1, &ids)), pair.text());
                pairs += 1;
            }
        }
        assert!(pairs > 300, "{pairs}");
    }

    #[test]
    fn a_pack_speaks_for_itself_and_a_language_without_states_joins_sentences() {
        let own = StepView {
            own_text: true,
            ..step(1, &["turn-left"])
        };
        assert_eq!(english().sentence(&own), "Do as the verifier says");
        let mut few = english();
        few.0.retain(|key, _| !key.ends_with("-with"));
        assert_eq!(
            few.sentence(&step(1, &["tilt-left", "mouth-open"])),
            "Tilt your head to your left shoulder and open your mouth wide"
        );
    }

    #[test]
    fn every_hint_has_words() {
        let texts = english();
        let hints = [
            Hint::NoFace,
            Hint::MultipleFaces,
            Hint::Closer,
            Hint::Further,
            Hint::Centre,
            Hint::TooDark,
            Hint::TooBright,
            Hint::Blurred,
            Hint::LookStraight,
            Hint::RelaxFace,
            Hint::HoldStill,
            Hint::GoOn(Move::Smile),
            Hint::ShowHand,
            Hint::OtherSign,
            Hint::ShowObject,
            Hint::CloserToFace,
            Hint::OtherSide,
        ];
        // `nearly` and `done` are the view's own.
        for id in hints.iter().map(|hint| hint.id()).chain(["nearly", "done"]) {
            assert!(!texts.hint(id).is_empty(), "{id}");
        }
    }

    #[test]
    fn every_reason_that_the_page_is_told_has_words_of_its_own() {
        let texts = english();
        let told = Code::ALL
            .iter()
            .filter(|code| code.status() == 200 && code.for_page() == **code);
        for code in told {
            assert!(
                texts.get(&format!("reason-{}", code.id())).is_some(),
                "{code:?}"
            );
        }
        assert_eq!(
            texts.reason(Code::FaceMismatch),
            texts.t("reason-not_verified")
        );
    }

    #[test]
    fn what_a_visitor_can_meet_has_words_of_its_own_and_anything_else_general_ones() {
        let texts = english();
        let met = [
            Code::CameraDenied,
            Code::CameraMissing,
            Code::CameraInUse,
            Code::CameraLost,
            Code::TimedOut,
            Code::TrackGap,
            Code::Network,
            Code::ChallengeExpired,
            Code::SessionExpired,
            Code::SessionEnded,
            Code::SessionBound,
            Code::TooManyChallenges,
            Code::RateLimited,
            Code::Locked,
            Code::Busy,
            Code::AnalysisLost,
            Code::Unauthorized,
            Code::OriginNotAllowed,
            Code::SignatureInvalid,
            Code::ProtocolVersion,
            Code::RequestTimeout,
            Code::ChallengeEnded,
            Code::StepTaken,
            Code::StepOutOfOrder,
            Code::NoPozeLeft,
            Code::NotFound,
            Code::FramesInvalid,
            Code::BodyTooLarge,
            Code::ImageType,
            Code::ImageDamaged,
            Code::ImageTooLarge,
            Code::ImageTooSmall,
        ];
        for code in met {
            assert!(
                texts.get(&format!("error-{}", code.id())).is_some(),
                "{code:?}"
            );
        }
        assert_eq!(
            texts.error(&Failure::of(Code::MethodNotAllowed)),
            texts.t("error-other"),
            "trying again does not help"
        );
        let tomorrow = Failure {
            code: "from_the_future".to_owned(),
            ..Failure::of(Code::Busy)
        };
        assert_eq!(texts.error(&tomorrow), texts.t("error-internal"));
    }

    /// Every key that stands in the sources as a literal.
    #[test]
    fn every_text_that_the_sources_ask_for_is_there_in_english() {
        fn files(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    files(&path, found);
                } else {
                    found.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let texts = english();
        let mut sources = Vec::new();
        files(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut sources,
        );
        let mut asked = 0;
        for literal in sources.iter().flat_map(|source| source.split('"')) {
            let prefix = ["stage-", "verdict-"]
                .into_iter()
                .any(|p| literal.starts_with(p));
            let key = literal.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if prefix && key && !literal.ends_with('-') {
                asked += 1;
                assert!(texts.get(literal).is_some(), "{literal}");
            }
        }
        assert!(asked > 15, "the search for keys has broken");
    }
}
