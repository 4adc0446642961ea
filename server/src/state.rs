//! What every request may use.

use std::sync::Arc;

use poze_engine::Engine;
use poze_store::Store;
use tokio::sync::{Notify, Semaphore};

use crate::clock::Clock;
use crate::signing::SigningKeys;
use crate::uploads::Uploads;

/// How this verifier was started.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// `iss` of tokens and origin of the frame: scheme, host and port, no slash at the end.
    pub(crate) issuer: String,
    /// Scripted challenges, short times, every loopback origin.
    pub(crate) dev: bool,
}

/// Shared by all requests; cloning is cheap.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) settings: Arc<Settings>,
    pub(crate) store: Store,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) clock: Clock,
    /// Who is sending pictures.
    pub(crate) uploads: Uploads,
    /// A permit for every step that is examined or waits for it; none left means `busy`.
    pub(crate) evidence_slots: Arc<Semaphore>,
    /// Rings when an analysis of this process has ended.
    pub(crate) analysed: Arc<Notify>,
}
