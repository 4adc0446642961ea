//! The JavaScript glue.

use std::path::Path;

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

/// Name of the glue: `poze_sdk.js` and `poze_sdk_bg.wasm`.
const OUT_NAME: &str = "poze_sdk";

/// Writes the glue for ES modules and the bound module to `out_dir`.
///
/// The glue has no default path to the module: the loader fetches it once and hands the compiled module to the page
/// and to the worker.
pub(crate) fn bind(wasm: &Path, out_dir: &Path) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)
        .context("wasm-bindgen refused the target `web`")?
        .input_path(wasm)
        .out_name(OUT_NAME)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .generate(out_dir)
        .with_context(|| format!("wasm-bindgen could not bind {}", wasm.display()))
}
