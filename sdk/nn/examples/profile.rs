//! Milliseconds and GMAC/s of each layer of a network, least of many runs, one thread:
//! `cargo run --release -p poze-nn --example profile FILE.tflite [SECONDS] [avx512|avx2|scalar]`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use poze_nn::{Isa, Model, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("usage: profile FILE.tflite [SECONDS] [ISA]")?;
    let seconds: f64 = arguments.next().map_or(Ok(1.0), |s| s.parse())?;
    let isa = match arguments.next().as_deref() {
        Some("scalar") => Isa::Scalar,
        Some("avx2") => Isa::Avx2,
        Some("avx512") => Isa::Avx512,
        _ => Isa::best(),
    };
    let model = Arc::new(Model::for_isa(&std::fs::read(file)?, isa)?);
    let mut session = Session::new(Arc::clone(&model));
    for (i, value) in session.input_mut(0).iter_mut().enumerate() {
        *value = (i % 255) as f32 / 255.0;
    }
    let layers = model.layers();
    let mut least = vec![f64::INFINITY; layers.len()];
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    while Instant::now() < end {
        for (at, least) in least.iter_mut().enumerate() {
            let start = Instant::now();
            session.run_layer(at);
            *least = least.min(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!("     ms   GMAC/s  layer");
    for (layer, ms) in layers.iter().zip(&least) {
        let speed = layer.macs as f64 / ms / 1e6;
        println!("{ms:7.4}  {speed:7.1}  {}", layer.description);
    }
    let total: f64 = least.iter().sum();
    println!(
        "{total:7.4}  {:7.1}  all",
        model.macs() as f64 / total / 1e6
    );
    Ok(())
}
