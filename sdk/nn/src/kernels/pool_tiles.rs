//! Pooling, written once over [`Lanes`] and inlined into functions of each instruction set.

use super::lanes::Lanes;

/// One output row of maxima over windows of 2x2 that stand side by side, for at least as many channels as lanes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pairs<'a> {
    pub(super) channels: usize,
    /// Two input rows, each of twice the output's length.
    pub(super) top: &'a [f32],
    pub(super) bottom: &'a [f32],
}

/// # Safety
/// The instructions of `V` must exist, and the sizes must have been checked by `elementwise::max_pool_2x2`.
#[inline(always)]
pub(super) unsafe fn max_2x2<V: Lanes>(pairs: &Pairs<'_>, out: &mut [f32]) {
    let channels = pairs.channels;
    let (top, bottom) = (pairs.top.as_ptr(), pairs.bottom.as_ptr());
    for first in (0..out.len()).step_by(channels) {
        let mut channel = 0;
        while channel < channels {
            // The last vector may overlap the one before it, so that it is whole.
            let start = channel.min(channels - V::N);
            channel += V::N;
            // SAFETY: `start + N` is inside of the channels, and the rows have two pixels for each of the output.
            unsafe {
                let (left, right) = (2 * first + start, 2 * first + channels + start);
                let above = V::load(top.add(left)).max(V::load(top.add(right)));
                let below = V::load(bottom.add(left)).max(V::load(bottom.add(right)));
                above.max(below).store(out.as_mut_ptr().add(first + start));
            }
        }
    }
}
