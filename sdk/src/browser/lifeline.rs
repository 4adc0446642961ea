//! What goes off even when Rust itself breaks: a panic aborts here, and an abort drops nothing.

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;
use std::sync::Once;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, MediaStreamTrack, Worker};

thread_local! {
    static OPEN: RefCell<Vec<(u32, Off)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static HEARERS: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// What can be turned off by hand.
pub(super) enum Off {
    Stream(MediaStream),
    Worker(Worker),
    Interval(i32),
}

impl Off {
    pub(super) fn now(&self) {
        match self {
            Off::Stream(stream) => {
                for track in stream.get_tracks().iter() {
                    track.unchecked_into::<MediaStreamTrack>().stop();
                }
            }
            Off::Worker(worker) => worker.terminate(),
            Off::Interval(id) => {
                if let Some(window) = web_sys::window() {
                    window.clear_interval_with_handle(*id);
                }
            }
        }
    }
}

/// Turns off what it holds when it is dropped, and when something panics.
pub(super) struct Lifeline(u32);

impl Lifeline {
    pub(super) fn of(off: Off) -> Lifeline {
        let id = NEXT.get();
        NEXT.set(id.wrapping_add(1));
        OPEN.with_borrow_mut(|open| open.push((id, off)));
        Lifeline(id)
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        let found = OPEN.with_borrow_mut(|open| {
            let at = open.iter().position(|(id, _)| *id == self.0)?;
            Some(open.swap_remove(at))
        });
        if let Some((_, off)) = found {
            off.now();
        }
    }
}

/// From now on a panic turns everything off and calls `hearer` with its words.
pub(crate) fn on_panic(hearer: Function) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| std::panic::set_hook(Box::new(everything_off)));
    HEARERS.with_borrow_mut(|hearers| hearers.push(hearer));
}

/// Nothing here may panic in its turn: what is borrowed is left alone, what is thrown is dropped.
fn everything_off(panic: &PanicHookInfo<'_>) {
    let words = JsValue::from(panic.to_string());
    web_sys::console::error_1(&words);
    OPEN.with(|open| {
        if let Ok(open) = open.try_borrow() {
            for (_, off) in open.iter() {
                off.now();
            }
        }
    });
    HEARERS.with(|hearers| {
        if let Ok(hearers) = hearers.try_borrow() {
            for hearer in hearers.iter() {
                let _ = hearer.call1(&JsValue::UNDEFINED, &words);
            }
        }
    });
}
