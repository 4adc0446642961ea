//! An operator's file: what a verifier does otherwise than by default. Holds no secret. Every mistake is told by its
//! full key, at the start.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use toml::Table;

use crate::policy::{Policies, PolicyError};

/// Where the file is, and what may be said without one.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct ConfigArgs {
    /// TOML file with policies of your own (docs/policies.md).
    #[arg(long, env = "POZE_CONFIG")]
    config: Option<PathBuf>,
    /// Policy of sessions and sites that name none; otherwise `default_policy` of the file, otherwise standard.
    #[arg(long, env = "POZE_POLICY")]
    policy: Option<String>,
}

/// What the file says.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) policies: Policies,
}

/// A file for people; a larger one is another file.
const MAX_BYTES: u64 = 1 << 20;
const DEFAULT_POLICY: &str = "default_policy";
const POLICY: &str = "policy";

impl ConfigArgs {
    /// Reads the file, if there is one.
    pub(crate) fn read(&self) -> anyhow::Result<Config> {
        let table = match &self.config {
            None => Table::new(),
            Some(file) => {
                let shown = file.display();
                let about =
                    std::fs::metadata(file).with_context(|| format!("cannot read {shown}"))?;
                if about.len() > MAX_BYTES {
                    return Err(anyhow!("{shown} has more than {MAX_BYTES} bytes"));
                }
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read {shown}"))?;
                text.parse()
                    .with_context(|| format!("{shown} is not TOML"))?
            }
        };
        let config = Config::of(&table).with_context(|| match &self.config {
            Some(file) => format!("{}", file.display()),
            None => "the built-in policies".to_owned(),
        })?;
        let policies = match &self.policy {
            Some(name) => config.policies.by_default("--policy (POZE_POLICY)", name)?,
            None => config.policies,
        };
        Ok(Config { policies })
    }
}

impl Config {
    fn of(table: &Table) -> Result<Config, PolicyError> {
        let mut policies = Policies::built_in();
        if let Some(value) = table.get(POLICY) {
            let own = value.as_table();
            let own = own.ok_or_else(|| PolicyError::new(POLICY, "must be a table"))?;
            policies = policies.with(POLICY, own)?;
        }
        if let Some(value) = table.get(DEFAULT_POLICY) {
            let name = value.as_str();
            let name = name.ok_or_else(|| PolicyError::new(DEFAULT_POLICY, "must be a text"))?;
            policies = policies.by_default(DEFAULT_POLICY, name)?;
        }
        let known = [POLICY, DEFAULT_POLICY];
        match table.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(PolicyError::new(
                key,
                "is unknown; there are: policy, default_policy",
            )),
            None => Ok(Config { policies }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, policy: Option<&str>) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("poze.toml");
        std::fs::write(&file, text).unwrap();
        let args = ConfigArgs {
            config: Some(file),
            policy: policy.map(str::to_owned),
        };
        let config = args.read().map_err(|error| format!("{error:#}"))?;
        Ok(config.policies.default().name().to_owned())
    }

    #[test]
    fn the_file_and_then_the_command_line_name_the_default() {
        assert_eq!(read("", None).unwrap(), "standard");
        assert_eq!(read("default_policy = \"strict\"", None).unwrap(), "strict");
        let own = "default_policy = \"shop\"\n[policy.shop]\nextends = \"relaxed\"";
        assert_eq!(read(own, None).unwrap(), "shop");
        assert_eq!(read(own, Some("strict")).unwrap(), "strict");
        let none = ConfigArgs::default().read().unwrap();
        assert_eq!(none.policies.default().name(), "standard");
    }

    #[test]
    fn mistakes_name_the_file_and_the_key() {
        for (text, key) in [
            (
                "default_policy = \"shop\"",
                "default_policy: is unknown; there are: relaxed, standard, strict",
            ),
            ("default_policy = 1", "default_policy: must be a text"),
            ("policy = 1", "policy: must be a table"),
            ("[polices.shop]", "polices: is unknown"),
            (
                "[policy.shop]\nextend = 1",
                "policy.shop.extend: is unknown",
            ),
            ("[policy", "is not TOML"),
        ] {
            let told = read(text, None).unwrap_err();
            assert!(
                told.contains("poze.toml") && told.contains(key),
                "{text}\n{told}"
            );
        }
        assert!(read("", Some("shop")).unwrap_err().contains("--policy"));
        let missing = ConfigArgs {
            config: Some("/nowhere/poze.toml".into()),
            policy: None,
        };
        assert!(
            format!("{:#}", missing.read().unwrap_err()).contains("cannot read /nowhere/poze.toml")
        );
        let long = format!("# {}", "x".repeat(1 << 20));
        assert!(read(&long, None).unwrap_err().contains("more than"));
    }
}
