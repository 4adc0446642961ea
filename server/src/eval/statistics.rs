//! Rates of a two-class test over distances: small ones should be of one person.
//!
//! Distances are compared with `<=`. A pair without a distance (a face was missing) is infinitely far apart.

use serde_json::{Value, json};

/// Distances of labelled pairs, each sorted.
pub(super) struct Distances {
    same: Vec<f64>,
    different: Vec<f64>,
}

/// A cut with what it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) threshold: f64,
    /// Different pairs that it takes for the same.
    pub(super) false_matches: usize,
    /// Same pairs that it takes for different.
    pub(super) false_non_matches: usize,
}

impl Distances {
    pub(super) fn new(pairs: impl IntoIterator<Item = (f64, bool)>) -> Distances {
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for (distance, is_same) in pairs {
            if is_same {
                same.push(distance)
            } else {
                different.push(distance)
            }
        }
        same.sort_by(f64::total_cmp);
        different.sort_by(f64::total_cmp);
        Distances { same, different }
    }

    pub(super) fn same(&self) -> usize {
        self.same.len()
    }

    pub(super) fn different(&self) -> usize {
        self.different.len()
    }

    /// What a threshold does.
    pub(super) fn cut(&self, threshold: f64) -> Cut {
        Cut {
            threshold,
            false_matches: self.different.partition_point(|d| *d <= threshold),
            false_non_matches: self.same.len() - self.same.partition_point(|d| *d <= threshold),
        }
    }

    /// Probability that a same pair is nearer than a different one; ties count half.
    pub(super) fn auc(&self) -> Option<f64> {
        let mut sum = 0.0;
        for d in &self.same {
            let nearer = self.different.partition_point(|other| other < d);
            let not_further = self.different.partition_point(|other| other <= d);
            sum +=
                (self.different.len() - not_further) as f64 + (not_further - nearer) as f64 / 2.0;
        }
        let pairs = self.same.len() as f64 * self.different.len() as f64;
        (pairs > 0.0).then(|| sum / pairs)
    }

    /// The rate at which both errors are equal: the mean of the two at the cut where they are nearest.
    pub(super) fn eer(&self) -> Option<f64> {
        let rates = |cut: Cut| (self.fmr(&cut), self.fnmr(&cut));
        let all = self.cuts().filter_map(|cut| {
            let (fmr, fnmr) = rates(cut);
            Some((fmr?, fnmr?))
        });
        let nearest = all.min_by(|a, b| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs()))?;
        Some((nearest.0 + nearest.1) / 2.0)
    }

    /// The cut with the fewest errors, as a part of all pairs.
    pub(super) fn best(&self) -> Option<Cut> {
        self.cuts()
            .min_by_key(|cut| cut.false_matches + cut.false_non_matches)
    }

    /// The widest cut whose false match rate is at most `fmr`. `None` where one false match would already exceed it:
    /// so few different pairs cannot tell.
    pub(super) fn at_fmr(&self, fmr: f64) -> Option<Cut> {
        let most = fmr * self.different.len() as f64 + 1e-9;
        if self.same.is_empty() || most < 1.0 {
            return None;
        }
        let fits = |cut: &Cut| cut.false_matches as f64 <= most;
        self.cuts()
            .filter(fits)
            .max_by(|a, b| a.threshold.total_cmp(&b.threshold))
    }

    pub(super) fn fmr(&self, cut: &Cut) -> Option<f64> {
        rate(cut.false_matches, self.different.len())
    }

    pub(super) fn fnmr(&self, cut: &Cut) -> Option<f64> {
        rate(cut.false_non_matches, self.same.len())
    }

    /// A cut at every distance that occurs, and one before all.
    fn cuts(&self) -> impl Iterator<Item = Cut> + '_ {
        let all = self.same.iter().chain(&self.different).copied();
        std::iter::once(0.0)
            .chain(all.filter(|d| d.is_finite()))
            .map(|threshold| self.cut(threshold))
    }
}

