//! `poze bench`: how long does the verifier look, on this machine and these pictures?

mod composed;
mod networks;
mod pictures;
mod stages;
mod verification;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::ensure;
use clap::Args;
use poze_engine::local::LocalEngine;
use serde_json::{Value, json};

use self::composed::Plan;
use self::pictures::Pictures;

/// Options of `poze bench`.
#[derive(Args, Debug)]
pub(crate) struct BenchArgs {
    /// Folder of JPEG, PNG or WebP pictures
    #[arg(long, value_name = "DIR")]
    frames: PathBuf,
    /// How long to measure, seconds: a quarter each for stages, networks, whole verifications
    /// and ones of ten frames
    #[arg(long, value_name = "N", default_value_t = 10.0)]
    seconds: f64,
}

const SECONDS_MAX: f64 = 3600.0;

/// Measures; what it returns is all that belongs on stdout.
pub(crate) async fn run(args: BenchArgs) -> anyhow::Result<Value> {
    ensure!(
        args.seconds > 0.0 && args.seconds <= SECONDS_MAX,
        "--seconds must be more than 0 and at most {SECONDS_MAX}"
    );
    let quarter = Duration::from_secs_f64(args.seconds / 4.0);
    let pictures = Pictures::read(&args.frames)?;
    eprintln!(
        "{} pictures, {} left out",
        pictures.len(),
        pictures.left_out
    );
    let stages = stages::measure(&pictures, quarter)?;
    let engine = LocalEngine::new(1)?;
    let networks = networks::measure(quarter)?;
    let (usual, ten) = (&Plan::USUAL, &Plan::TEN);
    let verifications = verification::measure(&pictures, &engine, usual, quarter).await?;
    let ten_frames = verification::measure(&pictures, &engine, ten, quarter).await?;
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "arch": std::env::consts::ARCH,
        "instruction_set": poze_vision::instruction_set(),
        "pictures": pictures.report(),
        "ms": stages.ms,
        "stages": stages.report,
        "networks": networks,
        "verifications_per_second_per_core": verifications.per_second_per_core(),
        "cpu_seconds_per_verification": verifications.cpu_s(),
        "verification": verifications.summary(usual),
        "ten_frames": ten_frames.summary(ten),
        "how_verifications_are_made": verifications.report(usual),
    }))
}

/// The value in the middle; `None` of nothing.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Four digits are more than a measurement repeats.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let digits = 3 - value.abs().log10().floor() as i32;
    let scale = 10f64.powi(digits.clamp(-12, 12));
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_of_something_and_numbers_have_four_digits() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![5.0, 1.0, 2.0]), Some(2.0));
        for (value, shown) in [
            (1234.56, 1235.0),
            (0.123456, 0.1235),
            (0.0, 0.0),
            (f64::NAN, 0.0),
        ] {
            assert_eq!(rounded(value), shown);
        }
    }

    #[tokio::test]
    async fn a_folder_without_pictures_or_a_time_without_end_is_refused() {
        let empty = tempfile::tempdir().unwrap();
        let refused = |frames: &std::path::Path, seconds| {
            run(BenchArgs {
                frames: frames.to_owned(),
                seconds,
            })
        };
        let error = refused(empty.path(), 0.1).await.unwrap_err().to_string();
        assert!(error.contains("no picture"), "{error}");
        assert!(refused(&empty.path().join("not-there"), 0.1).await.is_err());
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            assert!(refused(empty.path(), seconds).await.is_err(), "{seconds}");
        }
    }
}
