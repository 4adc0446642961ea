//! The frame as a crop reads it: the colour between four pixels, and what lies beyond the edges.

use super::Border;
use super::four::Four;
use super::line::{BITS, Line, ONE};
use crate::frame::Frame;

pub(super) struct Source<'a, const CHANNELS: usize> {
    pixels: &'a [u8],
    stride: usize,
    /// The last column and the last row.
    last: (i64, i64),
    border: Border,
}

impl<'a, const CHANNELS: usize> Source<'a, CHANNELS> {
    pub(super) fn new(frame: &Frame<'a>, border: Border) -> Source<'a, CHANNELS> {
        Source {
            pixels: frame.pixels(),
            stride: frame.stride(),
            last: (i64::from(frame.width()) - 1, i64::from(frame.height()) - 1),
            border,
        }
    }

    /// Hands on the first `count` colours along a line, in their order: red, green and blue, 0..255, and a fourth value
    /// that means nothing.
    #[inline(always)]
    pub(super) fn walk(&self, line: &Line, count: usize, mut put: impl FnMut(usize, Four)) {
        let (right, bottom) = (self.last.0 * ONE, self.last.1 * ONE);
        // Each of these is surrounded by four pixels of the frame.
        let inside = line.within(0..right, 0..bottom, count);
        for i in 0..inside.start {
            put(i, self.at_edge(line.at(i)));
        }
        let mut point = line.at(inside.start);
        for i in inside.clone() {
            let (column, row) = (point.0 >> BITS, point.1 >> BITS);
            put(i, self.between(column, row, part(point.0), part(point.1)));
            point = line.next(point);
        }
        for i in inside.end..count {
            put(i, self.at_edge(line.at(i)));
        }
    }

    /// Between the pixels at `column` and the next one, of `row` and the next one; `right` and `below` say where, 0..1.
    #[inline(always)]
    fn between(&self, column: i64, row: i64, right: f32, below: f32) -> Four {
        let start = row as usize * self.stride + column as usize * CHANNELS;
        let upper = self.along(start, right);
        let lower = self.along(start + self.stride, right);
        upper.towards(lower, Four::splat(below))
    }

    #[inline(always)]
    fn along(&self, start: usize, right: f32) -> Four {
        let two = &self.pixels[start..start + 2 * CHANNELS];
        let (first, last) = (four(two, 0), four(two, 2 * CHANNELS - 4));
        // Of three channels the last four bytes begin before the second pixel: there may be none after it.
        let second = if CHANNELS == 4 { last } else { last >> 8 };
        let [first, second] = [first, second].map(Four::of_bytes);
        first.towards(second, Four::splat(right))
    }

    /// Like [`Source::between`], anywhere.
    fn at_edge(&self, (x, y): (i64, i64)) -> Four {
        let (right, bottom) = (self.last.0 * ONE, self.last.1 * ONE);
        match self.border {
            Border::Edge => {
                let (x, y) = (x.clamp(0, right), y.clamp(0, bottom));
                let (column, row) = (x >> BITS, y >> BITS);
                // The last pixel is the far one of the last pair.
                let (column, row) = (column.min(self.last.0 - 1), row.min(self.last.1 - 1));
                let from = |value: i64, whole: i64| {
                    if value - whole * ONE == ONE {
                        1.0
                    } else {
                        part(value)
                    }
                };
                self.between(column, row, from(x, column), from(y, row))
            }
            Border::Black => {
                let near = -ONE < x && x < right + ONE && -ONE < y && y < bottom + ONE;
                if near {
                    self.fading((x, y))
                } else {
                    Four::splat(0.0)
                }
            }
        }
    }

    /// Between four pixels of which some lie beyond the edge and are black.
    fn fading(&self, (x, y): (i64, i64)) -> Four {
        let (column, row) = (x >> BITS, y >> BITS);
        let pixel = |column: i64, row: i64| {
            if column < 0 || row < 0 || column > self.last.0 || row > self.last.1 {
                return Four::splat(0.0);
            }
            let start = row as usize * self.stride + column as usize * CHANNELS;
            let rgb = &self.pixels[start..start + 3];
            Four::of_bytes(u32::from_le_bytes([rgb[0], rgb[1], rgb[2], 0]))
        };
        let [right, below] = [part(x), part(y)].map(Four::splat);
        let along = |row| pixel(column, row).towards(pixel(column + 1, row), right);
        along(row).towards(along(row + 1), below)
    }
}

/// What is behind the point: 0..1.
#[inline(always)]
fn part(fixed: i64) -> f32 {
    const KEPT: u32 = 24;
    // As a signed number, which converts in one instruction.
    let kept = (fixed as u32 >> (BITS - KEPT)) as i32;
    kept as f32 * (1.0 / (1u32 << KEPT) as f32)
}

/// Four bytes, the first one lowest.
#[inline(always)]
fn four(bytes: &[u8], from: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[from..from + 4]);
    u32::from_le_bytes(four)
}
