//! Where an operator's data and secrets are, for every command that needs them. No secret has a default.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use poze_store::{MasterKey, Store, make_private_folder};

/// Environment variable of the master key.
const MASTER_KEY: &str = "POZE_MASTER_KEY";

/// Options of every command on an operator's data.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct DataArgs {
    /// Folder of the database (`poze.sqlite`) and the signing keys (`keys/*.pem`).
    #[arg(long, env = "POZE_DATA", default_value = "poze-data")]
    pub(crate) data: PathBuf,
    /// File that holds the master key, 32 bytes in base64; otherwise POZE_MASTER_KEY in the environment.
    #[arg(long, env = "POZE_MASTER_KEY_FILE")]
    pub(crate) master_key_file: Option<PathBuf>,
}

impl DataArgs {
    /// Opens the database; makes the folder.
    pub(crate) async fn open(&self) -> anyhow::Result<Store> {
        let key = self.master_key()?;
        make_private_folder(&self.data)
            .with_context(|| format!("cannot make {}", self.data.display()))?;
        let file = self.data.join("poze.sqlite");
        Store::open(&file, key)
            .await
            .with_context(|| format!("cannot open {}", file.display()))
    }

    /// Folder of the signing keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    fn master_key(&self) -> anyhow::Result<MasterKey> {
        if let Some(file) = &self.master_key_file {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            return MasterKey::from_base64(&text).with_context(|| format!("{}", file.display()));
        }
        match std::env::var(MASTER_KEY) {
            Ok(text) => MasterKey::from_base64(&text).context(MASTER_KEY),
            Err(_) => bail!(
                "{MASTER_KEY} is not set: references and facts are encrypted under it, and it has no default. Make \
                 one with `openssl rand -base64 32` and keep it; to try things out use `poze serve --dev`"
            ),
        }
    }
}
