//! A run from its drawing to its verdict, between the routes and the store.

pub(crate) mod analysis;
pub(crate) mod looks;
pub(crate) mod plan;
pub(crate) mod token;
pub(crate) mod verdict;
pub(crate) mod view;
