//! `poze eval match`: how well do embeddings tell people apart, one picture against one?

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use poze_engine::MATCH_DISTANCE_MAX;
use poze_vision::{Embedding, Wants};
use serde_json::{Map, Value, json};

use super::csv::Table;
use super::people::People;
use super::pictures::look_at;
use super::statistics::{Cut, Distances, wilson};

/// Options of `poze eval match`.
#[derive(Args, Debug)]
pub(crate) struct MatchArgs {
    /// CSV with the columns file_a, file_b and same (1 or 0)
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// Where the paths begin; the folder of the CSV if not given
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// CSV with the columns file and identity: every two pictures of different people in it are compared too
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// With --people: also references of so many photos of a person, the first ones, against one picture of anybody
    #[arg(long, value_name = "N", requires = "people", value_parser = clap::value_parser!(u8).range(1..=5))]
    photos: Option<u8>,
    /// Only the first N pairs
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// False match rates at which the other error is told, as they are written in the output.
pub(super) const FALSE_MATCH_RATES: [(&str, f64); 3] =
    [("1e-2", 1e-2), ("1e-3", 1e-3), ("1e-4", 1e-4)];

const FACES_ALONE: Wants = Wants {
    hands: false,
    expressions: false,
    objects_every: None,
};

/// Compares all pairs and counts.
pub(crate) fn run(args: MatchArgs) -> Result<Value> {
    let table = Table::read(&args.pairs)?;
    let limit = args.limit.unwrap_or(usize::MAX);
    let (a, b, same) = (
        table.column("file_a")?,
        table.column("file_b")?,
        table.column("same")?,
    );
    let pairs = a.into_iter().zip(b).zip(same).take(limit);
    let pairs: Vec<(&str, &str, bool)> = pairs
        .map(|((a, b), same)| Ok((a, b, label(same)?)))
        .collect::<Result<_>>()?;

    let mut index = HashMap::new();
    let mut files = Vec::new();
    for file in pairs.iter().flat_map(|pair| [pair.0, pair.1]) {
        index.entry(file).or_insert_with(|| {
            files.push(file);
            files.len() - 1
        });
    }
    let people = args.people.as_deref().map(Table::read).transpose()?;
    let people = people.as_ref().map(People::of).transpose()?;
    for &file in people.iter().flat_map(People::files) {
        index.entry(file).or_insert_with(|| {
            files.push(file);
            files.len() - 1
        });
    }
    let embeddings = look_at(
        &table.root(args.root.as_deref()),
        &files,
        |analyzer, frame| {
            analyzer.want(FACES_ALONE);
            let seen = analyzer.analyze_still(frame);
            analyzer.embed_with_mirror(frame, seen.faces.first()?)
        },
    )?;
    let embedding = |file: &str| embeddings.get(*index.get(file)?)?.as_ref()?.as_ref();
    let distance =
        |a: &str, b: &str| Some(f64::from(Embedding::distance(embedding(a)?, embedding(b)?)));
    let distances: Vec<(Option<f64>, bool)> = pairs
        .iter()
        .map(|(a, b, same)| (distance(a, b), *same))
        .collect();
    let mut report = report(&distances);
    if let Some(people) = people {
        let same: Vec<(&str, f64)> = pairs
            .iter()
            .zip(&distances)
            .filter(|(pair, _)| pair.2)
            .map(|(pair, (distance, _))| (pair.0, distance.unwrap_or(f64::INFINITY)))
            .collect();
        report["cross_identity"] = people.cross_identity(&same, embedding);
        if let Some(photos) = args.photos {
            report["several_photos"] = people.several_photos(usize::from(photos), embedding)?;
        }
    }
    Ok(report)
}

fn label(text: &str) -> Result<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        other => bail!("the column same holds 1 or 0, not {other:?}"),
    }
}

fn report(pairs: &[(Option<f64>, bool)]) -> Value {
    let distances = Distances::new(
        pairs
            .iter()
            .map(|(d, same)| (d.unwrap_or(f64::INFINITY), *same)),
    );
    let best = distances.best();
    let right = |cut: Cut| pairs.len() - cut.false_matches - cut.false_non_matches;
    let default = distances.cut(f64::from(MATCH_DISTANCE_MAX));
    let (mut fnmr_at, mut intervals_at, mut thresholds_at) = (Map::new(), Map::new(), Map::new());
    for (name, fmr) in FALSE_MATCH_RATES {
        let cut = distances.at_fmr(fmr);
        let interval = cut.map(|cut| wilson(cut.false_non_matches, distances.same()));
        fnmr_at.insert(
            name.to_owned(),
            json!(cut.and_then(|cut| distances.fnmr(&cut))),
        );
        thresholds_at.insert(name.to_owned(), json!(cut.map(|cut| cut.threshold)));
        intervals_at.insert(name.to_owned(), json!(interval));
    }
    json!({
        "pairs": pairs.len(),
        "same": distances.same(),
        "different": distances.different(),
        "no_face": pairs.iter().filter(|(distance, _)| distance.is_none()).count(),
        "auc": distances.auc(),
        "eer": distances.eer(),
        "accuracy": best.map(|cut| right(cut) as f64 / pairs.len() as f64),
        "threshold": best.map(|cut| cut.threshold),
        "fnmr_at_fmr": fnmr_at,
        "threshold_at_fmr": thresholds_at,
        "at_default": {
            "threshold": MATCH_DISTANCE_MAX,
            "fmr": distances.fmr(&default),
            "fnmr": distances.fnmr(&default),
        },
        "intervals": {
            "accuracy": best.map(|cut| wilson(right(cut), pairs.len())),
            "fnmr_at_fmr": intervals_at,
            "at_default": {
                "fmr": wilson(default.false_matches, distances.different()),
                "fnmr": wilson(default.false_non_matches, distances.same()),
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbers_or_words() {
        assert!(label("1").unwrap() && label("True").unwrap());
        assert!(!label("0").unwrap() && !label("false").unwrap());
        assert!(label("").is_err() && label("2").is_err());
    }

    #[test]
    fn a_missing_face_is_counted_and_matches_nothing() {
        let pairs = [
            (Some(0.5), true),
            (None, true),
            (Some(1.4), false),
            (None, false),
        ];
        let report = report(&pairs);
        assert_eq!(report["pairs"], 4);
        assert_eq!(report["no_face"], 2);
        assert_eq!(report["accuracy"], 0.75);
        assert_eq!(report["at_default"]["fmr"], 0.0);
        assert_eq!(report["at_default"]["fnmr"], 0.5);
        assert_eq!(report["fnmr_at_fmr"]["1e-2"], Value::Null);
        assert!(
            report["intervals"]["at_default"]["fmr"][1]
                .as_f64()
                .unwrap()
                > 0.5
        );
    }

    #[test]
    fn no_pairs_are_no_numbers() {
        let report = report(&[]);
        assert_eq!(
            (&report["pairs"], &report["auc"], &report["accuracy"]),
            (&json!(0), &Value::Null, &Value::Null)
        );
    }
}
