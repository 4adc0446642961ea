//! Time: the page's monotone clock, a repeated call, a pause.

use std::pin::pin;

use futures_util::future::select;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

use super::lifeline::{Lifeline, Off};
use super::next;

fn window() -> web_sys::Window {
    web_sys::window().expect("the widget runs in a window")
}

/// `performance.now()`.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Calls back again and again until it is dropped.
pub(crate) struct Interval {
    // Before the closure: nothing calls what is gone.
    _running: Lifeline,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls every `ms`, the first time after that.
    pub(crate) fn every(ms: i32, call: impl FnMut() + 'static) -> Interval {
        let closure = Closure::<dyn FnMut()>::new(call);
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                ms,
            )
            .unwrap_or_default();
        Interval {
            _running: Lifeline::of(Off::Interval(id)),
            _closure: closure,
        }
    }
}

/// Resolves after `ms`.
pub(crate) async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        // A window always takes a timeout.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(promise).await;
}

/// Resolves after `ms`, or as soon as the browser says that it is online again.
pub(crate) async fn sleep_or_online(ms: u32) {
    let window = window();
    select(pin!(sleep(ms)), pin!(next(&window, "online"))).await;
}
