//! What running and loading a network takes from the heap, counted by an allocator. One test, since the counters are
//! of the whole process.
#![allow(clippy::unwrap_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use poze_nn::{Isa, Model, Session};

struct Counting;

/// Calls that asked for memory.
static CALLS: AtomicUsize = AtomicUsize::new(0);
/// Bytes in use, and the most since it was last set.
static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Relaxed);
        let now = IN_USE.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        // SAFETY: passed on to the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: passed on to the caller.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn networks(dir: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let files = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    files
        .filter(|f| f.extension().is_some_and(|e| e == "tflite"))
        .collect()
}

/// Runs the network, and panics when that took anything from the heap.
fn run_without_allocation(file: &Path, isa: Isa, runs: usize) {
    let model = Arc::new(Model::for_isa(&std::fs::read(file).unwrap(), isa).unwrap());
    let mut session = Session::new(model);
    let before = CALLS.load(Relaxed);
    for run in 0..runs {
        session.input_mut(0).fill(run as f32 / runs as f32);
        session.run();
    }
    let calls = CALLS.load(Relaxed) - before;
    assert_eq!(calls, 0, "{}: allocations in {runs} runs", file.display());
}

/// Loading keeps the packed weights and nothing else, and never holds all weights twice.
fn load_in_little_memory(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let before = IN_USE.load(Relaxed);
    MOST.store(before, Relaxed);
    let model = Model::from_tflite(&bytes).unwrap();
    let (kept, most) = (IN_USE.load(Relaxed) - before, MOST.load(Relaxed) - before);
    eprintln!(
        "{}: {kept} bytes kept, {most} at most while loading",
        file.display()
    );
    assert!(
        most < kept + kept / 2 + (1 << 20),
        "{}: {most} for {kept}",
        file.display()
    );
    drop(model);
    assert_eq!(
        IN_USE.load(Relaxed),
        before,
        "{}: not given back",
        file.display()
    );
}

#[test]
fn runs_allocate_nothing_and_loading_never_holds_all_weights_twice() {
    let (small, published) = (networks("tests/golden"), networks("../models"));
    assert!(!small.is_empty() && !published.is_empty());
    let every = [Isa::Scalar, Isa::Avx2, Isa::Avx512];
    for isa in every.into_iter().filter(|isa| isa.available()) {
        for file in &small {
            run_without_allocation(file, isa, 1000);
        }
    }
    for file in &published {
        run_without_allocation(file, Isa::best(), 20);
        load_in_little_memory(file);
    }
}
