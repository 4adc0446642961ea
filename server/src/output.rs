//! What commands print: their JSON alone on stdout.

use std::io::Write as _;

/// Prints a value, indented.
pub(crate) fn json(value: &serde_json::Value) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(value)?)
}

/// Prints a line and flushes it, so that whoever waits for it sees it at once.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
