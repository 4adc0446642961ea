//! `poze`: who decides and signs.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod auth;
mod body;
mod clock;
mod commands;
mod config;
mod drain;
mod error;
mod eval;
mod evidence;
mod listen;
mod openapi;
mod output;
mod packs;
mod page_key;
mod policy;
mod router;
mod routes;
mod run;
mod signing;
mod state;
#[cfg(test)]
mod tests;
mod uploads;
mod validate;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::commands::{bench, key, pack, policy as policies, serve, site};

/// The Poze verifier: strike a poze, get a signed token.
#[derive(Parser, Debug)]
#[command(name = "poze", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Start the verifier.
    Serve(serve::ServeArgs),
    /// Sites and their keys.
    #[command(subcommand)]
    Site(site::SiteCommand),
    /// What runs must reach, and what `acr` says of it.
    Policy(policies::PolicyArgs),
    /// Packs: what visitors are asked for.
    #[command(subcommand)]
    Pack(pack::PackCommand),
    /// Signing keys.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Measure error rates on pictures of your own.
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Measure how long looking takes on this machine: per stage, and a whole verification.
    Bench(bench::BenchArgs),
}

#[derive(Subcommand, Debug)]
enum EvalCommand {
    /// One picture against one: columns file_a, file_b, same.
    Match(eval::MatchArgs),
    /// Moves on single pictures: columns file, expect.
    Moves(eval::MovesArgs),
    /// Presentation attacks in pictures and recordings: columns file, label.
    Spoof(eval::SpoofArgs),
    /// Recordings that come again, against new ones of the same person in the same place.
    Replay(eval::ReplayArgs),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("POZE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let color = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(color)
        .init();
    match Cli::parse().command {
        Command::Serve(args) => serve::run(args).await,
        Command::Site(command) => site::run(command).await,
        Command::Policy(args) => policies::run(&args),
        Command::Pack(command) => pack::run(command),
        Command::Key(command) => key::run(command),
        Command::Bench(args) => output::json(&bench::run(args).await?),
        Command::Eval(EvalCommand::Match(args)) => output::json(&eval::run_match(args)?),
        Command::Eval(EvalCommand::Replay(args)) => output::json(&eval::run_replay(args).await?),
        Command::Eval(EvalCommand::Moves(args)) => output::json(&eval::run_moves(args)?),
        Command::Eval(EvalCommand::Spoof(args)) => output::json(&eval::run_spoof(args)?),
    }
}
