//! What the verifier remembers. Knows nothing of pictures, engines or HTTP.
//!
//! - Secrets (keys of sites, client_secrets) are stored as SHA-256; references, facts and answers are sealed
//!   ([`MasterKey`]) under a key of their site with what they belong to as associated data.
//! - Time is an argument: Unix seconds (`*_at`) or milliseconds (`*_ms`).
//! - Whatever may happen once (binding a page's key, taking a step, ending a challenge, redeeming a token) is one
//!   conditional UPDATE or INSERT, so that several processes can share a database.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod challenges;
mod ending;
mod error;
mod ids;
mod locks;
mod looks;
mod open;
mod pozes;
mod redeemed;
mod references;
mod seal;
mod sessions;
mod sites;
mod steps;
mod swaps;
mod sweep;
#[cfg(test)]
mod tests;

pub use challenges::{Challenge, ChallengeStatus, Opened, Opening, Plan};
pub use ending::{Ended, Ending};
pub use error::StoreError;
pub use ids::{CLIENT_SECRET_PREFIX, SECRET_KEY_PREFIX};
pub use looks::{LOOKS_KEPT_MS, NewLook};
pub use open::{Store, make_private_folder};
pub use pozes::{DrawnPozes, POZES_REMEMBERED};
pub use references::{NewReference, StoredReference};
pub use seal::{MasterKey, MasterKeyError};
pub use sessions::{Session, SessionState};
pub use sites::{NewSite, Site, SiteKeys};
pub use steps::{Analysis, Step, Taken};
pub use swaps::{SWAPS_MAX, Swap, Swapped};
pub use sweep::Swept;
