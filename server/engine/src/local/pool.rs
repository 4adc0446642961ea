//! A bounded pool of threads, each with eyes of its own. What does not fit into its queue is refused at once: a
//! queue without an end only makes everybody wait for answers that nobody wants any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use tokio::sync::oneshot;

/// Jobs that may wait for each worker. A usual step of 30 frames takes a few tenths of a second, one with as many frames
/// as are allowed 2 to 3 s: the last in a queue of nothing but those is answered after 20 s or so, which the visitor
/// spends on the next step, and the limits of sites and peers keep such queues from being usual.
const QUEUE_PER_WORKER: usize = 8;

/// Why a job has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PoolError {
    /// Workers and queue are full.
    Busy,
    /// The job panicked, or the pool is gone.
    Lost,
}

type Job<W> = Box<dyn FnOnce(&mut W) + Send>;

/// Threads that share a queue of jobs. `W` is what each has for itself.
pub(super) struct Pool<W> {
    jobs: Option<SyncSender<Job<W>>>,
    threads: Vec<JoinHandle<()>>,
}

impl<W: 'static> Pool<W> {
    /// Starts `workers` threads, at least one. `make` makes what each works with, and again after a panic.
    pub(super) fn new(workers: usize, make: impl Fn() -> W + Send + Sync + 'static) -> Pool<W> {
        let workers = workers.max(1);
        let (jobs, queue) = sync_channel(workers * QUEUE_PER_WORKER);
        let (queue, make) = (Arc::new(Mutex::new(queue)), Arc::new(make));
        let start = |n: usize| {
            let (queue, make) = (Arc::clone(&queue), Arc::clone(&make));
            Builder::new()
                .name(format!("vision-{n}"))
                .spawn(move || work(&queue, make.as_ref()))
                .ok()
        };
        Pool {
            jobs: Some(jobs),
            threads: (0..workers).filter_map(start).collect(),
        }
    }

    /// Runs a job on one of the threads. A caller that stops waiting for a job that has not begun takes it back.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut W) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (answer, result) = oneshot::channel();
        let job: Job<W> = Box::new(move |worker| {
            if !answer.is_closed() {
                // The caller may have gone meanwhile; nobody is there to be told.
                let _ = answer.send(job(worker));
            }
        });
        let jobs = self.jobs.as_ref().ok_or(PoolError::Lost)?;
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => PoolError::Busy,
            TrySendError::Disconnected(_) => PoolError::Lost,
        })?;
        result.await.map_err(|_| PoolError::Lost)
    }
}

impl<W> Drop for Pool<W> {
    /// Finishes what was taken.
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work<W>(queue: &Mutex<Receiver<Job<W>>>, make: &dyn Fn() -> W) {
    let mut worker = make();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut worker))).is_err() {
            // What the job left behind half done is not looked at again.
            worker = make();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[tokio::test]
    async fn beyond_workers_and_queue_it_is_busy_and_then_free_again() {
        let pool = Arc::new(Pool::new(1, || 0u32));
        let (let_go, gate) = channel::<()>();
        let (begun, has_begun) = oneshot::channel();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                let hold = move |n: &mut u32| {
                    begun.send(()).unwrap();
                    gate.recv().unwrap();
                    *n += 1;
                    *n
                };
                pool.run(hold).await
            }
        });
        has_begun.await.unwrap();
        let mut waiting: Vec<_> = (0..QUEUE_PER_WORKER)
            .map(|_| Box::pin(pool.run(|n| *n += 1)))
            .collect();
        for one in &mut waiting {
            let pending = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(one.as_mut().poll(cx).is_pending())
            });
            assert!(pending.await);
        }
        assert_eq!(pool.run(|_| ()).await, Err(PoolError::Busy));
        // One that is no longer waited for is not done.
        drop(waiting.pop());
        let_go.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(1));
        for one in waiting {
            one.await.unwrap();
        }
        assert_eq!(pool.run(|n| *n).await, Ok(QUEUE_PER_WORKER as u32));
    }

    #[tokio::test]
    async fn a_panic_loses_its_job_alone() {
        let pool = Pool::new(1, || 7u32);
        let lost = pool.run(|n| {
            *n = 99;
            assert_eq!(*n, 1, "as the test wants it");
        });
        assert_eq!(lost.await, Err(PoolError::Lost));
        assert_eq!(pool.run(|n| *n).await, Ok(7));
    }
}
