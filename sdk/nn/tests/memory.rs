//! What running and loading a network takes from the heap, counted by an allocator.
#![allow(clippy::unwrap_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poze_nn::{Isa, Model, Session};

struct Counting;

// The counters are of one thread each: the test harness allocates in its own whenever it likes.
thread_local! {
    /// Calls that asked for memory.
    static CALLS: Cell<usize> = const { Cell::new(0) };
    /// Bytes in use, and the most since it was last set.
    static IN_USE: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator as it is; the counters allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.set(CALLS.get() + 1);
        IN_USE.set(IN_USE.get().wrapping_add(layout.size()));
        MOST.set(MOST.get().max(IN_USE.get()));
        // SAFETY: passed on to the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        IN_USE.set(IN_USE.get().wrapping_sub(layout.size()));
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
    let before = CALLS.get();
    for run in 0..runs {
        session.input_mut(0).fill(run as f32 / runs as f32);
        session.run();
    }
    let calls = CALLS.get() - before;
    assert_eq!(calls, 0, "{}: allocations in {runs} runs", file.display());
}

/// Loading keeps the packed weights and nothing else, and never holds all weights twice.
fn load_in_little_memory(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    let before = IN_USE.get();
    MOST.set(before);
    let model = Model::from_tflite(&bytes).unwrap();
    let (kept, most) = (IN_USE.get() - before, MOST.get() - before);
    assert!(
        most < kept + kept / 2 + (1 << 20),
        "{}: {most} for {kept}",
        file.display()
    );
    drop(model);
    assert_eq!(IN_USE.get(), before, "{}: not given back", file.display());
    // Last, since the harness keeps what is printed on this thread's account.
    eprintln!(
        "{}: {kept} bytes kept, {most} at most while loading",
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
