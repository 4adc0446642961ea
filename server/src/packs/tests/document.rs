//! `docs/catalogue.md` says of moves and packs what the code says: its tables are made here.
//! `POZE_WRITE_DOCS=1 cargo test --release -p poze-server document` writes them anew.

use std::collections::HashMap;
use std::fmt::Write as _;

use poze_liveness::{DrawRules, Measured, Place, Step, visit_pozes};

use super::*;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/catalogue.md");

const TAGS: [(Tag, &str); 8] = [
    (Tag::Head, "head"),
    (Tag::Depth, "depth"),
    (Tag::Expression, "expression"),
    (Tag::Hands, "hands"),
    (Tag::Prop, "prop"),
    (Tag::Occludes, "occludes"),
    (Tag::Deforms, "deforms"),
    (Tag::Stillness, "stillness"),
];

/// A line a move; things and signs beside a cheek differ only in the thing or the sign, and share one.
fn moves_table() -> String {
    let packs = builtin();
    let default = packs.get(DEFAULT).unwrap();
    let mut table = "| Move | Sentence | Tags | Needs | Measured | Drawn by default |\n|---|---|---|---|---|---|\n".to_owned();
    let mut shared: HashMap<String, Vec<&str>> = HashMap::new();
    let mut order = Vec::new();
    for mv in Move::ALL {
        let tags = TAGS
            .iter()
            .filter(|(tag, _)| mv.has(*tag))
            .map(|(_, name)| *name);
        let needs: Vec<&str> = mv.needs().iter().map(|group| group.id()).collect();
        let told = match mv {
            Move::SignBeside(..) => "… beside your left or right cheek",
            Move::Hold(_, Place::Mouth) => "Hold … before your mouth",
            Move::Hold(..) => "Hold … beside your left or right cheek, on your head",
            mv => mv.text(),
        };
        let line = format!(
            "{told} | {} | {} | {} | {} |",
            tags.collect::<Vec<_>>().join(", "),
            needs.join(", "),
            mv.measured().id(),
            if default.moves().contains(&mv) {
                "yes"
            } else {
                "no"
            },
        );
        if !shared.contains_key(&line) {
            order.push(line.clone());
        }
        shared.entry(line).or_default().push(mv.id());
    }
    for line in order {
        let ids: Vec<String> = shared[&line].iter().map(|id| format!("`{id}`")).collect();
        writeln!(table, "| {} | {line}", ids.join(" ")).unwrap();
    }
    table
}

fn bits(count: u64) -> f64 {
    (count as f64).log2()
}

/// The entropy of the first step of a poze that is drawn uniformly; that of the others is the same.
fn bits_of_a_step(rules: &DrawRules<'_>, pozes: u64) -> f64 {
    let steps = possible_steps(rules);
    let mut counts: HashMap<Step, u64> = steps.into_iter().map(|step| (step, 0)).collect();
    visit_pozes(rules, |poze| *counts.get_mut(poze[0]).unwrap() += 1);
    counts.retain(|_, n| *n > 0);
    let part = |n: &u64| *n as f64 / pozes as f64;
    counts.values().map(|n| -part(n) * part(n).log2()).sum()
}

/// How many of the pozes are made of measured moves alone.
fn known_pozes(rules: &DrawRules<'_>) -> u64 {
    let known = |step: &&Step| {
        let mut moves = step.moves.iter();
        moves.all(|mv| mv.measured() != Measured::Synthetic)
    };
    let mut count = 0;
    visit_pozes(rules, |poze| count += u64::from(poze.iter().all(known)));
    count
}

fn packs_table() -> String {
    let (packs, capable) = (builtin(), capable());
    let mut table = "| Pack | Avoided | Steps | Possible steps | Pozes | Bits | Bits a step | Of measured moves alone, bits |\n\
                     |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for pack in packs.all() {
        for (avoid, said) in [
            (&[][..], "–"),
            (&[Avoid::Hands][..], "hands"),
            (&[Avoid::Expression][..], "expression"),
        ] {
            let rules = pack.rules(&[], avoid, &capable);
            let whole = pack.rules(&[], &[], &capable);
            if !avoid.is_empty() && possible_steps(&rules).len() == possible_steps(&whole).len() {
                continue;
            }
            let pozes = count_pozes(&rules, u64::MAX);
            if pozes == 0 {
                continue;
            }
            let known = known_pozes(&rules);
            let credit = if known == 0 {
                "none".to_owned()
            } else {
                format!("{:.1}", bits(known))
            };
            writeln!(
                table,
                "| `{}` | {said} | {} | {} | {pozes} | {:.1} | {:.1} | {credit} |",
                pack.name(),
                pack.steps(),
                possible_steps(&rules).len(),
                bits(pozes),
                bits_of_a_step(&rules, pozes),
            )
            .unwrap();
        }
    }
    table
}

#[test]
fn the_document_says_what_the_code_says() {
    let mut text = std::fs::read_to_string(PATH).unwrap();
    for (name, table) in [("moves", moves_table()), ("packs", packs_table())] {
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let from = text.find(&start).unwrap() + start.len();
        let to = text.find(&end).unwrap();
        if std::env::var_os("POZE_WRITE_DOCS").is_some() {
            text.replace_range(from..to, &table);
        } else {
            assert_eq!(
                text.get(from..to),
                Some(table.as_str()),
                "the table of {name} is old"
            );
        }
    }
    if std::env::var_os("POZE_WRITE_DOCS").is_some() {
        std::fs::write(PATH, text).unwrap();
    }
}
