//! The vision worker: `page` is seen from the page, `eye` runs inside it, `guiding` is what it does with what it
//! sees, `messages` is what they say to each other.

mod eye;
mod guiding;
mod messages;
mod page;

pub(crate) use eye::{Eye, load_models};
pub(crate) use messages::{Order, Sighting};
pub(crate) use page::Sight;
