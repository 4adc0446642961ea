//! The JavaScript glue.

use std::path::Path;

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

/// Writes the glue for ES modules and the bound module to `out_dir`, named after the module.
///
/// The glue has no default path to the module: the loader fetches it once and hands the compiled module to the page
/// and to the worker.
pub(crate) fn bind(wasm: &Path, out_dir: &Path) -> anyhow::Result<()> {
    let name = wasm.file_stem().and_then(|name| name.to_str());
    let name = name.with_context(|| format!("{} has no name", wasm.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)
        .context("wasm-bindgen refused the target `web`")?
        .input_path(wasm)
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .generate(out_dir)
        .with_context(|| format!("wasm-bindgen could not bind {}", wasm.display()))
}
