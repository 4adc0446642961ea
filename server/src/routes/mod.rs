//! A file a route.

pub(crate) mod cancel_session;
pub(crate) mod create_reference;
pub(crate) mod create_session;
pub(crate) mod delete_reference;
pub(crate) mod get_challenge;
pub(crate) mod get_session;
pub(crate) mod health;
pub(crate) mod jwks;
pub(crate) mod list_references;
pub(crate) mod open_challenge;
pub(crate) mod redeem_token;
pub(crate) mod send_step;
pub(crate) mod swap_step;
pub(crate) mod widget;
