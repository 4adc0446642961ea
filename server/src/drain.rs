//! What a refused caller is still sending is read on, within bounds: closing while it writes would cost it the answer
//! (its kernel reports a reset, and the code that says why is lost).

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// More than this nobody sends by mistake.
const MOST_BYTES: usize = 32 << 20;
const LONGEST: Duration = Duration::from_secs(5);

/// The other end of a body that a handler reads from.
pub(crate) struct Rest(Arc<Mutex<Body>>);

/// What the handler gets.
struct Shared(Arc<Mutex<Body>>);

/// Splits a body into what a handler may read and what is left of it afterwards.
pub(crate) fn share(body: Body) -> (Body, Rest) {
    let shared = Arc::new(Mutex::new(body));
    (Body::new(Shared(shared.clone())), Rest(shared))
}

fn lock(body: &Mutex<Body>) -> MutexGuard<'_, Body> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *lock(&self.0)).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.0).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).size_hint()
    }
}

impl Rest {
    /// Reads what is left and drops it.
    pub(crate) async fn drain(self) {
        let reading = async {
            let mut left = MOST_BYTES;
            while let Some(Ok(frame)) =
                poll_fn(|cx| Pin::new(&mut *lock(&self.0)).poll_frame(cx)).await
            {
                let Some(less) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else {
                    return;
                };
                left = less;
            }
        };
        // Whoever is too slow has had their chance.
        let _ = tokio::time::timeout(LONGEST, reading).await;
    }
}
