//! Looks at many files, each once, on all cores.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};
use poze_engine::{Limits, PictureError, decode};
use poze_vision::{Analyzer, Frame, MIN_SIDE, PixelFormat};

/// Whatever the models take.
pub(super) const LIMITS: Limits = Limits {
    min_side: MIN_SIDE,
    max_pixels: poze_vision::MAX_PIXELS,
    max_bytes: 64 << 20,
};

/// What `look` says of the picture in each of the files, in their order; `None` for a file that is no picture (which is
/// said on stderr).
pub(super) fn look_at<T: Send>(
    root: &Path,
    files: &[&str],
    look: impl Fn(&mut Analyzer, &Frame<'_>) -> T + Sync,
) -> Result<Vec<Option<T>>> {
    let models = poze_engine::local::models(&poze_engine::local::GROUPS)?;
    let make = || Ok(Analyzer::new(&models));
    over_files(root, files, make, |analyzer, bytes, path| {
        let seen = seen(bytes, |frame| look(analyzer, frame));
        seen.inspect_err(|error| eprintln!("{}: {error}", path.display()))
            .ok()
    })
}

/// What `look` says of the bytes of each of the files, in their order. It has something of its own on each thread, which
/// `make` makes. A file that cannot be read at all ends everything: then the list or its root is wrong. Of a file that is
/// larger than any that is taken it gets one byte too many.
pub(super) fn over_files<W, T: Send>(
    root: &Path,
    files: &[&str],
    make: impl Fn() -> Result<W> + Sync,
    look: impl Fn(&mut W, &[u8], &Path) -> T + Sync,
) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let looked = Mutex::new(Vec::with_capacity(files.len()));
    let work = || -> Result<()> {
        let mut with = make()?;
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(n) else {
                return Ok(());
            };
            if n > 0 && n.is_multiple_of(200) {
                eprintln!("{n} of {} files", files.len());
            }
            let path = root.join(file);
            let bytes = read(&path).inspect_err(|_| next.store(files.len(), Ordering::Relaxed))?;
            let seen = look(&mut with, &bytes, &path);
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

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = LIMITS.max_bytes as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}

fn seen<T>(bytes: &[u8], look: impl FnOnce(&Frame<'_>) -> T) -> Result<T, PictureError> {
    let picture = decode(bytes, &LIMITS)?;
    let frame = Frame::new(
        &picture.rgb,
        picture.width,
        picture.height,
        PixelFormat::Rgb8,
    );
    frame
        .map(|frame| look(&frame))
        .map_err(|_| PictureError::Damaged)
}
