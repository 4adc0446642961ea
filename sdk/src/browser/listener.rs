//! An event listener that goes when it is dropped.

use futures_channel::oneshot;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget};

/// Calls back for as long as it lives.
pub(crate) struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on `target` for events of this kind.
    pub(crate) fn on(
        target: &EventTarget,
        kind: &'static str,
        call: impl FnMut(Event) + 'static,
    ) -> Listener {
        let closure = Closure::<dyn FnMut(Event)>::new(call);
        let added = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
        debug_assert_eq!(added, Ok::<(), JsValue>(()));
        Listener {
            target: target.clone(),
            kind,
            closure,
        }
    }
}

/// Resolves with the next event of this kind.
pub(crate) async fn next(target: &EventTarget, kind: &'static str) {
    let (tell, told) = oneshot::channel();
    let mut tell = Some(tell);
    let _listener = Listener::on(target, kind, move |_| {
        if let Some(tell) = tell.take() {
            // Nobody may be waiting any more.
            let _ = tell.send(());
        }
    });
    // The sender lives as long as the listener.
    let _ = told.await;
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        // Removing what is not there is no error.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, callback);
    }
}
