//! From a TOML file to a pack: every key is checked here, and nowhere else.

use std::collections::BTreeMap;

use poze_liveness::{DrawRules, Move, Tag, count_pozes, rules_that_can_be_kept};
use toml::{Table, Value};

use super::error::PackError;
use super::pack::Pack;

/// A pack that makes fewer pozes would be guessed, or filmed beforehand.
const POZES_MIN: u64 = 1_024;
const STEPS: i64 = 3;
const NAME_MAX_CHARS: usize = 40;
const ABOUT_MAX_CHARS: usize = 200;
const TEXT_MAX_CHARS: usize = 160;
const LANGUAGES_MAX: usize = 40;
const LANGUAGE_MAX_CHARS: usize = 16;
/// Of an unknown id, in the message.
const SHOWN_CHARS: usize = 40;

const KEYS: [&str; 7] = [
    "name",
    "about",
    "moves",
    "on_request",
    "pairs",
    "steps",
    "texts",
];

/// Reads a pack. What the engine cannot judge may stand in it, but does not count.
///
/// # Errors
/// Name the file as it is given, the key, and the reason.
pub(super) fn pack(file: &str, text: &str, capable: &[Move]) -> Result<Pack, PackError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        PackError::of_file(file, &format!("is no TOML: {}", error.to_string().trim()))
    })?;
    let reader = Reader {
        file,
        table: &table,
    };
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(reader.wrong(&shown(key), &format!("is none of {}", KEYS.join(", "))));
    }
    let pack = Pack {
        name: reader.name()?,
        about: reader.about()?,
        moves: reader.moves("moves")?,
        on_request: reader.moves("on_request")?,
        pairs: reader.pairs()?,
        steps: reader.steps()?,
        texts: reader.texts()?,
    };
    reader.check_moves(&pack)?;
    reader.check_texts(&pack)?;
    reader.check_draw(&pack, capable)?;
    Ok(pack)
}

struct Reader<'a> {
    file: &'a str,
    table: &'a Table,
}

