//! `poze eval`: how good is what we use? Rates over labelled pictures, as JSON that anyone can reproduce.
//!
//! Each command prints its JSON alone on stdout (the caller does) and its progress on stderr. Pictures are looked at
//! one by one with the same models and code as in a run, without the limits on size that strangers meet.

mod csv;
mod matching;
mod moves;
mod people;
mod pictures;
mod replay;
mod spoof;
mod statistics;

pub(crate) use matching::{MatchArgs, run as run_match};
pub(crate) use moves::{MovesArgs, run as run_moves};
pub(crate) use replay::{ReplayArgs, run as run_replay};
pub(crate) use spoof::{SpoofArgs, run as run_spoof};
