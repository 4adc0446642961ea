//! What the module needs from its host.

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    fn log(text: *const u8, length: usize);
    pub(crate) safe fn now() -> f64;
}

/// Sends the message of a panic to the host before the module traps.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        report(&info.to_string());
    }));
}

/// Sends a line to the host.
pub(crate) fn report(text: &str) {
    // SAFETY: the host only reads `length` bytes of this module's memory from `text` on, during the call.
    unsafe { log(text.as_ptr(), text.len()) }
}

/// Median milliseconds of `runs` calls, after three that do not count.
pub(crate) fn median_ms(runs: usize, mut run: impl FnMut()) -> f64 {
    (0..3).for_each(|_| run());
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = now();
            run();
            now() - start
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
