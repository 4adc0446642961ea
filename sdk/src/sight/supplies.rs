//! Models that only some challenges need: fetched when a challenge names them, handed to the worker once they are
//! there. The loader keeps them for the next attempt.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use poze_protocol::Code;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::Sight;
use crate::error::Failure;
use crate::options::Options;
use crate::run::{Event, Post};
use crate::task::Task;

/// The group that is there before a challenge is opened.
const FIRST: &str = "face";

/// On their way for as long as it lives.
pub(crate) struct Supplies {
    /// Of the download, 0..1.
    part: Rc<Cell<f32>>,
    there: Rc<Cell<bool>>,
    _task: Task,
}

impl Supplies {
    /// Fetches the groups of a challenge; a failure is posted.
    pub(crate) fn fetch(
        groups: &[String],
        options: &Options,
        sight: Rc<Sight>,
        post: Post,
    ) -> Supplies {
        let groups: Vec<String> = groups.iter().filter(|id| *id != FIRST).cloned().collect();
        let part = Rc::new(Cell::new(0.0));
        let there = Rc::new(Cell::new(groups.is_empty()));
        let (told, arrived, fetch) = (part.clone(), there.clone(), options.fetch_models.clone());
        let task = Task::spawn(async move {
            if groups.is_empty() {
                return;
            }
            match bring(&groups, &fetch, told, &sight).await {
                Ok(()) => arrived.set(true),
                Err(thrown) => post.send(Event::Failed(failure_of(&thrown))),
            }
        });
        Supplies {
            part,
            there,
            _task: task,
        }
    }

    /// Whether the worker has them all.
    pub(crate) fn are_there(&self) -> bool {
        self.there.get()
    }

    /// How much of the download is done, 0..1; none when there is nothing more to wait for.
    pub(crate) fn part(&self) -> Option<f32> {
        (!self.are_there()).then(|| self.part.get())
    }
}

/// `fetch(groups, onProgress)` of the loader answers `{group: {name: Blob}}`; what the loader has not, nobody judges
/// here, and the visitor has the shutter.
async fn bring(
    groups: &[String],
    fetch: &Function,
    part: Rc<Cell<f32>>,
    sight: &Sight,
) -> Result<(), JsValue> {
    let on_progress = Closure::<dyn Fn(f64, f64)>::new(move |done: f64, total: f64| {
        part.set((done / total.max(1.0)) as f32);
    });
    let wanted: Array = groups.iter().map(JsValue::from).collect();
    let promise = fetch.call2(&JsValue::UNDEFINED, &wanted, on_progress.as_ref())?;
    let models = JsFuture::from(promise.dyn_into::<Promise>()?).await?;
    for group in groups {
        let files = Reflect::get(&models, &group.as_str().into())?;
        if files.is_object() {
            sight.add(group, &files).await;
        }
    }
    Ok(())
}

/// The loader throws errors with a code; what has none is a network's.
fn failure_of(thrown: &JsValue) -> Failure {
    let code = Reflect::get(thrown, &"code".into()).ok();
    let code = code.and_then(|code| code.as_string());
    let known = Code::ALL
        .iter()
        .find(|known| Some(known.id()) == code.as_deref());
    let words = crate::error::words_of(thrown);
    Failure::because(known.copied().unwrap_or(Code::Network), words)
}
