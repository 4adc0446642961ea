//! `poze eval moves`: which moves are seen in single pictures, and which are seen where they are not?

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use poze_liveness::{Move, Seen, judge_alone};
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
}

#[derive(Clone, Copy, Default)]
struct Counts {
    tp: u32,
    fp: u32,
    r#fn: u32,
    tn: u32,
}

/// Judges every picture by itself, with no neutral look, and counts for every move that can be judged so.
pub(crate) fn run(args: MovesArgs) -> Result<Value> {
    let table = Table::read(&args.index)?;
    let (files, expected) = (table.column("file")?, table.column("expect")?);
    let expected: Vec<HashSet<&str>> = expected
        .iter()
        .map(|ids| ids.split(';').map(str::trim).collect())
        .collect();
    let unknown: BTreeSet<&str> = expected
        .iter()
        .flatten()
        .copied()
        .filter(|id| !id.is_empty() && Move::from_id(id).is_none())
        .collect();
    if !unknown.is_empty() {
        eprintln!(
            "not in the catalogue, left out: {}",
            unknown.into_iter().collect::<Vec<_>>().join(", ")
        );
    }
    let seen = look_at(
        &table.root(args.root.as_deref()),
        &files,
        |analyzer, frame| Seen::of(&analyzer.analyze_still(frame), 0),
    )?;
    let seen: Vec<Seen> = seen.into_iter().map(Option::unwrap_or_default).collect();
    let faceless = seen.iter().filter(|seen| seen.face.is_none()).count();
    eprintln!("{} pictures, {faceless} without a face", seen.len());
    Ok(report(seen.iter().zip(&expected)))
}

fn report<'a>(pictures: impl Iterator<Item = (&'a Seen, &'a HashSet<&'a str>)> + Clone) -> Value {
    let mut report = Map::new();
    for mv in Move::ALL {
        let mut counts = Counts::default();
        let mut judged = false;
        for (seen, expected) in pictures.clone() {
            // No face is no move: it counts as not seen.
            let Some(found) = judge_alone(seen, mv) else {
                continue;
            };
            judged = true;
            let count = match (expected.contains(mv.id()), found) {
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
        let nobody = Seen::default();
        let expected = [HashSet::from(["smile", "turn-left"]), HashSet::from([""])];
        let report = report([&nobody, &nobody].into_iter().zip(&expected));
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
}
