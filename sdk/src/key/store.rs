//! Keys of running sessions in the browser's IndexedDB: a frame that is closed and opened again, or a page that is
//! loaded again, must sign with the key that the session is bound to. The private half stays non-extractable there;
//! the secret itself is never stored. Where storage is refused, everything here answers `None`.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Array, Date, Reflect};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

use crate::browser::{Listener, sleep};
use crate::js::object;

const DATABASE: &str = "poze";
const STORE: &str = "keys";
const VERSION: u32 = 1;
/// A session and its last challenge are over by then: the key is of no more use.
const LIFE_MS: f64 = 20.0 * 60.0 * 1000.0;
/// A database that does not answer by now is done without.
const PATIENCE_MS: u32 = 1_000;

/// Under what a session's key is kept.
pub(super) fn id_of(client_secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(client_secret.as_bytes()))
}

/// The `CryptoKeyPair` of a session; keys whose time is over are deleted on the way.
pub(super) async fn find(id: &str) -> Option<JsValue> {
    in_time(async {
        let database = Database::open().await?;
        let store = database.store()?;
        let rows: Array = done(store.get_all().ok()?).await?.dyn_into().ok()?;
        let mut found = None;
        for row in rows.iter() {
            let get = |key: &str| Reflect::get(&row, &key.into()).unwrap_or(JsValue::UNDEFINED);
            if is_over(get("at").as_f64(), Date::now()) {
                // If it stays, it is deleted the next time.
                let _ = store.delete(&get("id"));
            } else if get("id").as_string().as_deref() == Some(id) {
                found = Some(get("pair"));
            }
        }
        found
    })
    .await
}

/// Keeps a pair and answers the one that is kept: another page may have been faster.
pub(super) async fn keep(id: &str, pair: &JsValue) -> Option<JsValue> {
    in_time(async {
        let database = Database::open().await?;
        let row = object(&[
            ("id", id.into()),
            ("pair", pair.clone()),
            ("at", Date::now().into()),
        ]);
        match done(database.store()?.add(&row).ok()?).await {
            Some(_) => Some(pair.clone()),
            None => {
                let row = done(database.store()?.get(&id.into()).ok()?).await?;
                let kept = Reflect::get(&row, &"pair".into()).ok()?;
                kept.is_object().then_some(kept)
            }
        }
    })
    .await
}

fn is_over(at_ms: Option<f64>, now_ms: f64) -> bool {
    at_ms.is_none_or(|at| now_ms - at > LIFE_MS || at > now_ms + LIFE_MS)
}

async fn in_time<T>(work: impl Future<Output = Option<T>>) -> Option<T> {
    match select(pin!(work), pin!(sleep(PATIENCE_MS))).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => None,
    }
}

/// Closed when it is dropped.
struct Database(IdbDatabase);

impl Database {
    async fn open() -> Option<Database> {
        let factory = web_sys::window()?.indexed_db().ok()??;
        let request = factory.open_with_u32(DATABASE, VERSION).ok()?;
        let asked = request.clone();
        let _create = Listener::on(&request, "upgradeneeded", move |_| {
            if let Ok(database) = asked.result() {
                let options = web_sys::IdbObjectStoreParameters::new();
                options.set_key_path(&"id".into());
                // It was not there before: that is what the event says.
                let _ = database
                    .unchecked_into::<IdbDatabase>()
                    .create_object_store_with_optional_parameters(STORE, &options);
            }
        });
        let database = done(request.unchecked_into()).await?;
        Some(Database(database.dyn_into().ok()?))
    }

    fn store(&self) -> Option<IdbObjectStore> {
        let mode = IdbTransactionMode::Readwrite;
        let transaction = self.0.transaction_with_str_and_mode(STORE, mode).ok()?;
        transaction.object_store(STORE).ok()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The result of a request; `None` when it failed.
async fn done(request: IdbRequest) -> Option<JsValue> {
    let (tell, told) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let target: &EventTarget = &request;
    let listen = |kind, worked: bool| {
        let tell = tell.clone();
        Listener::on(target, kind, move |event| {
            // A failure that is dealt with here is none of the page's.
            event.prevent_default();
            if let Some(tell) = tell.borrow_mut().take() {
                let _ = tell.send(worked);
            }
        })
    };
    let _listeners = [listen("success", true), listen("error", false)];
    match told.await {
        Ok(true) => request.result().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_itself_is_not_what_is_stored() {
        let id = id_of("cs_secret");
        assert_eq!(id.len(), 43);
        assert!(!id.contains("secret"));
        assert_ne!(id, id_of("cs_other"));
    }

    #[test]
    fn keys_are_forgotten_when_their_session_is_over() {
        assert!(!is_over(Some(1_000.0), 1_000.0 + LIFE_MS));
        assert!(is_over(Some(1_000.0), 1_001.0 + LIFE_MS));
        assert!(is_over(None, 0.0));
        assert!(is_over(Some(3.0 * LIFE_MS), 0.0), "a clock that was wrong");
    }
}
