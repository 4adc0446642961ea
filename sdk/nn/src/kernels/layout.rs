//! Moving elements.

use crate::graph::Strided;
use crate::limits::MAX_RANK;

/// Calls `f(row, row length, offset of the row for each of `sides`)` for all rows (last dimensions) of the
/// common shape.
pub(crate) fn for_each_row<const N: usize>(
    sides: [&Strided; N],
    mut f: impl FnMut(usize, usize, [usize; N]),
) {
    let shape = &sides[0].shape;
    let len = shape.last().copied().unwrap_or(1);
    let outer = &shape[..shape.len().saturating_sub(1)];
    let rows: usize = outer.iter().product();
    let mut index = [0_usize; MAX_RANK];
    let mut offsets = sides.map(|side| side.offset);
    for row in 0..rows {
        f(row, len, offsets);
        // Count up like an odometer, last outer dimension fastest.
        for d in (0..outer.len()).rev() {
            index[d] += 1;
            for (offset, side) in offsets.iter_mut().zip(sides) {
                *offset += side.strides[d];
            }
            if index[d] < outer[d] {
                break;
            }
            index[d] = 0;
            for (offset, side) in offsets.iter_mut().zip(sides) {
                *offset -= side.strides[d] * outer[d];
            }
        }
    }
}

/// Reads the output's elements from the input through strides.
pub(crate) fn gather(from: &Strided, x: &[f32], out: &mut [f32]) {
    let step = from.strides.last().copied().unwrap_or(0);
    for_each_row([from], |row, len, [start]| {
        let out = &mut out[row * len..][..len];
        if step == 1 {
            out.copy_from_slice(&x[start..start + len]);
        } else {
            for (i, out) in out.iter_mut().enumerate() {
                *out = x[start + i * step];
            }
        }
    });
}

/// Zeros, with the input's elements at their places.
pub(crate) fn pad(to: &Strided, x: &[f32], out: &mut [f32]) {
    out.fill(0.0);
    let step = to.strides.last().copied().unwrap_or(1);
    for_each_row([to], |row, len, [start]| {
        let x = &x[row * len..][..len];
        if step == 1 {
            out[start..start + len].copy_from_slice(x);
        } else {
            for (i, x) in x.iter().enumerate() {
                out[start + i * step] = *x;
            }
        }
    });
}

/// Copies one part of a concatenation: `chunk` of every `total` elements, from `offset` on.
pub(crate) fn concat_part(chunk: usize, total: usize, offset: usize, x: &[f32], out: &mut [f32]) {
    for (out, x) in out.chunks_exact_mut(total).zip(x.chunks_exact(chunk)) {
        out[offset..offset + chunk].copy_from_slice(x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposes_and_slices() {
        let x: Vec<f32> = (0..6).map(|i| i as f32).collect();
        let mut out = [0.0; 6];
        gather(
            &Strided {
                offset: 0,
                shape: vec![3, 2],
                strides: vec![1, 3],
            },
            &x,
            &mut out,
        );
        assert_eq!(out, [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
        let mut out = [0.0; 2];
        gather(
            &Strided {
                offset: 1,
                shape: vec![2, 1],
                strides: vec![3, 2],
            },
            &x,
            &mut out,
        );
        assert_eq!(out, [1.0, 4.0]);
    }

    #[test]
    fn pads_in_front_and_behind() {
        let mut out = [9.0; 8];
        pad(
            &Strided {
                offset: 5,
                shape: vec![1, 2],
                strides: vec![4, 1],
            },
            &[1.0, 2.0],
            &mut out,
        );
        assert_eq!(out, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0]);
    }
}
