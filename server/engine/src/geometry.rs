//! How well one set of points is another picture of the same thing: of something flat (a homography), or of something
//! that kept its shape (a similarity).

/// A map of one view of a plane to another: eight numbers, the ninth is 1.
#[derive(Clone, Debug)]
pub(crate) struct Homography {
    from: Normal,
    to: Normal,
    h: [f64; 8],
}

impl Homography {
    /// The one that brings `from` nearest to `to`. `None` when the points do not determine one.
    ///
    /// The direct linear transform with h33 = 1, as normal equations; points are centred and scaled first, which keeps
    /// the equations well conditioned (Hartley, "In defence of the 8-point algorithm", 1997).
    pub(crate) fn fit(from: &[(f32, f32)], to: &[(f32, f32)]) -> Option<Homography> {
        if from.len() != to.len() || from.len() < 8 {
            return None;
        }
        let (a, b) = (Normal::of(from)?, Normal::of(to)?);
        let mut system = [[0.0f64; 9]; 8];
        for (&p, &q) in from.iter().zip(to) {
            let ((x, y), (u, v)) = (a.apply(p), b.apply(q));
            for (row, rhs) in [
                ([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u),
                ([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v),
            ] {
                for i in 0..8 {
                    for j in 0..8 {
                        system[i][j] += row[i] * row[j];
                    }
                    system[i][8] += row[i] * rhs;
                }
            }
        }
        let h = solve(system)?;
        Some(Homography { from: a, to: b, h })
    }

    /// Where a point goes.
    pub(crate) fn apply(&self, p: (f32, f32)) -> (f32, f32) {
        let (u, v) = self.normal(p);
        let (x, y) = (
            u / self.to.scale + self.to.centre.0,
            v / self.to.scale + self.to.centre.1,
        );
        (x as f32, y as f32)
    }

    /// As [`Homography::apply`], in the scale of normalised points.
    fn normal(&self, p: (f32, f32)) -> (f64, f64) {
        let ((x, y), h) = (self.from.apply(p), &self.h);
        let w = h[6] * x + h[7] * y + 1.0;
        (
            (h[0] * x + h[1] * y + h[2]) / w,
            (h[3] * x + h[4] * y + h[5]) / w,
        )
    }
}

/// Residual of the best homography from `from` to `to`: root mean square distance, in the unit of `to`. `None` when
/// the points do not determine one.
pub(crate) fn homography_residual(from: &[(f32, f32)], to: &[(f32, f32)]) -> Option<f64> {
    let best = Homography::fit(from, to)?;
    let squares: f64 = from
        .iter()
        .zip(to)
        .map(|(&p, &q)| {
            let ((x, y), (u, v)) = (best.normal(p), best.to.apply(q));
            (x - u).powi(2) + (y - v).powi(2)
        })
        .sum();
    Some((squares / from.len() as f64).sqrt() / best.to.scale)
}

/// Residual of the best shift, turn and scaling from `from` to `to`: root mean square distance, in the unit of `to`.
pub(crate) fn similarity_residual(from: &[(f32, f32)], to: &[(f32, f32)]) -> Option<f64> {
    let aligned = Aligned::new(from, to)?;
    let squares: f64 = from
        .iter()
        .zip(to)
        .map(|(&p, &q)| {
            let (x, y) = aligned.apply(p);
            (x - f64::from(q.0)).powi(2) + (y - f64::from(q.1)).powi(2)
        })
        .sum();
    Some((squares / from.len() as f64).sqrt())
}

/// The shape that several sets of points have in common, in the place of the first. Sets of another size are left out.
pub(crate) fn mean_shape(sets: &[&[(f32, f32)]]) -> Option<Vec<(f32, f32)>> {
    let first = *sets.first()?;
    let mut sum = vec![(0.0, 0.0); first.len()];
    let mut count = 0.0;
    for set in sets {
        let Some(aligned) = Aligned::new(set, first) else {
            continue;
        };
        for (sum, &p) in sum.iter_mut().zip(*set) {
            let (x, y) = aligned.apply(p);
            *sum = (sum.0 + x, sum.1 + y);
        }
        count += 1.0;
    }
    (count > 0.0).then(|| {
        sum.into_iter()
            .map(|(x, y)| ((x / count) as f32, (y / count) as f32))
            .collect()
    })
}

/// Root mean square distance of two sets of points of one size.
pub(crate) fn rms_distance(a: &[(f32, f32)], b: &[(f32, f32)]) -> f64 {
    let squares: f64 = a
        .iter()
        .zip(b)
        .map(|(p, q)| f64::from(p.0 - q.0).powi(2) + f64::from(p.1 - q.1).powi(2))
        .sum();
    (squares / a.len().min(b.len()).max(1) as f64).sqrt()
}

/// Mean of points.
pub(crate) fn centroid(points: &[(f32, f32)]) -> (f64, f64) {
    let n = points.len().max(1) as f64;
    let sum = points.iter().fold((0.0, 0.0), |s, p| {
        (s.0 + f64::from(p.0), s.1 + f64::from(p.1))
    });
    (sum.0 / n, sum.1 / n)
}

/// The similarity that brings one set of points nearest to another, by least squares: with points as complex numbers
/// around their centres, the factor is the sum of conj(p) q over the sum of |p|².
struct Aligned {
    from: (f64, f64),
    to: (f64, f64),
    factor: (f64, f64),
}

impl Aligned {
    fn new(from: &[(f32, f32)], to: &[(f32, f32)]) -> Option<Aligned> {
        if from.len() != to.len() {
            return None;
        }
        let (a, b) = (centroid(from), centroid(to));
        let (mut re, mut im, mut norm) = (0.0, 0.0, 0.0);
        for (&p, &q) in from.iter().zip(to) {
            let (px, py) = (f64::from(p.0) - a.0, f64::from(p.1) - a.1);
            let (qx, qy) = (f64::from(q.0) - b.0, f64::from(q.1) - b.1);
            re += px * qx + py * qy;
            im += px * qy - py * qx;
            norm += px * px + py * py;
        }
        (norm > 1e-12).then(|| Aligned {
            from: a,
            to: b,
            factor: (re / norm, im / norm),
        })
    }

    fn apply(&self, p: (f32, f32)) -> (f64, f64) {
        let (x, y) = (f64::from(p.0) - self.from.0, f64::from(p.1) - self.from.1);
        let (re, im) = self.factor;
        (re * x - im * y + self.to.0, re * y + im * x + self.to.1)
    }
}

/// Moves points to their centre and scales them to a mean distance of 1.
#[derive(Clone, Debug)]
struct Normal {
    centre: (f64, f64),
    scale: f64,
}

impl Normal {
    fn of(points: &[(f32, f32)]) -> Option<Normal> {
        let n = points.len() as f64;
        let centre = centroid(points);
        let spread = points
            .iter()
            .map(|p| (f64::from(p.0) - centre.0).hypot(f64::from(p.1) - centre.1))
            .sum::<f64>()
            / n;
        (spread > 1e-9).then_some(Normal {
            centre,
            scale: 1.0 / spread,
        })
    }

    fn apply(&self, p: (f32, f32)) -> (f64, f64) {
        (
            (f64::from(p.0) - self.centre.0) * self.scale,
            (f64::from(p.1) - self.centre.1) * self.scale,
        )
    }
}

/// Gaussian elimination with partial pivoting.
fn solve(mut m: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for col in 0..8 {
        let pivot = (col..8).max_by(|&a, &b| m[a][col].abs().total_cmp(&m[b][col].abs()))?;
        if m[pivot][col].abs() < 1e-12 {
            return None;
        }
        m.swap(col, pivot);
        let pivot_row = m[col];
        for (_, row) in m.iter_mut().enumerate().filter(|(n, _)| *n != col) {
            let factor = row[col] / pivot_row[col];
            for (value, pivot) in row.iter_mut().zip(pivot_row) {
                *value -= factor * pivot;
            }
        }
    }
    Some(std::array::from_fn(|i| m[i][8] / m[i][i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Vec<(f32, f32)> {
        (0..49)
            .map(|i| {
                (
                    (i % 7) as f32 * 0.1,
                    (i / 7) as f32 * 0.13 + 0.01 * (i % 3) as f32,
                )
            })
            .collect()
    }

    #[test]
    fn a_plane_seen_from_elsewhere_leaves_nothing() {
        let seen: Vec<(f32, f32)> = grid()
            .iter()
            .map(|&(x, y)| {
                let w = 1.0 + 0.3 * x - 0.2 * y;
                (
                    (0.9 * x + 0.1 * y + 0.2) / w,
                    (-0.15 * x + 1.1 * y - 0.1) / w,
                )
            })
            .collect();
        assert!(homography_residual(&grid(), &seen).unwrap() < 1e-5);
    }

    #[test]
    fn a_deformed_shape_leaves_its_deformation() {
        let mut bent = grid();
        for p in bent.iter_mut().skip(25) {
            p.1 += 0.08 * (p.0 * 9.0).sin();
        }
        let residual = homography_residual(&grid(), &bent).unwrap();
        assert!(residual > 0.01, "{residual}");
    }

    #[test]
    fn a_shape_that_is_only_moved_turned_and_scaled_leaves_nothing() {
        let moved: Vec<(f32, f32)> = grid()
            .iter()
            .map(|&(x, y)| (0.8 * x - 0.3 * y + 2.0, 0.3 * x + 0.8 * y - 1.0))
            .collect();
        assert!(similarity_residual(&grid(), &moved).unwrap() < 1e-6);
        let stretched: Vec<(f32, f32)> = grid().iter().map(|&(x, y)| (1.2 * x, y)).collect();
        assert!(similarity_residual(&grid(), &stretched).unwrap() > 0.01);
        assert_eq!(similarity_residual(&grid(), &moved[1..]), None);
        let mean = mean_shape(&[&grid(), &moved, &[]]).unwrap();
        assert!(rms_distance(&mean, &grid()) < 1e-6);
    }

    #[test]
    fn points_in_one_place_determine_nothing() {
        assert_eq!(homography_residual(&[(0.5, 0.5); 20], &grid()[..20]), None);
    }
}
