use std::collections::HashSet;

use poze_engine::local::GROUPS;
use poze_liveness::{ModelGroup, Tag, count_pozes, possible_steps};
use poze_protocol::Avoid;

use super::*;

mod document;

/// What the local engine can judge.
fn capable() -> Vec<Move> {
    Move::judged_with(&GROUPS)
}

fn builtin() -> Packs {
    Packs::builtin(&capable())
}

/// Counted one by one; `docs/catalogue.md` says what the numbers mean.
#[test]
fn the_default_makes_enough_pozes_with_hands_and_without() {
    let (packs, capable) = (builtin(), capable());
    let count = |name: &str, avoid: &[Avoid]| {
        let pack = packs.get(name).unwrap();
        count_pozes(&pack.rules(&[], avoid, &capable), u64::MAX)
    };
    let hands = count(DEFAULT, &[]);
    let avoided = count(DEFAULT, &[Avoid::Hands]);
    assert!(hands >= 1 << 20, "{hands}");
    assert!(avoided >= 1 << 12, "{avoided}");
    assert_eq!(count("no-hands", &[]), avoided);
}

#[test]
fn the_default_asks_for_no_thing_no_wink_and_no_second_hand() {
    let (packs, capable) = (builtin(), capable());
    let rules = packs.get(DEFAULT).unwrap().rules(&[], &[], &capable);
    let steps = possible_steps(&rules);
    let moves: HashSet<&str> = steps
        .iter()
        .flat_map(|s| &s.moves)
        .map(|m| m.id())
        .collect();
    for id in [
        "smile",
        "wink-left",
        "kiss",
        "nod",
        "fingers-2",
        "press-left-cheek",
    ] {
        assert!(!moves.contains(id), "{id}");
    }
    for id in [
        "peace",
        "peace@left-cheek",
        "cover-mouth",
        "mouth-open",
        "tilt-left",
        "lean-in",
    ] {
        assert!(moves.contains(id), "{id}");
    }
    for step in &steps {
        assert!(!step.has(Tag::Prop), "{}", step.text());
        let hands = step.moves.iter().filter(|m| m.takes_a_hand()).count();
        assert!(
            hands <= 1 && step.text().chars().count() <= 110,
            "{}",
            step.text()
        );
    }
}

#[test]
fn whatever_is_not_drawn_by_default_can_be_asked_for() {
    let packs = builtin();
    let pack = packs.get(DEFAULT).unwrap();
    let named: HashSet<Move> = pack
        .moves()
        .iter()
        .chain(pack.on_request())
        .copied()
        .collect();
    assert_eq!(named.len(), Move::ALL.len());
}

#[test]
fn packs_ask_for_what_their_names_say() {
    let packs = builtin();
    let needs = |name: &str, group: ModelGroup| {
        let moves = packs.get(name).unwrap().moves();
        moves.iter().any(|mv| mv.needs().contains(&group))
    };
    assert!(!needs("no-hands", ModelGroup::Hands) && !needs("no-hands", ModelGroup::Objects));
    assert!(needs("props", ModelGroup::Objects));
    assert!(packs.all().all(|pack| !pack.about().is_empty()));
    let simple = packs.get("simple").unwrap();
    assert!(
        possible_steps(&simple.rules(&[], &[], &capable()))
            .iter()
            .all(|s| s.moves.len() == 1)
    );
}

#[test]
fn a_pack_has_words_of_its_own_in_the_visitors_language() {
    let text = "name = \"mine\"\nmoves = [\"turn-left\", \"mouth-open\", \"peace\"]\n\
                [texts.de]\nturn-left = \"Dreh den Kopf\"\nmouth-open = \"Mund auf\"\n[texts.de-AT]\npeace = \"Servas\"\n";
    let pack = read::pack("mine.toml", &enough(text), &capable()).unwrap();
    let step = |ids: &[&str]| poze_liveness::Step {
        moves: ids.iter().map(|id| Move::from_id(id).unwrap()).collect(),
    };
    let said = |ids: &[&str], lang: &str| pack.own_text(&step(ids), lang);
    assert_eq!(said(&["turn-left"], "de").as_deref(), Some("Dreh den Kopf"));
    assert_eq!(
        said(&["turn-left"], "de-CH").as_deref(),
        Some("Dreh den Kopf")
    );
    assert_eq!(
        said(&["turn-left", "mouth-open"], "DE").as_deref(),
        Some("Dreh den Kopf. Mund auf")
    );
    assert_eq!(said(&["peace"], "de-AT").as_deref(), Some("Servas"));
    for (ids, lang) in [
        (vec!["turn-left"], "en"),
        (vec!["peace"], "de"),
        (vec!["turn-left", "peace"], "de"),
        (vec![], "de"),
        (vec!["turn-left"], "de-AT"),
        (vec!["turn-left"], ""),
    ] {
        assert_eq!(said(&ids, lang), None, "{ids:?} {lang}");
    }
}

/// A pack with these lines that makes enough pozes: signs are added to its moves.
fn enough(text: &str) -> String {
    let signs = "\"look-up\", \"look-down\", \"turn-right\", \"fist\", \"ok\", \"horns\", \"call-me\", \"point-up\", \
                 \"thumbs-up\", \"open-palm\", \"eyes-closed\", \"tilt-left\", ";
    text.replace("moves = [", &format!("moves = [{signs}"))
}

