//! The service as its callers meet it: the real router, store and policy over an engine that answers what a test says.

mod bad_input;
mod documents;
mod fresh;
mod limits;
mod moves;
mod packs;
mod policies;
mod refusals;
mod runs;
mod sessions;
mod support;
mod swaps;
