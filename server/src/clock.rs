//! The verifier's clock: the only place that asks the system for the time.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix time. Tests bring their own.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// The system's.
    pub(crate) fn system() -> Clock {
        Clock(Arc::new(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        }))
    }

    /// One that says what `now_ms` says.
    #[cfg(test)]
    pub(crate) fn from_fn(now_ms: impl Fn() -> u64 + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now_ms))
    }

    /// Unix milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        (self.0)()
    }

    /// Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.now_ms() / 1000
    }
}