pub(super) fn rate(count: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

/// Wilson's 95 % interval of a rate, as `[low, high]`; null of nothing. It takes pairs for independent, which pairs
/// that share people are not: it is the least that the rate may be off.
pub(super) fn wilson(count: usize, of: usize) -> Value {
    if of == 0 {
        return Value::Null;
    }
    let (n, z) = (of as f64, 1.959_964);
    let p = count as f64 / n;
    let centre = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    // At the ends the formula gives them up to rounding.
    let low = if count == 0 {
        0.0
    } else {
        (centre - spread) / scale
    };
    let high = if count == of {
        1.0
    } else {
        (centre + spread) / scale
    };
    json!([low, high])
}

/// Draws of a bootstrap.
const DRAWS: usize = 1000;

/// The 95 % percentile bootstrap interval of a rate whose presentations share people: people are drawn again and again
/// with replacement, and `rate_of` says what the rate is when each counts so many times. Reproducible: the draws are
/// always the same ones.
pub(super) fn by_person(people: usize, rate_of: impl Fn(&[f64]) -> f64) -> Value {
    if people == 0 {
        return Value::Null;
    }
    // SplitMix64 (Steele, Lea and Flood, 2014): nothing here is secret.
    let mut state = 0u64;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let mut rates = Vec::with_capacity(DRAWS);
    let mut times = vec![0.0; people];
    for _ in 0..DRAWS {
        times.fill(0.0);
        for _ in 0..people {
            times[(next() % people as u64) as usize] += 1.0;
        }
        rates.push(rate_of(&times));
    }
    // Draws without any presentation say nothing.
    rates.retain(|rate| rate.is_finite());
    rates.sort_by(f64::total_cmp);
    let at = |part: f64| rates.get((part * rates.len() as f64) as usize);
    json!([at(0.025), at(0.975)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_hangs_on_one_person_is_wide() {
        // A hundred people with ten presentations each; the failures are spread over all, or one person's.
        let width = |failures: &dyn Fn(usize) -> f64| {
            let interval = by_person(100, |times| {
                let failed: f64 = times.iter().enumerate().map(|(n, t)| t * failures(n)).sum();
                failed / times.iter().map(|t| t * 10.0).sum::<f64>()
            });
            interval[1].as_f64().unwrap() - interval[0].as_f64().unwrap()
        };
        let spread = width(&|n| f64::from(u8::from(n % 10 == 0)));
        let lumped = width(&|n| if n == 7 { 10.0 } else { 0.0 });
        assert!(spread > 0.005 && lumped > 1.8 * spread, "{spread} {lumped}");
        assert_eq!(by_person(0, |_| 0.0), Value::Null);
    }

    fn distances() -> Distances {
        let same = [0.2, 0.3, 0.4, 0.5, f64::INFINITY].map(|d| (d, true));
        let different = [0.45, 0.7, 0.8, 0.9, 1.0].map(|d| (d, false));
        Distances::new(same.into_iter().chain(different))
    }

    #[test]
    fn errors_of_a_cut_are_counted() {
        let cut = distances().cut(0.45);
        assert_eq!((cut.false_matches, cut.false_non_matches), (1, 2));
        assert_eq!(distances().fmr(&cut), Some(0.2));
        assert_eq!(distances().fnmr(&cut), Some(0.4));
    }

    #[test]
    fn the_best_cut_and_the_equal_error_rate() {
        let best = distances().best().unwrap();
        assert_eq!(
            (best.threshold, best.false_matches + best.false_non_matches),
            (0.4, 2)
        );
        assert_eq!(distances().eer(), Some(0.2));
        // Of 25 comparisons the missing face loses five and 0.5 loses one to 0.45.
        assert_eq!(distances().auc(), Some(19.0 / 25.0));
    }

    #[test]
    fn rates_that_so_few_pairs_cannot_tell_are_none() {
        let at = distances().at_fmr(0.2).unwrap();
        assert_eq!(
            (at.threshold, at.false_matches, at.false_non_matches),
            (0.5, 1, 1)
        );
        assert_eq!(distances().at_fmr(0.01), None);
        let none = Distances::new([]);
        assert_eq!(
            (none.auc(), none.eer(), none.at_fmr(1.0)),
            (None, None, None)
        );
    }

    #[test]
    fn ties_count_half() {
        assert_eq!(Distances::new([(0.5, true), (0.5, false)]).auc(), Some(0.5));
    }

    #[test]
    fn intervals_are_wilsons() {
        let interval = wilson(3, 100);
        let at = |n: usize| interval[n].as_f64().unwrap();
        assert!(
            (at(0) - 0.01025).abs() < 1e-4 && (at(1) - 0.08452).abs() < 1e-4,
            "{interval}"
        );
        assert_eq!(
            (&wilson(0, 430)[0], &wilson(7, 7)[1]),
            (&json!(0.0), &json!(1.0))
        );
        assert_eq!(wilson(0, 0), Value::Null);
    }
}
