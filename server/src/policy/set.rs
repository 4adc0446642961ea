//! The policies of a verifier by their names: three that are built in, and those of the operator.
//!
//! A backend compares `acr` as a text, and takes it for a promise. So the promise of a name and version must never
//! change: the built-in ones change their version with their content (a test holds both together), and one that an
//! operator made carries eight digits of a SHA-256 over all that it asks for, `urn:poze:shop:1-3fa94c12`. A threshold
//! that somebody tunes, also by way of a newer release of what it extends, is another `acr`, without anybody having to
//! remember to count.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use poze_engine::FindingKind;
use sha2::{Digest as _, Sha256};
use toml::Table;

use super::document::{Document, PolicyError, unknown};
use super::{Demands, KINDS, Policy, Rule};

/// Longest name of a policy.
const NAME_MAX_CHARS: usize = 32;
/// Policies of an operator.
const CONFIGURED_MAX: usize = 100;
const STANDARD: &str = "standard";
/// At the end of a name it would make one `acr` out of two.
const REDUCED: &str = "-reduced";

const BUILT_IN: [(&str, &str); 3] = [
    ("relaxed", include_str!("relaxed.toml")),
    (STANDARD, include_str!("standard.toml")),
    ("strict", include_str!("strict.toml")),
];

/// All policies of a verifier.
#[derive(Clone, Debug)]
pub(crate) struct Policies {
    by_name: BTreeMap<String, Arc<Policy>>,
    default: Arc<Policy>,
}

impl Policies {
    /// Those that are in the binary.
    pub(crate) fn built_in() -> Policies {
        let by_name: BTreeMap<String, Arc<Policy>> = BUILT_IN
            .into_iter()
            .map(|(name, text)| {
                let policy =
                    built_in(name, text).expect("a test reads the documents in the binary");
                (name.to_owned(), Arc::new(policy))
            })
            .collect();
        let default = Arc::clone(&by_name[STANDARD]);
        Policies { by_name, default }
    }

    /// These and those of a table, of which each is a document.
    pub(crate) fn with(mut self, key: &str, table: &Table) -> Result<Policies, PolicyError> {
        if table.len() > CONFIGURED_MAX {
            let problem = format!("holds more than {CONFIGURED_MAX} policies");
            return Err(PolicyError::new(key, problem));
        }
        let mut waiting = BTreeMap::new();
        for (name, value) in table {
            let key = format!("{key}.{name}");
            self.check_new(&key, name)?;
            let document = Document::read(&key, super::document::inner(&key, value)?)?;
            waiting.insert(name.clone(), document);
        }
        // Round by round those whose bases are known, so that their order in the file does not matter.
        while !waiting.is_empty() {
            let before = waiting.len();
            for (name, document) in std::mem::take(&mut waiting) {
                let key = format!("{key}.{name}");
                let extends = document.extends.as_deref().unwrap_or(STANDARD);
                match self.by_name.get(extends) {
                    Some(base) => {
                        let policy = tuned(&name, &document, base);
                        self.by_name.insert(name, Arc::new(policy));
                    }
                    None if table.contains_key(extends) => _ = waiting.insert(name, document),
                    None => return Err(unknown(format!("{key}.extends"), &self.names())),
                }
            }
            if waiting.len() == before {
                let name = waiting.keys().next().cloned().unwrap_or_default();
                let key = format!("{key}.{name}.extends");
                return Err(PolicyError::new(key, "leads back to itself"));
            }
        }
        Ok(self)
    }

    /// These, with another default.
    pub(crate) fn by_default(mut self, key: &str, name: &str) -> Result<Policies, PolicyError> {
        let policy = self.get(name).cloned();
        self.default = policy.ok_or_else(|| unknown(key, &self.names()))?;
        Ok(self)
    }

    /// The policy of sessions and sites that name none.
    pub(crate) fn default(&self) -> &Arc<Policy> {
        &self.default
    }

    /// The policy of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Policy>> {
        self.by_name.get(name)
    }

    /// All, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Policy> {
        self.by_name.values().map(Arc::as_ref)
    }

    #[cfg(test)]
    pub(crate) fn standard(&self) -> &Policy {
        &self.by_name[STANDARD]
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.join(", ")
    }

    fn check_new(&self, key: &str, name: &str) -> Result<(), PolicyError> {
        if BUILT_IN.iter().any(|(built_in, _)| *built_in == name) {
            let problem = format!(
                "is built in and stays as it is; give your own a name of its own, with extends = \"{name}\""
            );
            return Err(PolicyError::new(key, problem));
        }
        if !is_name(name) {
            let problem = format!(
                "must have 1 to {NAME_MAX_CHARS} of a-z, 0-9 and -, begin with a letter and not end in {REDUCED}"
            );
            return Err(PolicyError::new(key, problem));
        }
        Ok(())
    }
}

/// Whether a policy may be called so: it becomes a part of `acr`.
pub(crate) fn is_name(name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.len() <= NAME_MAX_CHARS
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(letter)
        && !name.ends_with(REDUCED)
}

/// A document of ours: it stands alone and leaves nothing out, so that a finding that is added must be thought of.
fn built_in(name: &str, text: &str) -> Result<Policy, PolicyError> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| PolicyError::new(name, error.message()))?;
    let document = Document::read(name, &table)?;
    let missing = |key: &str| PolicyError::new(format!("{name}.{key}"), "is missing");
    let mut rules = [Rule {
        counts: true,
        least: 1.0,
    }; KINDS];
    for kind in FindingKind::ALL {
        let part = document.findings[kind as usize];
        let key = format!("findings.{}.least", kind.id());
        rules[kind as usize] = Rule {
            counts: part.counts.unwrap_or(true),
            least: part.least.ok_or_else(|| missing(&key))?,
        };
    }
    Ok(Policy {
        name: name.to_owned(),
        version: document
            .version
            .ok_or_else(|| missing("version"))?
            .to_string(),
        demands: Demands {
            steps_least: document.steps_least.ok_or_else(|| missing("steps_least"))?,
            moves: document.demands.ok_or_else(|| missing("demands"))?,
        },
        rules,
    })
}

fn tuned(name: &str, document: &Document, base: &Policy) -> Policy {
    let mut policy = base.clone();
    for (rule, part) in policy.rules.iter_mut().zip(document.findings) {
        rule.counts = part.counts.unwrap_or(rule.counts);
        rule.least = part.least.unwrap_or(rule.least);
    }
    if let Some(steps_least) = document.steps_least {
        policy.demands.steps_least = steps_least;
    }
    if let Some(moves) = &document.demands {
        policy.demands.moves.clone_from(moves);
    }
    name.clone_into(&mut policy.name);
    policy.version = format!("{}-{}", document.version.unwrap_or(1), digest(&policy));
    policy
}

/// Eight digits over everything that a policy asks for.
fn digest(policy: &Policy) -> String {
    let mut text = format!("steps {}\n", policy.demands.steps_least);
    for demand in &policy.demands.moves {
        text += &format!("demands {}\n", demand.id());
    }
    for kind in FindingKind::ALL {
        let Rule { counts, least } = policy.rule(kind);
        text += &format!("{} {counts} {least}\n", kind.id());
    }
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(4).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}"); // to a String nothing can fail
        digits
    })
}

#[cfg(test)]
mod tests;
