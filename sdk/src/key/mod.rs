//! The page's key: non-extractable, one for a session however many widgets, frames and reloads it meets in this
//! browser. The verifier binds the session to it at first use.

mod store;

use std::cell::RefCell;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Array, Reflect, Uint8Array};
use poze_protocol::{Code, PublicKeyJwk};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::error::Failure;
use crate::js::object;

/// Sessions live for ten minutes: a page does not have more of them at a time.
const MOST_KEYS: usize = 16;

thread_local! {
    /// By client_secret, oldest first.
    static KEYS: RefCell<Vec<(String, Rc<PageKey>)>> = const { RefCell::new(Vec::new()) };
}

/// A key pair of WebCrypto, ECDSA on P-256.
pub(crate) struct PageKey {
    private: CryptoKey,
    /// The `CryptoKeyPair` itself.
    pub(crate) pair: JsValue,
    /// What the verifier gets.
    pub(crate) public: PublicKeyJwk,
}

impl PageKey {
    /// The key of a session; made at its first use in this page, unless `given` is the `CryptoKeyPair` of an earlier
    /// run: a frame whose storage is refused has no other memory.
    ///
    /// # Errors
    /// When the browser has no WebCrypto or refuses.
    pub(crate) async fn of_session(
        client_secret: &str,
        given: &JsValue,
    ) -> Result<Rc<PageKey>, Failure> {
        if let Some(key) = known(client_secret) {
            return Ok(key);
        }
        let made = if given.is_object() {
            PageKey::from_pair(given).await
        } else {
            PageKey::of_browser(client_secret).await
        };
        let made = made.map_err(|thrown| Failure::unexpected("no key could be made", &thrown))?;
        // Another widget may have been as far in the meantime: the first key counts.
        if let Some(key) = known(client_secret) {
            return Ok(key);
        }
        let key = Rc::new(made);
        KEYS.with_borrow_mut(|keys| {
            if keys.len() >= MOST_KEYS {
                keys.remove(0);
            }
            keys.push((client_secret.to_owned(), key.clone()));
        });
        Ok(key)
    }

    /// The key that an earlier page of this browser has made for the session, or a new one. Where nothing can be
    /// stored the key lives as long as the page.
    async fn of_browser(client_secret: &str) -> Result<PageKey, JsValue> {
        let id = store::id_of(client_secret);
        if let Some(pair) = store::find(&id).await {
            return PageKey::from_pair(&pair).await;
        }
        let algorithm = object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let uses = Array::of2(&"sign".into(), &"verify".into());
        let making = subtle()?.generate_key_with_object(&algorithm, false, &uses)?;
        let pair = JsFuture::from(making).await?;
        let kept = store::keep(&id, &pair).await;
        PageKey::from_pair(&kept.unwrap_or(pair)).await
    }

    /// From a `CryptoKeyPair`.
    async fn from_pair(pair: &JsValue) -> Result<PageKey, JsValue> {
        let part = |name: &str| Reflect::get(pair, &name.into());
        let private: CryptoKey = part("privateKey")?.dyn_into()?;
        let public: CryptoKey = part("publicKey")?.dyn_into()?;
        // The public half can always be exported.
        let jwk = JsFuture::from(subtle()?.export_key("jwk", &public)?).await?;
        Ok(PageKey {
            private,
            pair: pair.clone(),
            public: serde_wasm_bindgen::from_value(jwk)?,
        })
    }

    /// The value of the signature header for `bytes`.
    ///
    /// # Errors
    /// When the browser refuses to sign.
    pub(crate) async fn sign(&self, bytes: &[u8]) -> Result<String, Failure> {
        let signing = async {
            let algorithm = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]);
            let data = Uint8Array::from(bytes);
            let signing =
                subtle()?.sign_with_object_and_js_u8_array(&algorithm, &self.private, &data)?;
            let signature = JsFuture::from(signing).await?;
            Ok::<_, JsValue>(Uint8Array::new(&signature).to_vec())
        };
        let signature = signing
            .await
            .map_err(|thrown| Failure::unexpected("the request could not be signed", &thrown))?;
        Ok(URL_SAFE_NO_PAD.encode(signature))
    }
}

fn known(client_secret: &str) -> Option<Rc<PageKey>> {
    KEYS.with_borrow(|keys| {
        let found = keys.iter().find(|(secret, _)| secret == client_secret);
        found.map(|(_, key)| key.clone())
    })
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    let window = web_sys::window().ok_or_else(|| JsValue::from(Code::UnsupportedBrowser.id()))?;
    Ok(window.crypto()?.subtle())
}
