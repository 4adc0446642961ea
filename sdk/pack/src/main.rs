//! The build tool of the widget, called by `npm run build`.
//!
//! `poze-pack MODELS OUT WASM…` checks every file of the folder MODELS against its `MANIFEST.toml`, copies those that a
//! browser needs to OUT, and writes the JavaScript glue and the bound module of each WASM (what cargo built) beside
//! them: of `poze_sdk.wasm`, `poze_sdk.js` and `poze_sdk_bg.wasm`. wasm-bindgen is used as a library, so that its version is always the one in
//! `Cargo.lock`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bind;
mod models;

use std::path::PathBuf;

use anyhow::{Context, bail};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [models_dir, out_dir, modules @ ..] = arguments.as_slice() else {
        bail!("usage: poze-pack MODELS OUT WASM…");
    };
    std::fs::create_dir_all(out_dir)
        .with_context(|| format!("cannot create {}", out_dir.display()))?;
    let copied = models::check_and_copy(models_dir, out_dir)?;
    for model in &copied {
        eprintln!(
            "pack: {} is what MANIFEST.toml says ({} bytes)",
            model.file, model.bytes
        );
    }
    for wasm in modules {
        bind::bind(wasm, out_dir)?;
        eprintln!("pack: bound {}", wasm.display());
    }
    Ok(())
}
