//! A row of a crop as it lies in the frame, stepped through in fixed point: whole pixels and parts of a pixel come from
//! it by shifts, where a conversion of a float costs as much as the rest of a sample in WebAssembly.

use std::ops::Range;

use crate::geometry::Affine;

/// Bits behind the point.
pub(crate) const BITS: u32 = 32;

/// One pixel.
pub(crate) const ONE: i64 = 1 << BITS;

/// What lies further away than this from the frame's origin is all the same; it keeps sums from overflowing.
const FAR: f64 = (1u32 << 21) as f64;

/// Points of the frame at even steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    start: (i64, i64),
    step: (i64, i64),
}

impl Line {
    /// From the frame's point under the crop's (u, v), a pixel of the crop to the right at each step.
    pub(crate) fn through(map: &Affine, u: f32, v: f32) -> Line {
        let [u, v] = [u, v].map(f64::from);
        let along = |by_u: f32, by_v: f32, shift: f32| {
            let [by_u, by_v, shift] = [by_u, by_v, shift].map(f64::from);
            (fixed(by_u * u + by_v * v + shift), fixed(by_u))
        };
        let (x, y) = (along(map.xx, map.xy, map.x), along(map.yx, map.yy, map.y));
        Line {
            start: (x.0, y.0),
            step: (x.1, y.1),
        }
    }

    /// The point after `i` steps.
    #[inline(always)]
    pub(crate) fn at(&self, i: usize) -> (i64, i64) {
        let after = |start: i64, step: i64| start.wrapping_add(step.wrapping_mul(i as i64));
        (
            after(self.start.0, self.step.0),
            after(self.start.1, self.step.1),
        )
    }

    /// From one point to the next.
    #[inline(always)]
    pub(crate) fn next(&self, (x, y): (i64, i64)) -> (i64, i64) {
        (x.wrapping_add(self.step.0), y.wrapping_add(self.step.1))
    }

    /// Which of the first `count` points lie within the bounds, from the lower ones up to and without the upper ones.
    pub(crate) fn within(&self, x: Range<i64>, y: Range<i64>, count: usize) -> Range<usize> {
        let [x, y] = [
            steps(self.start.0, self.step.0, &x, count),
            steps(self.start.1, self.step.1, &y, count),
        ];
        let (from, to) = (x.start.max(y.start), x.end.min(y.end));
        from.min(to)..to
    }
}

/// Pixels in fixed point, held within [`FAR`]; what is not a number is far away too.
fn fixed(pixels: f64) -> i64 {
    let near = if pixels < FAR { pixels } else { FAR };
    // Not `max`: that would be a call in WebAssembly.
    let near = if near > -FAR { near } else { -FAR };
    (near * ONE as f64) as i64
}

/// For which `i` below `count` `start + i * step` lies within the bounds.
fn steps(start: i64, step: i64, bounds: &Range<i64>, count: usize) -> Range<usize> {
    let (first, last) = (bounds.start - start, bounds.end - 1 - start);
    let (from, to) = match step {
        0 if first <= 0 && last >= 0 => (0, count as i64),
        0 => (0, 0),
        1.. => (-(-first).div_euclid(step), last.div_euclid(step) + 1),
        _ => (-last.div_euclid(-step), (-first).div_euclid(-step) + 1),
    };
    let held = |i: i64| i.clamp(0, count as i64) as usize;
    held(from)..held(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_within_bounds_are_those_that_are() {
        for start in [-700, -9, -1, 0, 1, 5, 99, 100, 101, 800] {
            for step in [-101, -100, -7, -1, 0, 1, 3, 100, 250] {
                for bounds in [0..100, -5..3, 40..41, 10..10] {
                    let got = steps(start, step, &bounds, 40);
                    for i in 0..40usize {
                        let within = bounds.contains(&(start + step * i as i64));
                        assert_eq!(got.contains(&i), within, "{start} {step} {bounds:?} {i}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_line_goes_where_the_map_does() {
        let map = Affine {
            xx: 1.25,
            xy: -0.5,
            x: 300.0,
            yx: 0.5,
            yy: 1.25,
            y: -20.5,
        };
        let line = Line::through(&map, 2.0, 7.0);
        let mut point = line.at(0);
        for i in 0..256 {
            assert_eq!(point, line.at(i));
            let (x, y) = map.apply(2.0 + i as f32, 7.0);
            let apart = |fixed: i64, pixels: f32| fixed as f64 / ONE as f64 - f64::from(pixels);
            assert!(apart(point.0, x).abs() < 1e-4 && apart(point.1, y).abs() < 1e-4);
            point = line.next(point);
        }
        let inside = line.within(0..400 * ONE, 0..300 * ONE, 256);
        let (first, last) = (line.at(inside.start), line.at(inside.end - 1));
        assert!(first.1 >= 0 && line.at(inside.start - 1).1 < 0);
        assert!(last.0 < 400 * ONE && line.at(inside.end).0 >= 400 * ONE);
    }
}
