//! Looks at many pictures, each once, on all cores.

use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};
use poze_engine::{Limits, PictureError, decode};
use poze_vision::{Analyzer, Frame, MIN_SIDE, PixelFormat};

/// Whatever the models take.
const LIMITS: Limits = Limits {
    min_side: MIN_SIDE,
    max_pixels: poze_vision::MAX_PIXELS,
    max_bytes: 64 << 20,
};

/// What `look` says of each of the files, in their order; `None` for a file that is no picture (which is said on
/// stderr). A file that cannot be read at all ends it: then the list or its root is wrong.
pub(super) fn look_at<T: Send>(
    root: &Path,
    files: &[&str],
    look: impl Fn(&mut Analyzer, &Frame<'_>) -> T + Sync,
) -> Result<Vec<Option<T>>> {
    let models = poze_engine::local::models(&poze_engine::local::GROUPS)?;
    let next = AtomicUsize::new(0);
    let looked = Mutex::new(Vec::with_capacity(files.len()));
    let work = || -> Result<()> {
        let mut analyzer = Analyzer::new(&models);
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(n) else {
                return Ok(());
            };
            if n > 0 && n.is_multiple_of(200) {
                eprintln!("{n} of {} pictures", files.len());
            }
            let path = root.join(file);
            let bytes =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()));
            let bytes = bytes.inspect_err(|_| next.store(files.len(), Ordering::Relaxed))?;
            let seen = seen(&bytes, &path, |frame| look(&mut analyzer, frame));
            looked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((n, seen));
        }
    };
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(files.len().max(1));
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|t| {
            t.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    let mut looked = looked.into_inner().unwrap_or_else(PoisonError::into_inner);
    looked.sort_by_key(|(n, _)| *n);
    Ok(looked.into_iter().map(|(_, seen)| seen).collect())
}

fn seen<T>(bytes: &[u8], path: &Path, look: impl FnOnce(&Frame<'_>) -> T) -> Option<T> {
    let picture = decode(bytes, &LIMITS);
    let looked = picture.and_then(|picture| {
        let frame = Frame::new(
            &picture.rgb,
            picture.width,
            picture.height,
            PixelFormat::Rgb8,
        );
        frame
            .map(|frame| look(&frame))
            .map_err(|_| PictureError::Damaged)
    });
    looked
        .inspect_err(|error| eprintln!("{}: {error}", path.display()))
        .ok()
}
