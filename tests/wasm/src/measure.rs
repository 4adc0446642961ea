//! Measuring any network file from outside: the host writes the file, loads it, and runs it as often as it likes.

use std::cell::RefCell;
use std::sync::Arc;

use poze_nn::{Model, Session};

use crate::host;

#[derive(Default)]
struct Bench {
    file: Vec<u8>,
    session: Option<Session>,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}

/// Room for a file of this many bytes, for the host to fill before [`measure_load`].
#[unsafe(no_mangle)]
pub(crate) extern "C" fn measure_file(bytes: usize) -> *mut u8 {
    host::report_panics();
    BENCH.with_borrow_mut(|bench| {
        bench.session = None;
        bench.file = vec![0; bytes];
        bench.file.as_mut_ptr()
    })
}

/// Loads the file and drops its bytes; returns millions of multiply-adds of a run.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn measure_load() -> f64 {
    BENCH.with_borrow_mut(|bench| {
        let model =
            Model::from_tflite(&std::mem::take(&mut bench.file)).expect("a network of ours");
        let macs = model.macs();
        let mut session = Session::new(Arc::new(model));
        for (i, value) in session.input_mut(0).iter_mut().enumerate() {
            *value = (i % 255) as f32 / 255.0;
        }
        bench.session = Some(session);
        macs as f64 / 1e6
    })
}

/// Runs the loaded network.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn measure_run() {
    BENCH.with_borrow_mut(|bench| bench.session.as_mut().expect("loaded before").run());
}

/// Reports a line for each layer: least milliseconds of `rounds`, GMAC/s, what it is. A round lasts about 0.1 ms,
/// since the browser's clock is coarse.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn measure_layers(rounds: u32) {
    BENCH.with_borrow_mut(|bench| {
        let session = bench.session.as_mut().expect("loaded before");
        let layers = session.model().layers();
        let mut round = |at: usize, runs: u32| {
            let start = host::now();
            (0..runs).for_each(|_| session.run_layer(at));
            (host::now() - start) / f64::from(runs)
        };
        let mut least: Vec<f64> = (0..layers.len()).map(|at| round(at, 20)).collect();
        for _ in 0..rounds {
            for (at, least) in least.iter_mut().enumerate() {
                *least = least.min(round(at, (0.1 / least.max(0.001)).ceil() as u32));
            }
        }
        for (layer, ms) in layers.iter().zip(&least) {
            let speed = layer.macs as f64 / ms / 1e6;
            host::report(&format!("{ms:7.4}  {speed:6.1}  {}", layer.description));
        }
        host::report(&format!("{:7.4}  all", least.iter().sum::<f64>()));
    });
}
