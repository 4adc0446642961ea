//! The widget's browser half: it opens the camera, guides the visitor through the steps of a challenge, captures and
//! sends the evidence, and shows how it ended. It guides only: what the verifier decides, it decides by itself.
//!
//! It is built twice: with the feature `page` for the page, with `eye` for the vision worker and the analyzer.
//!
//! What crosses into JavaScript is in `bindings`. `run` is a visitor's way from the camera to the verdict; it is one
//! future ([`task`]), and everything that must end with it (camera, worker, timers, listeners) is a value inside
//! it with a `Drop`. Stopping the widget drops the future: the camera's light goes out by construction.
//!
//! - `browser`: guards around what the browser gives (camera, timers, listeners, elements)
//! - `capture`: the continuous track of small frames and the key frames of a hold
//! - `sight`: the vision worker, seen from the page and from inside
//! - `run`: attempts, steps, and the pure rules of what is shown when
//! - `view`: what the visitor sees
//!
//! Whatever decides without a browser is a pure function or type with tests beside it; `cargo test -p poze-sdk`
//! runs them natively.
#![cfg_attr(test, allow(clippy::unwrap_used))]
// Natively only the tests of the pure parts run; nothing else is reached there.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

#[cfg(feature = "eye")]
mod analyzer;
#[cfg(feature = "page")]
mod api;
mod bindings;
#[cfg(feature = "page")]
mod browser;
#[cfg(feature = "page")]
mod capture;
mod error;
#[cfg(feature = "page")]
mod events;
mod js;
#[cfg(feature = "page")]
mod key;
#[cfg(feature = "page")]
mod options;
#[cfg(feature = "page")]
mod run;
mod sight;
#[cfg(feature = "page")]
mod task;
#[cfg(feature = "page")]
mod texts;
#[cfg(feature = "page")]
mod upload;
#[cfg(feature = "page")]
mod view;
