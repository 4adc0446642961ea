//! What the loader hands over, checked once.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Function, Reflect};
use poze_protocol::{Code, Consent};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Failure;
use crate::events::Host;
use crate::texts::Texts;

/// The plain values among the options.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plain {
    api: String,
    client_secret: String,
    #[serde(default)]
    parent_origin: Option<String>,
    base: String,
    strings: HashMap<String, String>,
    consent: Consent,
}

/// Everything that a run needs to know beforehand.
pub(crate) struct Options {
    /// The verifier's URL, without a slash at its end.
    pub(crate) api: String,
    /// Authorises the page's calls.
    pub(crate) client_secret: String,
    /// In frame mode the embedding page.
    pub(crate) parent_origin: Option<String>,
    /// Folder of the widget's files, ends in a slash.
    pub(crate) base: String,
    /// What the visitor agreed to.
    pub(crate) consent: Consent,
    /// Texts in the visitor's language.
    pub(crate) texts: Texts,
    /// The compiled module, for the worker.
    pub(crate) wasm_module: JsValue,
    /// Bytes of the models by use, for the worker.
    pub(crate) models: JsValue,
    /// The page's callbacks.
    pub(crate) host: Host,
}

impl Options {
    /// # Errors
    /// `bad_configuration` when something is missing or of another type.
    pub(crate) fn from_js(options: JsValue) -> Result<Options, Failure> {
        let get = |key: &str| Reflect::get(&options, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let function = |key: &str| {
            let missing = || Failure::because(Code::BadConfiguration, format!("no {key}"));
            get(key).dyn_into::<Function>().map_err(|_| missing())
        };
        let host = Host {
            on_state: function("onState")?,
            on_verified: function("onVerified")?,
            on_error: function("onError")?,
            on_closed: function("onClosed")?,
            last: RefCell::new(None),
        };
        let (wasm_module, models) = (get("wasmModule"), get("models"));
        let plain: Plain = serde_wasm_bindgen::from_value(options)
            .map_err(|error| Failure::because(Code::BadConfiguration, error.to_string()))?;
        Ok(Options {
            api: plain.api.trim_end_matches('/').to_owned(),
            client_secret: plain.client_secret,
            parent_origin: plain.parent_origin,
            base: plain.base,
            consent: plain.consent,
            texts: Texts::new(plain.strings),
            wasm_module,
            models,
            host,
        })
    }
}
