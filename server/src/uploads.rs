//! Bodies of pictures that are arriving: bounded in all, one at a time for each session. Slow senders fill these places
//! and no others, so that what has arrived is still examined.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use poze_protocol::Code;

/// The places. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    most: usize,
    sending: Arc<Mutex<HashSet<String>>>,
}

/// A place that is taken; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    uploads: Uploads,
    session_id: String,
}

impl Uploads {
    /// So many at a time.
    pub(crate) fn new(most: usize) -> Uploads {
        Uploads {
            most,
            sending: Arc::default(),
        }
    }

    /// A place for a session's body. `busy` when all are taken, or when the session has one already.
    pub(crate) fn enter(&self, session_id: &str) -> Result<Place, Code> {
        let mut sending = self.lock();
        if sending.len() >= self.most || !sending.insert(session_id.to_owned()) {
            return Err(Code::Busy);
        }
        Ok(Place {
            uploads: self.clone(),
            session_id: session_id.to_owned(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.uploads.lock().remove(&self.session_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_in_all_and_for_each_session() {
        let uploads = Uploads::new(2);
        let first = uploads.enter("a").unwrap();
        assert_eq!(uploads.enter("a").unwrap_err(), Code::Busy);
        let _second = uploads.enter("b").unwrap();
        assert_eq!(uploads.enter("c").unwrap_err(), Code::Busy);
        drop(first);
        assert!(uploads.enter("c").is_ok());
    }
}
