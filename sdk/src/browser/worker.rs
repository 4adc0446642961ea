//! A module worker that is terminated when it is dropped.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::Listener;
use super::lifeline::{Lifeline, Off};
use crate::js::object;

/// A running worker with its listeners.
pub(crate) struct ModuleWorker {
    worker: Worker,
    _listeners: [Listener; 3],
    _running: Lifeline,
}

impl ModuleWorker {
    /// Starts `url` as a module. `on_message` gets the data of each message, `on_error` why the script could not be
    /// loaded or what it did not catch.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn start(
        url: &str,
        on_message: impl Fn(JsValue) + 'static,
        on_error: impl Fn(String) + Clone + 'static,
    ) -> Result<ModuleWorker, JsValue> {
        // The constructor is called by hand: on pages that require trusted types the address is no string.
        let constructor: Function =
            Reflect::get(&js_sys::global(), &"Worker".into())?.dyn_into()?;
        let options = object(&[("type", "module".into())]);
        let arguments = Array::of2(&trusted(url), &options);
        let worker: Worker = Reflect::construct(&constructor, &arguments)?.unchecked_into();
        let broken = on_error.clone();
        let _listeners = [
            Listener::on(&worker, "message", move |event| {
                if let Some(message) = event.dyn_ref::<MessageEvent>() {
                    on_message(message.data());
                }
            }),
            Listener::on(&worker, "error", move |event| {
                event.prevent_default();
                let words = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                on_error(words.unwrap_or_else(|| "the script could not be loaded".to_owned()));
            }),
            Listener::on(&worker, "messageerror", move |_| {
                broken("a message could not be read".to_owned());
            }),
        ];
        let _running = Lifeline::of(Off::Worker(worker.clone()));
        Ok(ModuleWorker {
            worker,
            _listeners,
            _running,
        })
    }

    /// Posts a message; `transfer` goes over instead of being copied.
    ///
    /// # Errors
    /// What cannot be cloned.
    pub(crate) fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        self.worker.post_message_with_transfer(message, transfer)
    }
}

/// The address as pages with `require-trusted-types-for 'script'` take it; a plain string elsewhere. Such a page
/// that also lists its policies must list `poze`.
fn trusted(url: &str) -> JsValue {
    let made = || -> Result<JsValue, JsValue> {
        let factory = Reflect::get(&js_sys::global(), &"trustedTypes".into())?;
        let create: Function = Reflect::get(&factory, &"createPolicy".into())?.dyn_into()?;
        let same = Closure::<dyn Fn(JsValue) -> JsValue>::new(|url| url);
        let rules = object(&[("createScriptURL", same.as_ref().clone())]);
        let policy = create.call2(&factory, &"poze".into(), &rules)?;
        let create_url: Function = Reflect::get(&policy, &"createScriptURL".into())?.dyn_into()?;
        create_url.call1(&policy, &url.into())
    };
    made().unwrap_or_else(|_| url.into())
}
