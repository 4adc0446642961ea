//! Everything that JavaScript can call. Nothing is decided here.

#[cfg(feature = "eye")]
mod eye;
#[cfg(feature = "page")]
mod page;