impl Reader<'_> {
    fn wrong(&self, key: &str, reason: &str) -> PackError {
        PackError::of_key(self.file, key, reason)
    }

    fn name(&self) -> Result<String, PackError> {
        let rule = "must have 1 to 40 of a-z, 0-9 and -";
        let name = self.table.get("name").and_then(Value::as_str);
        let name = name.ok_or_else(|| self.wrong("name", rule))?;
        if is_pack_name(name) {
            Ok(name.to_owned())
        } else {
            Err(self.wrong("name", rule))
        }
    }

    fn about(&self) -> Result<String, PackError> {
        let Some(value) = self.table.get("about") else {
            return Ok(String::new());
        };
        let sound = value.as_str().filter(|t| is_sentence(t, ABOUT_MAX_CHARS));
        let rule = format!("must be one line of at most {ABOUT_MAX_CHARS} characters");
        sound
            .map(str::to_owned)
            .ok_or_else(|| self.wrong("about", &rule))
    }

    fn moves(&self, key: &str) -> Result<Vec<Move>, PackError> {
        let Some(value) = self.table.get(key) else {
            return Ok(Vec::new());
        };
        let rule = "must be a list of ids of moves";
        let ids = value.as_array().ok_or_else(|| self.wrong(key, rule))?;
        let mut moves = Vec::new();
        for id in ids {
            let id = id.as_str().ok_or_else(|| self.wrong(key, rule))?;
            let mv = self.mv(key, id)?;
            if moves.contains(&mv) {
                return Err(self.wrong(key, &format!("names {id:?} twice")));
            }
            moves.push(mv);
        }
        Ok(moves)
    }

    fn mv(&self, key: &str, id: &str) -> Result<Move, PackError> {
        let unknown = || format!("names a move that does not exist: {:?}", shown(id));
        Move::from_id(id).ok_or_else(|| self.wrong(key, &unknown()))
    }

    fn pairs(&self) -> Result<bool, PackError> {
        match self.table.get("pairs") {
            None => Ok(true),
            Some(value) => value
                .as_bool()
                .ok_or_else(|| self.wrong("pairs", "must be true or false")),
        }
    }

    fn steps(&self) -> Result<u8, PackError> {
        let steps = match self.table.get("steps") {
            None => Some(STEPS),
            Some(value) => value.as_integer().filter(|n| (1..=3).contains(n)),
        };
        steps
            .and_then(|n| u8::try_from(n).ok())
            .ok_or_else(|| self.wrong("steps", "must be 1, 2 or 3"))
    }

    fn texts(&self) -> Result<BTreeMap<String, BTreeMap<Move, String>>, PackError> {
        let rule = "must be a table of languages, each a table from ids of moves to sentences";
        let Some(value) = self.table.get("texts") else {
            return Ok(BTreeMap::new());
        };
        let languages = value.as_table().ok_or_else(|| self.wrong("texts", rule))?;
        if languages.len() > LANGUAGES_MAX {
            return Err(self.wrong("texts", "has too many languages"));
        }
        let mut texts = BTreeMap::new();
        for (lang, words) in languages {
            let key = format!("texts.{}", shown(lang));
            let sound = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if lang.is_empty() || lang.len() > LANGUAGE_MAX_CHARS || !lang.chars().all(sound) {
                return Err(self.wrong(&key, "is no language tag such as `en` or `de-AT`"));
            }
            let words = words.as_table().ok_or_else(|| self.wrong(&key, rule))?;
            let mut sentences = BTreeMap::new();
            for (id, sentence) in words {
                let mv = self.mv(&key, id)?;
                let sentence = sentence.as_str().filter(|t| is_sentence(t, TEXT_MAX_CHARS));
                let rule = format!("{id:?} must be one line of 1 to {TEXT_MAX_CHARS} characters");
                let sentence = sentence.ok_or_else(|| self.wrong(&key, &rule))?;
                sentences.insert(mv, sentence.to_owned());
            }
            texts.insert(lang.to_ascii_lowercase(), sentences);
        }
        Ok(texts)
    }

    fn check_moves(&self, pack: &Pack) -> Result<(), PackError> {
        if pack.moves.is_empty() {
            return Err(self.wrong("moves", "names no move"));
        }
        if let Some(mv) = pack.moves.iter().find(|mv| mv.has(Tag::OnRequest)) {
            let why = format!("names {:?}, which belongs into `on_request`", mv.id());
            return Err(self.wrong("moves", &why));
        }
        if let Some(mv) = pack.on_request.iter().find(|mv| pack.moves.contains(mv)) {
            let why = format!("names {:?}, which stands in `moves`", mv.id());
            return Err(self.wrong("on_request", &why));
        }
        Ok(())
    }

    fn check_texts(&self, pack: &Pack) -> Result<(), PackError> {
        for (lang, words) in &pack.texts {
            let known = |mv: &Move| pack.moves.contains(mv) || pack.on_request.contains(mv);
            if let Some(mv) = words.keys().find(|mv| !known(mv)) {
                let why = format!("has words for {:?}, which the pack never asks for", mv.id());
                return Err(self.wrong(&format!("texts.{lang}"), &why));
            }
        }
        Ok(())
    }

    /// The rules that hold for every poze can be kept, and there are enough pozes.
    fn check_draw(&self, pack: &Pack, capable: &[Move]) -> Result<(), PackError> {
        let rules: DrawRules<'_> = pack.rules(&[], &[], capable);
        let (depth, change) = rules_that_can_be_kept(&rules);
        if !depth {
            let why = "has no yaw or pitch move, which every poze must hold: turn-left, turn-right, look-up, \
                       look-down, nod or shake, as far as this engine can judge them";
            return Err(self.wrong("moves", why));
        }
        if !change && pack.steps > 1 {
            let why = "has no move that deforms the face or hides a part of it, which every poze must hold: an \
                       expression, a hand or a thing before the face, as far as this engine can judge them";
            return Err(self.wrong("moves", why));
        }
        let pozes = count_pozes(&rules, POZES_MIN);
        if pozes < POZES_MIN {
            let (steps, pairs) = (pack.steps, if pack.pairs { "with" } else { "without" });
            let why = format!(
                "make {pozes} pozes in {steps} steps {pairs} pairs, at least {POZES_MIN} are needed: name more moves, \
                 allow pairs, or ask for more steps"
            );
            return Err(self.wrong("moves", &why));
        }
        Ok(())
    }
}

/// Of a pack, in a file, a site and a session.
pub(crate) fn is_pack_name(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=NAME_MAX_CHARS).contains(&name.len()) && name.bytes().all(sound)
}

fn is_sentence(text: &str, max_chars: usize) -> bool {
    let chars = text.chars().count();
    (1..=max_chars).contains(&chars) && !text.chars().any(char::is_control)
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}
