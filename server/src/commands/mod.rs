//! A file a command.

pub(crate) mod bench;
pub(crate) mod data;
pub(crate) mod key;
pub(crate) mod pack;
pub(crate) mod policy;
pub(crate) mod serve;
pub(crate) mod site;
