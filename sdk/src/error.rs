//! What can go wrong, as the page hears of it.

use poze_protocol::Code;
use serde::{Deserialize, Serialize};
#[cfg(feature = "page")]
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
#[cfg(feature = "page")]
use web_sys::DomException;

/// A failure with its code: the detail of `poze-error`, and the shape of the verifier's error bodies. The code is a
/// string so that one of a newer verifier gets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// A code of the protocol.
    pub(crate) code: String,
    /// For developers, in English.
    pub(crate) message: String,
    /// Whether trying again can help.
    pub(crate) retryable: bool,
}

impl Failure {
    /// The failure of a code in the protocol's own words.
    #[cfg(feature = "page")]
    pub(crate) fn of(code: Code) -> Failure {
        Failure::because(code, code.message())
    }

    /// The failure of a code, with a message that says more.
    pub(crate) fn because(code: Code, message: impl Into<String>) -> Failure {
        Failure {
            code: code.id().to_owned(),
            message: message.into(),
            retryable: code.retryable(),
        }
    }

    /// What no code was meant for: the browser refused something that it should not.
    #[cfg(feature = "page")]
    pub(crate) fn unexpected(what: &str, thrown: &JsValue) -> Failure {
        Failure::because(Code::Internal, format!("{what}: {}", words_of(thrown)))
    }

    /// Whether it is of this code.
    #[cfg(feature = "page")]
    pub(crate) fn is(&self, code: Code) -> bool {
        self.code == code.id()
    }
}

/// What a thrown value says about itself.
#[cfg(feature = "page")]
pub(crate) fn words_of(thrown: &JsValue) -> String {
    if let Some(exception) = thrown.dyn_ref::<DomException>() {
        return format!("{}: {}", exception.name(), exception.message());
    }
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => thrown
            .as_string()
            .unwrap_or_else(|| "unknown error".to_owned()),
    }
}

impl From<Failure> for JsValue {
    /// An `Error` with `code` and `retryable`, which the loader shows like its own.
    fn from(failure: Failure) -> JsValue {
        let error = js_sys::Error::new(&failure.message);
        let set = |key: &str, value: JsValue| {
            // A plain object always takes a property.
            let _ = js_sys::Reflect::set(&error, &key.into(), &value);
        };
        set("code", failure.code.into());
        set("retryable", failure.retryable.into());
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_body_of_the_verifier_is_read_with_codes_of_tomorrow_too() {
        let body = r#"{"code":"from_the_future","message":"M.","retryable":true,"request_id":"r"}"#;
        let failure: Failure = serde_json::from_str(body).unwrap();
        assert_eq!(
            (failure.code.as_str(), failure.retryable),
            ("from_the_future", true)
        );
        assert!(!failure.is(Code::Internal));
    }

    #[test]
    fn a_code_brings_its_own_words_and_whether_to_try_again() {
        let failure = Failure::of(Code::CameraDenied);
        assert!(failure.retryable && failure.is(Code::CameraDenied));
        assert_eq!(failure.message, Code::CameraDenied.message());
    }
}
