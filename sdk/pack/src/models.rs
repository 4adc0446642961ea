//! Models against their manifest.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use sha2::{Digest, Sha256};

const MANIFEST: &str = "MANIFEST.toml";
/// Who a model must be used by for a copy to reach the browser.
const BROWSER: &str = "widget";

/// The parts of the manifest that the build needs; what else stands there is for people.
#[derive(Deserialize)]
struct Manifest {
    model: Vec<Model>,
}

/// One weights file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Model {
    /// File name inside the models folder.
    pub(crate) file: String,
    /// Size.
    pub(crate) bytes: u64,
    /// Lower-case hex.
    sha256: String,
    /// `widget`, `server`, …
    used_by: Vec<String>,
    /// Name in `dist` where it differs from the publisher's.
    dist: Option<String>,
}

impl Model {
    fn name_in_dist(&self) -> &str {
        self.dist.as_deref().unwrap_or(&self.file)
    }
}

/// Checks every file of the manifest and copies the browser's to `out_dir`.
///
/// # Errors
/// A file that is absent or differs from the manifest, a weights file that the manifest does not name, a name that is
/// not a plain file name.
pub(crate) fn check_and_copy(models_dir: &Path, out_dir: &Path) -> anyhow::Result<Vec<Model>> {
    let path = models_dir.join(MANIFEST);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest =
        toml::from_str(&text).with_context(|| format!("cannot parse {}", path.display()))?;
    let mut copied = Vec::new();
    for model in &manifest.model {
        let bytes = checked_bytes(models_dir, model)?;
        if model.used_by.iter().any(|user| user == BROWSER) {
            let target = out_dir.join(model.name_in_dist());
            std::fs::write(&target, bytes)
                .with_context(|| format!("cannot write {}", target.display()))?;
            copied.push(model.clone());
        }
    }
    refuse_strays(models_dir, &manifest)?;
    Ok(copied)
}

fn checked_bytes(models_dir: &Path, model: &Model) -> anyhow::Result<Vec<u8>> {
    let file = model.file.as_str();
    for name in [file, model.name_in_dist()] {
        ensure!(
            Path::new(name)
                .file_name()
                .is_some_and(|plain| plain == name),
            "{MANIFEST}: `{name}` is not a plain file name"
        );
    }
    let path = models_dir.join(file);
    let bytes = std::fs::read(&path)
        .with_context(|| format!("cannot read the model {}", path.display()))?;
    ensure!(
        bytes.len() as u64 == model.bytes,
        "{file} has {} bytes, {MANIFEST} says {}",
        bytes.len(),
        model.bytes
    );
    let sha256 = hex(&Sha256::digest(&bytes));
    ensure!(
        sha256 == model.sha256,
        "{file} has sha256 {sha256}, {MANIFEST} says {}",
        model.sha256
    );
    Ok(bytes)
}

/// A model whose origin and licence nobody wrote down must not ship.
fn refuse_strays(models_dir: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let named: BTreeSet<&str> = manifest
        .model
        .iter()
        .map(|model| model.file.as_str())
        .collect();
    for entry in std::fs::read_dir(models_dir)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".tflite") && !named.contains(name.as_ref()) {
            bail!("{name} lies among the models, but {MANIFEST} does not name it");
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
