//! The vision worker: `page` is seen from the page, `eye` runs inside it, `guiding` is what it does with what it
//! sees, `messages` is what they say to each other. `looker` is what the worker and the analyzer share, `supplies` how
//! models come that only some challenges need.

#[cfg(feature = "eye")]
mod eye;
#[cfg(feature = "eye")]
mod guiding;
#[cfg(feature = "eye")]
mod looker;
mod messages;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
mod supplies;

#[cfg(feature = "eye")]
pub(crate) use eye::Eye;
#[cfg(feature = "eye")]
pub(crate) use looker::Looker;
#[cfg(feature = "page")]
pub(crate) use messages::{Order, Sighting};
#[cfg(feature = "page")]
pub(crate) use page::Sight;
#[cfg(feature = "page")]
pub(crate) use supplies::Supplies;
