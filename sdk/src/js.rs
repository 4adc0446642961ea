//! Values on their way to and from JavaScript.

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A plain object of these properties.
pub(crate) fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // A new plain object takes any property.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

/// Plain objects, `null` for nothing.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}

/// The browser's own JSON: a parser of our own would be a tenth of the module.
#[cfg(feature = "page")]
pub(crate) mod json {
    use js_sys::JSON;
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::to_js;
    use crate::error::words_of;

    /// # Errors
    /// Why the text is not a `T`.
    pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        let value = JSON::parse(text).map_err(|thrown| words_of(&thrown))?;
        serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())
    }

    /// # Errors
    /// When the value has no JSON.
    pub(crate) fn text(value: &impl Serialize) -> Result<String, String> {
        let text = JSON::stringify(&to_js(value)).map_err(|thrown| words_of(&thrown))?;
        Ok(text.into())
    }
}
