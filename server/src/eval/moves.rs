//! `poze eval moves`: which moves are seen in single pictures, and which are seen where they are not?

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use poze_liveness::{Move, Neutral, Seen, judge_against, judge_alone};
use serde_json::{Map, Value, json};

use super::csv::Table;
use super::pictures::look_at;

/// Options of `poze eval moves`.
#[derive(Args, Debug)]
pub(crate) struct MovesArgs {
    /// CSV with the columns file and expect (ids of moves with ; between them, or nothing)
    #[arg(long, value_name = "FILE")]
    index: PathBuf,
    /// Where the paths begin; the folder of the CSV if not given
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Judge against a neutral look, as in a run: the column neutral names a picture of the same person; rows without
    /// one are left out
    #[arg(long)]
    against_neutral: bool,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    tp: u32,
    fp: u32,
    r#fn: u32,
    tn: u32,
}

/// One picture.
struct Judged<'a> {
    seen: Seen,
    expected: HashSet<&'a str>,
    /// What it is judged against; by itself if there is none.
    neutral: Option<Neutral>,
}

impl Judged<'_> {
    /// `None` when the move cannot be judged so. No face is no move: it counts as not seen.
    fn shows(&self, mv: Move) -> Option<bool> {
        match &self.neutral {
            Some(neutral) => judge_against(&self.seen, neutral, mv),
            None => judge_alone(&self.seen, mv),
        }
    }
}

/// Counts for every move that can be judged so.
pub(crate) fn run(args: MovesArgs) -> Result<Value> {
    let table = Table::read(&args.index)?;
    let (files, expected) = (table.column("file")?, table.column("expect")?);
    let expected = || {
        expected
            .iter()
            .map(|ids| ids.split(';').map(str::trim).collect())
    };
    let mut unknown: BTreeSet<&str> = expected().flat_map(|ids: Vec<&str>| ids).collect();
    unknown.retain(|id| !id.is_empty() && Move::from_id(id).is_none());
    if !unknown.is_empty() {
        let unknown = unknown.into_iter().collect::<Vec<_>>().join(", ");
        eprintln!("not in the catalogue, left out: {unknown}");
    }
    let root = table.root(args.root.as_deref());
    let seen = look(&root, &files)?;
    let faceless = seen.iter().filter(|seen| seen.face.is_none()).count();
    eprintln!("{} pictures, {faceless} without a face", seen.len());
    let mut pictures: Vec<Judged> = seen
        .into_iter()
        .zip(expected())
        .map(|(seen, expected)| Judged {
            seen,
            expected: expected.into_iter().collect(),
            neutral: None,
        })
        .collect();
    if args.against_neutral {
        let names = table.column("neutral")?;
        let looks: BTreeSet<&str> = names
            .iter()
            .copied()
            .filter(|name| !name.is_empty())
            .collect();
        let looks: Vec<&str> = looks.into_iter().collect();
        let faces = look(&root, &looks)?.into_iter().map(|seen| seen.face);
        let looks: HashMap<&str, Neutral> = looks
            .iter()
            .copied()
            .zip(faces)
            .filter_map(|(name, face)| Some((name, Neutral::of(&face?))))
            .collect();
        for (picture, name) in pictures.iter_mut().zip(names) {
            picture.neutral = looks.get(name).copied();
        }
        pictures.retain(|picture| picture.neutral.is_some());
        eprintln!("{} of them have a neutral look", pictures.len());
    }
    Ok(report(&pictures))
}

fn look(root: &Path, files: &[&str]) -> Result<Vec<Seen>> {
    let seen = look_at(root, files, |analyzer, frame| {
        Seen::of(&analyzer.analyze_still(frame), 0)
    })?;
    Ok(seen.into_iter().map(Option::unwrap_or_default).collect())
}

fn report(pictures: &[Judged]) -> Value {
    let mut report = Map::new();
    for mv in Move::ALL {
        let mut counts = Counts::default();
        let mut judged = false;
        for picture in pictures {
            let Some(found) = picture.shows(mv) else {
                continue;
            };
            judged = true;
            let count = match (picture.expected.contains(mv.id()), found) {
                (true, true) => &mut counts.tp,
                (false, true) => &mut counts.fp,
                (true, false) => &mut counts.r#fn,
                (false, false) => &mut counts.tn,
            };
            *count += 1;
        }
        if judged {
            let Counts { tp, fp, r#fn, tn } = counts;
            report.insert(
                mv.id().to_owned(),
                json!({ "tp": tp, "fp": fp, "fn": r#fn, "tn": tn }),
            );
        }
    }
    Value::Object(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_without_a_face_shows_no_move() {
        let nobody = |expected| Judged {
            seen: Seen::default(),
            expected,
            neutral: None,
        };
        let pictures = [
            nobody(HashSet::from(["smile", "turn-left"])),
            nobody(HashSet::from([""])),
        ];
        let report = report(&pictures);
        assert_eq!(
            report["smile"],
            json!({ "tp": 0, "fp": 0, "fn": 1, "tn": 1 })
        );
        assert_eq!(
            report["mouth-open"],
            json!({ "tp": 0, "fp": 0, "fn": 0, "tn": 2 })
        );
        assert!(report.get("brows-up").is_none(), "needs a neutral look");
    }

    #[test]
    fn against_a_neutral_look_more_moves_can_be_judged() {
        let picture = Judged {
            seen: Seen::default(),
            expected: HashSet::from(["brows-up"]),
            neutral: Some(Neutral::default()),
        };
        let report = report(&[picture]);
        assert_eq!(report["brows-up"]["fn"], 1);
        assert!(report.get("nod").is_none(), "a movement");
    }
}
