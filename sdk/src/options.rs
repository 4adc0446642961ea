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
    /// The key pair of an earlier run of the session, when the page has kept it.
    pub(crate) key_pair: JsValue,
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
    /// The models for faces, `{name: Blob}`, for the worker.
    pub(crate) models: JsValue,
    /// `(groups, onProgress) -> Promise<{group: {name: Blob}}>`: the loader's way to further models.
    pub(crate) fetch_models: Function,
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
            on_key: get("onKey").dyn_into().ok(),
            last: RefCell::new(None),
        };
        let (wasm_module, models, key_pair) = (get("wasmModule"), get("models"), get("keyPair"));
        let fetch_models = function("fetchModels")?;
        let plain: Plain = serde_wasm_bindgen::from_value(options.clone())
            .map_err(|error| Failure::because(Code::BadConfiguration, error.to_string()))?;
        check(&plain)?;
        Ok(Options {
            api: plain.api.trim_end_matches('/').to_owned(),
            client_secret: plain.client_secret,
            key_pair,
            parent_origin: plain.parent_origin,
            base: plain.base,
            consent: plain.consent,
            texts: Texts::new(plain.strings),
            wasm_module,
            models,
            fetch_models,
            host,
        })
    }
}

/// What would fail later, and less clearly: no header takes other characters, no request another scheme.
fn check(plain: &Plain) -> Result<(), Failure> {
    let wrong = |words: &str| Err(Failure::because(Code::BadConfiguration, words));
    let secret = &plain.client_secret;
    if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return wrong("`session` is not a client_secret: it holds characters that none has");
    }
    if !plain.api.starts_with("https://") && !plain.api.starts_with("http://") {
        return wrong("`api` is not a web address");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(client_secret: &str, api: &str) -> Plain {
        Plain {
            api: api.to_owned(),
            client_secret: client_secret.to_owned(),
            parent_origin: None,
            base: String::new(),
            strings: HashMap::new(),
            consent: Consent {
                text_version: String::new(),
                lang: String::new(),
            },
        }
    }

    #[test]
    fn a_secret_that_no_header_takes_is_a_mistake_of_the_page() {
        let api = "https://verifier.example";
        assert_eq!(check(&plain("cs_aB9-_", api)), Ok(()));
        for secret in ["", "cs_\u{2026}", "a\nb", "cs_x ", "a\u{7f}"] {
            let failure = check(&plain(secret, api)).unwrap_err();
            assert!(failure.is(Code::BadConfiguration), "{secret:?}");
        }
    }

    #[test]
    fn the_verifier_is_on_the_web() {
        assert!(check(&plain("cs_a", "http://127.0.0.1:8080")).is_ok());
        for api in ["", "/api", "ftp://verifier.example", "verifier.example"] {
            assert!(check(&plain("cs_a", api)).is_err(), "{api}");
        }
    }
}
