//! What every request may use.

use std::sync::Arc;

use poze_engine::Engine;
use poze_protocol::Code;
use poze_store::{Session, Store};
use tokio::sync::{Notify, Semaphore};

use crate::clock::Clock;
use crate::error::ApiError;
use crate::packs::Packs;
use crate::policy::{Policies, Policy};
use crate::signing::SigningKeys;
use crate::uploads::Uploads;

/// How this verifier was started.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// `iss` of tokens and origin of the frame: scheme, host and port, no slash at the end.
    pub(crate) issuer: String,
    /// Scripted challenges, short times, every loopback origin.
    pub(crate) dev: bool,
    /// What runs must reach, by name.
    pub(crate) policies: Policies,
}

/// Shared by all requests; cloning is cheap.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) settings: Arc<Settings>,
    pub(crate) store: Store,
    pub(crate) engine: Arc<dyn Engine>,
    /// What challenges are drawn from.
    pub(crate) packs: Arc<Packs>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) clock: Clock,
    /// Who is sending pictures.
    pub(crate) uploads: Uploads,
    /// A permit for every step that is examined or waits for it; none left means `busy`.
    pub(crate) evidence_slots: Arc<Semaphore>,
    /// Rings when an analysis of this process has ended.
    pub(crate) analysed: Arc<Notify>,
}

impl App {
    /// The policy that a session was made under. One that is gone since, with another configuration, is no reason to
    /// judge by another.
    pub(crate) fn policy_of(&self, session: &Session) -> Result<&Arc<Policy>, ApiError> {
        let policies = &self.settings.policies;
        match &session.request.policy {
            Some(name) => policies.get(name).ok_or_else(|| Code::PolicyUnknown.into()),
            None => Ok(policies.default()),
        }
    }
}
