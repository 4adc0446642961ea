//! A policy as it is written down: TOML, in which every mistake is told by its full key.

use poze_engine::{FindingKind, MATCH_DISTANCE_MAX, score_of_distance};
use toml::{Table, Value};

use super::demands::Demand;

/// A mistake in a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub(crate) struct PolicyError {
    key: String,
    problem: String,
}

impl PolicyError {
    pub(crate) fn new(key: impl Into<String>, problem: impl Into<String>) -> PolicyError {
        PolicyError {
            key: key.into(),
            problem: problem.into(),
        }
    }
}

/// What is written; what is not is taken from the policy that it extends.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Document {
    pub(crate) version: Option<u32>,
    pub(crate) extends: Option<String>,
    pub(crate) steps_least: Option<u8>,
    pub(crate) demands: Option<Vec<Demand>>,
    /// In the order of [`FindingKind::ALL`].
    pub(crate) findings: [PartOfRule; FindingKind::ALL.len()],
}

/// What is written of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct PartOfRule {
    pub(crate) counts: Option<bool>,
    pub(crate) least: Option<f32>,
}

/// Without these a token would say what nobody has found: that this face did these moves.
const ALWAYS: [FindingKind; 4] = [
    FindingKind::Face,
    FindingKind::Neutral,
    FindingKind::Move,
    FindingKind::Match,
];

/// Instead of a score: the border that was measured for the weights of the engine.
const CALIBRATED: &str = "calibrated";

impl Document {
    /// Reads the table at `key`.
    pub(crate) fn read(key: &str, table: &Table) -> Result<Document, PolicyError> {
        let mut document = Document::default();
        for (name, value) in table {
            let key = format!("{key}.{name}");
            match name.as_str() {
                "version" => document.version = Some(whole(&key, value, 1, 999_999)?),
                "extends" => document.extends = Some(text(&key, value)?.to_owned()),
                "steps_least" => document.steps_least = Some(whole(&key, value, 1, 3)? as u8),
                "demands" => document.demands = Some(demands(&key, value)?),
                "findings" => findings(&key, value, &mut document)?,
                _ => {
                    let known = "version, extends, steps_least, demands, findings";
                    return Err(unknown(key, known));
                }
            }
        }
        Ok(document)
    }
}

fn findings(key: &str, value: &Value, document: &mut Document) -> Result<(), PolicyError> {
    for (name, value) in inner(key, value)? {
        let key = format!("{key}.{name}");
        let Some(kind) = FindingKind::ALL.into_iter().find(|kind| kind.id() == name) else {
            return Err(unknown(
                key,
                &FindingKind::ALL.map(FindingKind::id).join(", "),
            ));
        };
        let part = &mut document.findings[kind as usize];
        for (name, value) in inner(&key, value)? {
            let key = format!("{key}.{name}");
            match name.as_str() {
                "counts" => part.counts = Some(counts(&key, value, kind)?),
                "least" => part.least = Some(least(&key, value, kind)?),
                _ => return Err(unknown(key, "counts, least")),
            }
        }
    }
    Ok(())
}

fn counts(key: &str, value: &Value, kind: FindingKind) -> Result<bool, PolicyError> {
    match value.as_bool() {
        None => Err(PolicyError::new(key, "must be true or false")),
        Some(false) if ALWAYS.contains(&kind) => {
            let why = "cannot be false: the token says that this was found";
            Err(PolicyError::new(key, why))
        }
        Some(counts) => Ok(counts),
    }
}

fn least(key: &str, value: &Value, kind: FindingKind) -> Result<f32, PolicyError> {
    let score = match value {
        Value::String(word) if word == CALIBRATED && kind == FindingKind::Match => {
            return Ok(score_of_distance(MATCH_DISTANCE_MAX));
        }
        Value::Float(score) => *score as f32,
        Value::Integer(1) => 1.0,
        _ => 0.0,
    };
    if score > 0.0 && score <= 1.0 {
        return Ok(score);
    }
    let or = if kind == FindingKind::Match {
        ", or \"calibrated\""
    } else {
        "; what should fail nobody has `counts = false`"
    };
    let problem = format!("must be a number above 0 and up to 1{or}");
    Err(PolicyError::new(key, problem))
}

fn demands(key: &str, value: &Value) -> Result<Vec<Demand>, PolicyError> {
    let known = Demand::ALL.map(Demand::id).join(", ");
    let list = value.as_array();
    let list = list.ok_or_else(|| PolicyError::new(key, format!("must be a list of: {known}")))?;
    let mut demands = Vec::new();
    for (n, value) in list.iter().enumerate() {
        let key = format!("{key}[{n}]");
        let id = text(&key, value)?;
        let demand = Demand::ALL.into_iter().find(|demand| demand.id() == id);
        demands.push(demand.ok_or_else(|| unknown(key, &known))?);
    }
    demands.sort_unstable();
    demands.dedup();
    Ok(demands)
}

fn whole(key: &str, value: &Value, least: u32, most: u32) -> Result<u32, PolicyError> {
    let number = value.as_integer().and_then(|n| u32::try_from(n).ok());
    let number = number.filter(|n| (least..=most).contains(n));
    number
        .ok_or_else(|| PolicyError::new(key, format!("must be a whole number, {least} to {most}")))
}

/// The table that a key must hold.
pub(crate) fn inner<'a>(key: &str, value: &'a Value) -> Result<&'a Table, PolicyError> {
    value
        .as_table()
        .ok_or_else(|| PolicyError::new(key, "must be a table"))
}

/// The text that a key must hold.
pub(crate) fn text<'a>(key: &str, value: &'a Value) -> Result<&'a str, PolicyError> {
    value
        .as_str()
        .ok_or_else(|| PolicyError::new(key, "must be a text"))
}

/// A key, or a word in its place, that means nothing.
pub(crate) fn unknown(key: impl Into<String>, known: &str) -> PolicyError {
    PolicyError::new(key, format!("is unknown; there are: {known}"))
}