#[test]
fn what_is_no_pack_is_refused_with_file_key_and_reason() {
    let good = enough("name = \"mine\"\nmoves = [\"turn-left\", \"mouth-open\", \"peace\"]\n");
    assert!(read::pack("mine.toml", &good, &capable()).is_ok());
    let with = |line: &str| format!("{line}\n{good}");
    let moves = |ids: &str| format!("name = \"mine\"\nmoves = [{ids}]\n");
    let long = "x".repeat(300);
    for (text, key, reason) in [
        ("name =".to_owned(), "", "is no TOML"),
        (with("colour = 1"), "`colour`", "is none of name, about"),
        ("moves = []".to_owned(), "`name`", "must have 1 to 40"),
        (
            good.replace("mine", "My Pack"),
            "`name`",
            "must have 1 to 40",
        ),
        (
            with(&format!("about = \"{long}\"")),
            "`about`",
            "at most 200",
        ),
        (with("pairs = \"yes\""), "`pairs`", "true or false"),
        (with("steps = 4"), "`steps`", "1, 2 or 3"),
        (with("steps = \"2\""), "`steps`", "1, 2 or 3"),
        ("name = \"mine\"".to_owned(), "`moves`", "names no move"),
        (
            "name = \"mine\"\nmoves = \"peace\"".to_owned(),
            "`moves`",
            "a list of ids",
        ),
        (moves("1"), "`moves`", "a list of ids"),
        (moves("\"stand-on-head\""), "`moves`", "\"stand-on-head\""),
        (moves(&format!("\"{long}\"")), "`moves`", "xxxx"),
        (moves("\"peace\", \"peace\""), "`moves`", "\"peace\" twice"),
        (moves("\"smile\""), "`moves`", "belongs into `on_request`"),
        (
            with("on_request = [\"peace\"]"),
            "`on_request`",
            "stands in `moves`",
        ),
        (
            with("on_request = [\"dance\"]"),
            "`on_request`",
            "\"dance\"",
        ),
        (
            moves("\"peace\", \"mouth-open\""),
            "`moves`",
            "no yaw or pitch move",
        ),
        (
            moves("\"peace\", \"turn-left\""),
            "`moves`",
            "deforms the face",
        ),
        (
            moves("\"mouth-open\", \"turn-left\""),
            "`moves`",
            "make 0 pozes in 3 steps with pairs",
        ),
        (with("steps = 1"), "`moves`", "at least 1024"),
        (with("texts = 1"), "`texts`", "a table of languages"),
        (with("texts.en = 1"), "`texts.en`", "a table of languages"),
        (with("texts.\"e n\" = {}"), "`texts.e n`", "no language tag"),
        (with("texts.en.fly = \"Fly\""), "`texts.en`", "\"fly\""),
        (
            with("texts.en.nod = \"Nod\""),
            "`texts.en`",
            "never asks for",
        ),
        (with("texts.en.peace = \"\""), "`texts.en`", "1 to 160"),
        (with("texts.en.peace = \"a\\nb\""), "`texts.en`", "1 to 160"),
        (
            with(&format!("texts.en.peace = \"{long}\"")),
            "`texts.en`",
            "1 to 160",
        ),
    ] {
        let error = read::pack("dir/mine.toml", &text, &capable())
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("dir/mine.toml: "), "{error}");
        assert!(
            error.contains(key) && error.contains(reason),
            "{key} {reason}: {error}"
        );
        assert!(error.chars().count() < 500, "{error}");
    }
}

#[test]
fn what_the_engine_cannot_judge_does_not_count() {
    let face = Move::judged_with(&[ModelGroup::Face]);
    let good = enough("name = \"mine\"\nmoves = [\"turn-left\", \"mouth-open\", \"peace\"]\n");
    let error = read::pack("mine.toml", &good, &face)
        .unwrap_err()
        .to_string();
    assert!(error.contains("at least 1024"), "{error}");
}

/// An engine that sees faces only goes without the packs for which that is too little.
#[test]
fn what_is_built_in_is_there_as_far_as_the_engine_sees() {
    let names = |capable: &[Move]| -> Vec<String> {
        let packs = Packs::builtin(capable);
        packs.all().map(|pack| pack.name().to_owned()).collect()
    };
    assert_eq!(
        names(&capable()),
        ["default", "no-hands", "props", "simple"]
    );
    assert_eq!(
        names(&Move::judged_with(&[ModelGroup::Face])),
        ["default", "no-hands"]
    );
    assert!(names(&[]).is_empty());
}

#[test]
fn a_folder_of_packs_is_read_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let read = || Packs::with_folder(folder.path(), &capable()).map_err(|e| e.to_string());
    let good = enough("name = \"mine\"\nmoves = [\"turn-left\", \"mouth-open\", \"peace\"]\n");
    put("mine.toml", &good);
    put("notes.txt", "no pack");
    let packs = read().unwrap();
    assert!(packs.get("mine").is_some() && packs.get(DEFAULT).is_some());
    put("other.toml", &good);
    assert!(
        read()
            .unwrap_err()
            .contains("other.toml: `name` \"mine\" is not the name of the file")
    );
    put("other.toml", "name = 1");
    assert!(read().unwrap_err().contains("other.toml: `name`"));
    std::fs::remove_file(folder.path().join("other.toml")).unwrap();
    put("no-hands.toml", &good.replace("mine", "no-hands"));
    assert!(read().unwrap_err().contains("built in"));
    put(
        "no-hands.toml",
        &format!("# {}\n", "x".repeat(FILE_MAX_BYTES as usize)),
    );
    assert!(read().unwrap_err().contains("more than 65536 bytes"));
    std::fs::remove_file(folder.path().join("no-hands.toml")).unwrap();
    for n in 0..FILES_MAX {
        put(
            &format!("p{n}.toml"),
            &good.replace("mine", &format!("p{n}")),
        );
    }
    assert!(read().unwrap_err().contains("more than 64 packs"));
    let nowhere = Packs::with_folder(&folder.path().join("nowhere"), &capable());
    assert!(nowhere.unwrap_err().to_string().contains("cannot be read"));
}
