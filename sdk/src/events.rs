//! The way out: what the page hears of the run.

use std::cell::RefCell;

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::error::Failure;
use crate::js::to_js;

/// Where the run is; the phases of poze.d.ts that Rust reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    Camera,
    Neutral,
    Step,
    Sending,
    Verdict,
    Verified,
    Failed,
    Error,
}

/// Detail of `poze-state`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    pub(crate) step: Option<u8>,
    pub(crate) moves: Vec<String>,
    pub(crate) hint: Option<String>,
    pub(crate) progress: Option<f64>,
}

impl State {
    /// A phase with nothing more to say.
    pub(crate) fn of(phase: Phase) -> State {
        State {
            phase,
            step: None,
            moves: Vec::new(),
            hint: None,
            progress: None,
        }
    }
}

/// Progress in twentieths: finer steps would only flood the page with events.
pub(crate) fn coarse(progress: f32) -> f64 {
    (f64::from(progress).clamp(0.0, 1.0) * 20.0).round() / 20.0
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verified<'a> {
    token: &'a str,
    expires_at: f64,
}

/// The page's callbacks.
pub(crate) struct Host {
    pub(crate) on_state: Function,
    pub(crate) on_verified: Function,
    pub(crate) on_error: Function,
    pub(crate) on_closed: Function,
    pub(crate) on_key: Option<Function>,
    pub(crate) last: RefCell<Option<State>>,
}

impl Host {
    /// Tells the state if it has changed.
    pub(crate) fn state(&self, state: State) {
        if self.last.borrow().as_ref() == Some(&state) {
            return;
        }
        call(&self.on_state, &to_js(&state));
        self.last.replace(Some(state));
    }

    /// `expires_at`: Unix seconds, as on the wire; the page hears milliseconds.
    pub(crate) fn verified(&self, token: &str, expires_at: u64) {
        let detail = Verified {
            token,
            expires_at: expires_at as f64 * 1000.0,
        };
        call(&self.on_verified, &to_js(&detail));
    }

    pub(crate) fn error(&self, failure: &Failure) {
        call(&self.on_error, &to_js(failure));
    }

    /// The page's key: whoever starts the next run may hand it over as `keyPair`.
    pub(crate) fn key(&self, pair: &JsValue) {
        if let Some(on_key) = &self.on_key {
            call(on_key, pair);
        }
    }

    pub(crate) fn closed(&self) {
        call(&self.on_closed, &JsValue::UNDEFINED);
    }
}

/// What a page's callback throws is the page's own: it is shown in the console and stops nothing here.
fn call(callback: &Function, detail: &JsValue) {
    if let Err(thrown) = callback.call1(&JsValue::UNDEFINED, detail) {
        web_sys::console::error_1(&thrown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_twentieths_within_its_range() {
        assert_eq!(coarse(0.51), 0.5);
        assert_eq!(coarse(0.53), 0.55);
        assert_eq!(coarse(-1.0), 0.0);
        assert_eq!(coarse(7.0), 1.0);
    }

    #[test]
    fn a_state_reads_as_poze_d_ts_says() {
        let json = serde_json::to_value(State::of(Phase::Camera)).unwrap();
        let expected = serde_json::json!({
            "phase": "camera", "step": null, "moves": [], "hint": null, "progress": null
        });
        assert_eq!(json, expected);
    }
}
