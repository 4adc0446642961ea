//! The worker as the page has it: one frame under way at most, so that it runs at its own speed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Reflect};
use poze_protocol::Code;
use wasm_bindgen::JsValue;
use web_sys::ImageBitmap;

use super::messages::{Order, Sighting};
use crate::browser::ModuleWorker;
use crate::error::Failure;
use crate::js::object;
use crate::js::to_js;
use crate::options::Options;
use crate::run::{Event, Post};

const SCRIPT: &str = "worker.js";

/// Dropping it ends the worker.
pub(crate) struct Sight {
    worker: ModuleWorker,
    busy: Rc<Cell<bool>>,
    ready: RefCell<Option<oneshot::Receiver<()>>>,
    /// Told when the worker has taken what it was sent.
    taken: Taken,
}

type Taken = Rc<RefCell<Option<oneshot::Sender<()>>>>;

impl Sight {
    /// Starts the worker and lets it load its models. What it sees, and its failures, are posted.
    ///
    /// # Errors
    /// When the browser refuses to start it.
    pub(crate) fn start(options: &Options, post: Post) -> Result<Sight, Failure> {
        let busy = Rc::new(Cell::new(false));
        let (tell_ready, ready) = oneshot::channel();
        let taken: Taken = Rc::new(RefCell::new(Some(tell_ready)));
        let (free, broken, tell) = (busy.clone(), post.clone(), taken.clone());
        let on_message = move |data: JsValue| {
            let get = |key: &str| Reflect::get(&data, &key.into()).unwrap_or(JsValue::UNDEFINED);
            if let Ok(seen) = serde_wasm_bindgen::from_value::<Sighting>(get("seen")) {
                free.set(false);
                post.send(Event::Seen(seen));
            } else if let Ok(failure) = serde_wasm_bindgen::from_value::<Failure>(get("failed")) {
                post.send(Event::Failed(failure));
            } else if let Some(tell) = tell.borrow_mut().take() {
                // Nobody may be waiting any more.
                let _ = tell.send(());
            }
        };
        let on_error = move |words: String| {
            let words = format!("{SCRIPT}: {words}");
            broken.send(Event::Failed(Failure::because(Code::Network, words)));
        };
        let refused = |thrown| Failure::unexpected("the worker was not started", &thrown);
        let url = format!("{}{SCRIPT}", options.base);
        let worker = ModuleWorker::start(&url, on_message, on_error).map_err(refused)?;
        let assets = object(&[
            ("wasmModule", options.wasm_module.clone()),
            ("models", options.models.clone()),
        ]);
        let start = object(&[("start", assets.into())]);
        worker.post(&start, &Array::new()).map_err(refused)?;
        Ok(Sight {
            worker,
            busy,
            ready: RefCell::new(Some(ready)),
            taken,
        })
    }

    /// Hands over a group of models, `{name: Blob}`, and waits until they can be used; failures come as events.
    pub(crate) async fn add(&self, group: &str, models: &JsValue) {
        let (tell, taken) = oneshot::channel();
        self.taken.replace(Some(tell));
        let add = object(&[("group", group.into()), ("models", models.clone())]);
        self.post(&object(&[("add", add.into())]), &Array::new());
        if taken.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Resolves once the models are loaded; failures come as events.
    pub(crate) async fn ready(&self) {
        let ready = self.ready.borrow_mut().take();
        if let Some(ready) = ready
            && ready.await.is_err()
        {
            std::future::pending::<()>().await;
        }
    }

    /// Guides to another step from now on.
    pub(crate) fn guide(&self, order: &Order) {
        self.post(&object(&[("guide", to_js(order))]), &Array::new());
    }

    /// Whether the last frame has been looked at.
    pub(crate) fn is_free(&self) -> bool {
        !self.busy.get()
    }

    /// Hands over a frame that was taken at `t_ms`.
    pub(crate) fn look(&self, frame: ImageBitmap, t_ms: u32) {
        self.busy.set(true);
        let transfer = Array::of1(&frame);
        let message = object(&[("frame", frame.into()), ("t_ms", t_ms.into())]);
        self.post(&message, &transfer);
    }

    fn post(&self, message: &JsValue, transfer: &Array) {
        if let Err(thrown) = self.worker.post(message, transfer) {
            // Plain objects and bitmaps can always be posted.
            web_sys::console::error_1(&thrown);
        }
    }
}
