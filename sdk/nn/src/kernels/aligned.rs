//! f32 storage that starts on a cache line, so that vector loads do not straddle two.

const LINE: usize = 64;

/// A fixed number of f32, the first one on a 64-byte boundary where the allocator allows to find one.
#[derive(Debug)]
pub(crate) struct Aligned {
    storage: Box<[f32]>,
    start: usize,
    len: usize,
}

impl Aligned {
    /// `len` zeros.
    pub(crate) fn zeroed(len: usize) -> Aligned {
        let spare = LINE / size_of::<f32>();
        let storage = vec![0.0; len + spare].into_boxed_slice();
        // `align_offset` may answer `usize::MAX`; then the start is simply not aligned.
        let start = storage.as_ptr().align_offset(LINE).min(spare);
        Aligned {
            storage,
            start,
            len,
        }
    }

    pub(crate) fn as_slice(&self) -> &[f32] {
        &self.storage[self.start..self.start + self.len]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.storage[self.start..self.start + self.len]
    }
}
