//! A future that runs until its handle is dropped.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
struct Slot {
    future: RefCell<Option<LocalFuture>>,
    cancelled: Cell<bool>,
}

/// Dropping it drops the future, with every guard inside, at once; only when that happens inside the future itself
/// (a callback of the page stops the widget), as soon as it next waits.
pub(crate) struct Task {
    slot: Rc<Slot>,
}

impl Task {
    /// Runs `future` on the browser's event loop.
    pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) -> Task {
        let (task, driver) = Task::new(future);
        wasm_bindgen_futures::spawn_local(driver);
        task
    }

    fn new(future: impl Future<Output = ()> + 'static) -> (Task, Driver) {
        let slot = Rc::new(Slot::default());
        slot.future.replace(Some(Box::pin(future)));
        (Task { slot: slot.clone() }, Driver { slot })
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.slot.cancelled.set(true);
        let taken = match self.slot.future.try_borrow_mut() {
            Ok(mut future) => future.take(),
            Err(_) => None, // it is running right now: the driver drops it
        };
        drop(taken); // outside of the borrow: guards may call out
    }
}

struct Driver {
    slot: Rc<Slot>,
}

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut future = self.slot.future.borrow_mut();
        let Some(running) = future.as_mut() else {
            return Poll::Ready(());
        };
        let finished = running.as_mut().poll(context).is_ready();
        if !finished && !self.slot.cancelled.get() {
            return Poll::Pending;
        }
        let taken = future.take();
        drop(future);
        drop(taken);
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    /// Tells when it is dropped.
    struct Guard(Rc<Cell<bool>>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }

    fn poll(driver: &mut Driver) -> Poll<()> {
        Pin::new(driver).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn dropping_the_handle_drops_what_the_future_holds() {
        let dropped = Rc::new(Cell::new(false));
        let guard = Guard(dropped.clone());
        let (task, mut driver) = Task::new(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        });
        assert!(poll(&mut driver).is_pending());
        assert!(!dropped.get());
        drop(task);
        assert!(dropped.get());
        assert!(poll(&mut driver).is_ready());
    }

    #[test]
    fn a_handle_that_is_dropped_from_inside_ends_the_future_when_it_next_waits() {
        let dropped = Rc::new(Cell::new(false));
        let guard = Guard(dropped.clone());
        let handle: Rc<RefCell<Option<Task>>> = Rc::default();
        let own = handle.clone();
        let (task, mut driver) = Task::new(async move {
            let _guard = guard;
            drop(own.take());
            std::future::pending::<()>().await;
        });
        handle.replace(Some(task));
        assert!(poll(&mut driver).is_ready());
        assert!(dropped.get());
    }

    #[test]
    fn a_future_that_ends_by_itself_is_done() {
        let (_task, mut driver) = Task::new(async {});
        assert!(poll(&mut driver).is_ready());
    }
}
