//! `poze key rotate`: a new signing key; the old ones stay published until their files are removed.

use std::fs;
use std::io::Write as _;

use anyhow::Context as _;
use clap::Subcommand;
use poze_store::make_private_folder;
use serde_json::json;

use crate::clock::Clock;
use crate::commands::data::DataArgs;
use crate::output;
use crate::signing::{KeyKind, SigningKeys, new_pem};

/// What to do with signing keys.
#[derive(Subcommand, Debug)]
pub(crate) enum KeyCommand {
    /// Make a new signing key. The verifier uses it from its next start on.
    Rotate {
        /// How it signs.
        #[arg(long, value_enum, default_value = "es256")]
        alg: KeyKind,
        #[command(flatten)]
        data: DataArgs,
    },
}

pub(crate) fn run(command: KeyCommand) -> anyhow::Result<()> {
    let KeyCommand::Rotate { alg, data } = command;
    let folder = data.keys();
    make_private_folder(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pem = new_pem(alg)?;
    // Milliseconds with leading zeros: the order of names is the order of time.
    let file = folder.join(format!("{:016}.pem", Clock::system().now_ms()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&file)
        .and_then(|mut f| f.write_all(pem.as_bytes()));
    written.with_context(|| format!("cannot write {}", file.display()))?;
    let keys = SigningKeys::from_folder(&folder)?.jwks().keys;
    let kids: Vec<_> = keys
        .iter()
        .filter_map(|k| k.common.key_id.as_deref())
        .collect();
    output::json(&json!({"kid": kids.first(), "published": kids, "file": file}))
}
