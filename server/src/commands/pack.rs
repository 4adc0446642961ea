//! `poze pack list`

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use poze_engine::local::GROUPS;
use poze_liveness::{Move, count_pozes, possible_steps};
use serde_json::{Value, json};

use crate::output;
use crate::packs::{Pack, Packs, is_pack_name};

/// What to do with packs.
#[derive(Subcommand, Debug)]
pub(crate) enum PackCommand {
    /// Check all packs, and list them with what they make: possible steps, pozes, bits.
    List {
        #[command(flatten)]
        packs: PackArgs,
    },
}

/// Where packs are.
#[derive(clap::Args, Debug)]
pub(crate) struct PackArgs {
    /// A folder of packs (TOML) beside those that are built in.
    #[arg(long = "packs", env = "POZE_PACKS")]
    folder: Option<PathBuf>,
}

impl PackArgs {
    /// Those that are built in, and the folder's.
    pub(crate) fn read(&self, capable: &[Move]) -> anyhow::Result<Packs> {
        Ok(match &self.folder {
            Some(folder) => Packs::with_folder(folder, capable)?,
            None => Packs::builtin(capable),
        })
    }

    /// Whether there is a pack of this name.
    pub(crate) fn require(&self, name: &str) -> anyhow::Result<()> {
        anyhow::ensure!(
            is_pack_name(name),
            "--pack must have 1 to 40 of a-z, 0-9 and -"
        );
        let packs = self.read(&Move::judged_with(&GROUPS))?;
        let names: Vec<&str> = packs.all().map(Pack::name).collect();
        let known = || format!("there is no pack {name}: there are {}", names.join(", "));
        packs.get(name).map(|_| ()).with_context(known)
    }
}

pub(crate) fn run(command: PackCommand) -> anyhow::Result<()> {
    let PackCommand::List { packs } = command;
    let capable = Move::judged_with(&GROUPS);
    let packs = packs.read(&capable)?;
    let listed: Vec<Value> = packs.all().map(|pack| printed(pack, &capable)).collect();
    output::json(&listed.into())
}

fn printed(pack: &Pack, capable: &[Move]) -> Value {
    let rules = pack.rules(&[], &[], capable);
    let pozes = count_pozes(&rules, u64::MAX);
    json!({
        "name": pack.name(), "about": pack.about(), "steps": pack.steps(),
        "moves": pack.moves().iter().map(|mv| mv.id()).collect::<Vec<_>>(),
        "on_request": pack.on_request().iter().map(|mv| mv.id()).collect::<Vec<_>>(),
        "possible_steps": possible_steps(&rules).len(), "pozes": pozes,
        "bits": ((pozes as f64).log2() * 100.0).floor() / 100.0,
    })
}
