//! What each network costs by itself, and how close it comes to what the processor can do.

use std::time::{Duration, Instant};

use anyhow::Result;
use poze_engine::local::GROUPS;
use serde_json::{Map, Value, json};

use super::{median, rounded};

/// Runs every network in turn for so long, at least once; on the calling thread. By network: median milliseconds,
/// millions of multiplications with their additions, and thousands of millions of these a second.
pub(super) fn measure(time: Duration) -> Result<Value> {
    let mut networks = poze_engine::local::models(&GROUPS)?.networks();
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); networks.len()];
    let begun = Instant::now();
    while times.iter().any(Vec::is_empty) || begun.elapsed() < time {
        for (network, times) in networks.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            network.run();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    let mut report = Map::new();
    for (network, times) in networks.iter().zip(times) {
        let macs = network.macs() as f64;
        let ms = median(times).unwrap_or(f64::NAN);
        report.insert(
            network.name().to_owned(),
            json!({
                "ms": rounded(ms),
                "mmacs": rounded(macs / 1e6),
                "gmacs_per_second": rounded(macs / ms / 1e6),
            }),
        );
    }
    Ok(Value::Object(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_timed_and_counted() {
        let report = measure(Duration::ZERO).unwrap();
        let names: Vec<&str> = report
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for name in [
            "face_detector",
            "face_embedding",
            "hand_palms",
            "object_shoes",
            "objects",
        ] {
            assert!(names.contains(&name), "{names:?}");
        }
        for of in report.as_object().unwrap().values() {
            for figure in ["ms", "mmacs", "gmacs_per_second"] {
                assert!(of[figure].as_f64().is_some_and(|value| value > 0.0), "{of}");
            }
        }
        // BlazeFace for short ranges has 31 million.
        let detector = report["face_detector"]["mmacs"].as_f64().unwrap();
        assert!((30.0..33.0).contains(&detector), "{detector}");
    }
}
