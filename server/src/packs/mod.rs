//! Packs: what a site's visitors are asked for, as data. Some are built in; an operator adds others as files.

mod error;
mod pack;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use poze_liveness::Move;
use poze_protocol::{Code, CreateSession};
use poze_store::Site;

pub(crate) use self::error::PackError;
pub(crate) use self::pack::Pack;
pub(crate) use self::read::is_pack_name;
use crate::error::ApiError;

/// What is drawn from where nobody names a pack.
pub(crate) const DEFAULT: &str = "default";

const BUILTIN: [(&str, &str); 4] = [
    ("default.toml", include_str!("builtin/default.toml")),
    ("no-hands.toml", include_str!("builtin/no-hands.toml")),
    ("props.toml", include_str!("builtin/props.toml")),
    ("simple.toml", include_str!("builtin/simple.toml")),
];

/// Largest file.
const FILE_MAX_BYTES: u64 = 64 * 1024;
/// Most files in a folder.
const FILES_MAX: usize = 64;

/// All packs of this verifier, by name.
#[derive(Clone, Debug)]
pub(crate) struct Packs(BTreeMap<String, Pack>);

impl Packs {
    /// Those that are built in, as far as the engine can judge enough for them.
    pub(crate) fn builtin(capable: &[Move]) -> Packs {
        let mut packs = BTreeMap::new();
        for (file, text) in BUILTIN {
            match read::pack(file, text, capable) {
                Ok(pack) => _ = packs.insert(pack.name().to_owned(), pack),
                Err(why) => {
                    tracing::warn!(%why, "this engine cannot judge a pack that is built in")
                }
            }
        }
        Packs(packs)
    }

    /// Those and the `*.toml` in a folder.
    ///
    /// # Errors
    /// The first file that is no pack: which, which key, why.
    pub(crate) fn with_folder(folder: &Path, capable: &[Move]) -> Result<Packs, PackError> {
        let mut packs = Packs::builtin(capable);
        for path in files(folder)? {
            let file = path.display().to_string();
            let size = std::fs::metadata(&path).map_err(|e| PackError::unreadable(&file, &e))?;
            if size.len() > FILE_MAX_BYTES {
                let why = format!("has more than {FILE_MAX_BYTES} bytes");
                return Err(PackError::of_file(&file, &why));
            }
            let text = std::fs::read_to_string(&path);
            let text = text.map_err(|e| PackError::unreadable(&file, &e))?;
            let pack = read::pack(&file, &text, capable)?;
            if path.file_stem().and_then(|stem| stem.to_str()) != Some(pack.name()) {
                let why = format!("{:?} is not the name of the file", pack.name());
                return Err(PackError::of_key(&file, "name", &why));
            }
            packs.add(&file, pack)?;
        }
        Ok(packs)
    }

    fn add(&mut self, file: &str, pack: Pack) -> Result<(), PackError> {
        let name = pack.name().to_owned();
        if self.0.contains_key(&name) {
            let why = format!("{name:?} is the name of a pack that is built in");
            return Err(PackError::of_key(file, "name", &why));
        }
        self.0.insert(name, pack);
        Ok(())
    }

    /// A pack by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&Pack> {
        self.0.get(name)
    }

    /// All, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Pack> {
        self.0.values()
    }

    /// The pack of a session that was made with one.
    pub(crate) fn of_session(&self, request: &CreateSession) -> Result<&Pack, ApiError> {
        let name = request.pack.as_deref().unwrap_or(DEFAULT);
        self.get(name).ok_or_else(|| Code::UnknownPack.into())
    }

    /// The pack for a new session: the site's if it is held to one, else the one that is asked for, else the default.
    pub(crate) fn for_session(
        &self,
        site: &Site,
        request: &CreateSession,
    ) -> Result<&Pack, ApiError> {
        let name = match (site.pack.as_deref(), request.pack.as_deref()) {
            (Some(held), Some(named)) if held != named => return Err(Code::PackNotAllowed.into()),
            (held, named) => held.or(named).unwrap_or(DEFAULT),
        };
        self.get(name).ok_or_else(|| Code::UnknownPack.into())
    }
}

/// The packs' files in a folder, by name.
fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, PackError> {
    let shown = folder.display().to_string();
    let entries = std::fs::read_dir(folder).map_err(|e| PackError::unreadable(&shown, &e))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| PackError::unreadable(&shown, &e))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
        if files.len() > FILES_MAX {
            let why = format!("holds more than {FILES_MAX} packs");
            return Err(PackError::of_file(&shown, &why));
        }
    }
    files.sort();
    Ok(files)
}
