//! The rotation that turns one set of points into another best: Horn's method with unit quaternions
//! (B. K. P. Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987).

/// Rows of a 3x3 rotation matrix.
pub(crate) type Rotation = [[f64; 3]; 3];

/// A point before, the same point after, and how much it counts.
pub(crate) struct Pair {
    pub(crate) from: [f64; 3],
    pub(crate) to: [f64; 3],
    pub(crate) weight: f64,
}

/// The proper rotation R (never a reflection) that brings `scale · R · from + shift` nearest to `to` in weighted
/// squares, whatever scale and shift are. `None` when the points say nothing about it or hold no numbers.
pub(crate) fn fit(pairs: &[Pair]) -> Option<Rotation> {
    let total: f64 = pairs.iter().map(|pair| pair.weight).sum();
    let mean = |point: &dyn Fn(&Pair) -> [f64; 3]| {
        let mut sum = [0.0; 3];
        for pair in pairs {
            for (sum, value) in sum.iter_mut().zip(point(pair)) {
                *sum += value * pair.weight / total;
            }
        }
        sum
    };
    let (from_mean, to_mean) = (mean(&|pair| pair.from), mean(&|pair| pair.to));
    let mut s = [[0.0f64; 3]; 3];
    for pair in pairs {
        for (i, row) in s.iter_mut().enumerate() {
            for (j, value) in row.iter_mut().enumerate() {
                *value += pair.weight * (pair.from[i] - from_mean[i]) * (pair.to[j] - to_mean[j]);
            }
        }
    }
    let size: f64 = s
        .iter()
        .flatten()
        .map(|value| value * value)
        .sum::<f64>()
        .sqrt();
    if !size.is_finite() || size <= f64::MIN_POSITIVE {
        return None;
    }
    for value in s.iter_mut().flatten() {
        *value /= size;
    }
    let n = [
        [
            s[0][0] + s[1][1] + s[2][2],
            s[1][2] - s[2][1],
            s[2][0] - s[0][2],
            s[0][1] - s[1][0],
        ],
        [
            s[1][2] - s[2][1],
            s[0][0] - s[1][1] - s[2][2],
            s[0][1] + s[1][0],
            s[2][0] + s[0][2],
        ],
        [
            s[2][0] - s[0][2],
            s[0][1] + s[1][0],
            s[1][1] - s[0][0] - s[2][2],
            s[1][2] + s[2][1],
        ],
        [
            s[0][1] - s[1][0],
            s[2][0] + s[0][2],
            s[1][2] + s[2][1],
            s[2][2] - s[0][0] - s[1][1],
        ],
    ];
    Some(matrix_of(largest_eigenvector(n)))
}

/// Of a symmetric matrix, by Jacobi's method.
fn largest_eigenvector(mut a: [[f64; 4]; 4]) -> [f64; 4] {
    let mut vectors = [[0.0; 4]; 4];
    for (i, row) in vectors.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    // A 4x4 matrix is diagonal to the last digit after about six sweeps.
    for _sweep in 0..12 {
        for p in 0..3 {
            for q in p + 1..4 {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut best = 0;
    for i in 1..4 {
        if a[i][i] > a[best][best] {
            best = i;
        }
    }
    vectors.map(|row| row[best])
}

/// One Jacobi rotation that makes `a[p][q]` zero.
fn rotate(a: &mut [[f64; 4]; 4], vectors: &mut [[f64; 4]; 4], p: usize, q: usize) {
    if a[p][q].abs() < 1e-300 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut().chain(vectors.iter_mut()) {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    let (before, after) = a.split_at_mut(q);
    for (upper, lower) in before[p].iter_mut().zip(&mut after[0]) {
        (*upper, *lower) = (c * *upper - s * *lower, s * *upper + c * *lower);
    }
}

fn matrix_of([w, x, y, z]: [f64; 4]) -> Rotation {
    [
        [
            1.0 - 2.0 * (y * y + z * z),
            2.0 * (x * y - w * z),
            2.0 * (x * z + w * y),
        ],
        [
            2.0 * (x * y + w * z),
            1.0 - 2.0 * (x * x + z * z),
            2.0 * (y * z - w * x),
        ],
        [
            2.0 * (x * z - w * y),
            2.0 * (y * z + w * x),
            1.0 - 2.0 * (x * x + y * y),
        ],
    ]
}

/// The matrix times a column.
#[cfg(test)]
pub(crate) fn turn(rotation: &Rotation, point: [f64; 3]) -> [f64; 3] {
    rotation.map(|row| row[0] * point[0] + row[1] * point[1] + row[2] * point[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [[f64; 3]; 5] = [
        [1.0, 2.0, 3.0],
        [-2.0, 0.5, 1.0],
        [4.0, -1.0, 0.0],
        [0.0, 0.0, -3.0],
        [2.0, 2.0, 2.0],
    ];

    #[test]
    fn finds_rotations_whatever_the_scale_and_the_shift() {
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin_cos();
        for degrees in [0.0, 1.0, 33.0, -90.0, 179.0, 180.0] {
            for axis in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.0, -0.8]] {
                let (s, c) = half(degrees);
                let truth = matrix_of([c, s * axis[0], s * axis[1], s * axis[2]]);
                let pairs: Vec<Pair> = POINTS
                    .iter()
                    .zip([1.0, 0.1, 3.0, 0.5, 2.0])
                    .map(|(from, weight)| Pair {
                        from: *from,
                        to: turn(&truth, *from).map(|value| value * 7.0 - 100.0),
                        weight,
                    })
                    .collect();
                let found = fit(&pairs).unwrap();
                for (found, truth) in found.iter().flatten().zip(truth.iter().flatten()) {
                    assert!((found - truth).abs() < 1e-9, "{degrees} about {axis:?}");
                }
            }
        }
    }

    #[test]
    fn a_mirrored_set_still_gives_a_rotation() {
        let pairs: Vec<Pair> = POINTS
            .iter()
            .map(|p| Pair {
                from: *p,
                to: [-p[0], p[1], p[2]],
                weight: 1.0,
            })
            .collect();
        let r = fit(&pairs).unwrap();
        let det = r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
            - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
            + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
        assert!((det - 1.0).abs() < 1e-9);
    }

    #[test]
    fn points_that_say_nothing_give_nothing() {
        let one = |value: f64| Pair {
            from: [value; 3],
            to: [1.0; 3],
            weight: 1.0,
        };
        assert!(fit(&[]).is_none());
        assert!(fit(&[one(1.0), one(2.0)]).is_none());
        assert!(fit(&[one(f64::NAN), one(2.0)]).is_none());
    }
}
