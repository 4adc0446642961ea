//! A cut hidden by a crossfade. Its frames lie between the one before and the one after it: each is nearly a weighted
//! mean of the two, with weights that go from one to the other. So is a picture between two others in which little has
//! moved; but that one is as rich in edges as they are, while a mean of two different pictures has each of their edges
//! at a part of its strength: half of the energy where both weigh the same.

use std::collections::VecDeque;

use poze_vision::{Face, Rect};

use crate::Picture;
use crate::facts::FadeFacts;

/// Side of the thumbnails of the face and its surroundings.
const SIDE: usize = 48;
/// Longest fade that is looked for, frames.
const FADE_MAX: usize = 4;
/// Two frames that differ by less than this part of the picture's own contrast are not two takes.
const DIFFERENT: f32 = 0.4;
/// Least step of the weights from frame to frame.
const WEIGHT_STEP: f32 = 0.05;
/// How much of what no weighted mean explains counts against a fade.
const UNEXPLAINED: f32 = 0.5;

/// Looks at the frames of a step, one after the other.
#[derive(Default)]
pub(super) struct Fades {
    region: Option<Rect>,
    latest: VecDeque<Thumbnail>,
    least: Option<FadeFacts>,
}

struct Thumbnail {
    grey: Vec<f32>,
    /// Mean squared difference of neighbours.
    edges: f32,
}

impl Fades {
    /// The next frame with a face.
    pub(super) fn see(&mut self, t_ms: u32, picture: &Picture, face: &Face) {
        let region = match self.region {
            Some(region) if has_moved_little(&region, face) => region,
            _ => {
                // Thumbnails of different regions are not comparable.
                self.latest.clear();
                *self.region.insert(around(face))
            }
        };
        self.latest.extend(Thumbnail::of(picture, &region));
        while self.latest.len() > FADE_MAX + 2 {
            self.latest.pop_front();
        }
        let all = self.latest.make_contiguous();
        for first in 0..all.len().saturating_sub(2) {
            let energy = energy(&all[first..]);
            if energy.is_some_and(|energy| self.least.is_none_or(|least| energy < least.energy)) {
                self.least = energy.map(|energy| FadeFacts { t_ms, energy });
            }
        }
    }

    /// What looked most like a fade; `None` where nothing looked like one.
    pub(super) fn least(&self) -> Option<FadeFacts> {
        self.least
    }
}

/// Twice the face, about its middle.
fn around(face: &Face) -> Rect {
    let (x, y) = face.box_in_frame.center();
    let reach = face.box_in_frame.width.max(face.box_in_frame.height);
    Rect {
        x: x - reach,
        y: y - reach,
        width: 2.0 * reach,
        height: 2.0 * reach,
    }
}

/// Whether the middle of the face still lies in the middle half of the region.
fn has_moved_little(region: &Rect, face: &Face) -> bool {
    let middle = Rect {
        x: region.x + region.width / 4.0,
        y: region.y + region.height / 4.0,
        width: region.width / 2.0,
        height: region.height / 2.0,
    };
    middle.contains(face.box_in_frame.center())
}

impl Thumbnail {
    /// `None` where the region has too few pixels of the picture.
    fn of(picture: &Picture, region: &Rect) -> Option<Thumbnail> {
        let (width, height) = (picture.width as usize, picture.height as usize);
        let range = |from: f32, length: f32, end: usize| {
            let to = (from + length).max(0.0).min(end as f32) as usize;
            (from.max(0.0) as usize).min(to)..to
        };
        let columns = range(region.x, region.width, width);
        let rows = range(region.y, region.height, height);
        if columns.len() < SIDE || rows.len() < SIDE {
            return None;
        }
        let mut sums = vec![0u32; SIDE * SIDE];
        let mut counts = vec![0u32; SIDE * SIDE];
        let cells: Vec<usize> = (0..columns.len())
            .map(|i| i * SIDE / columns.len())
            .collect();
        for (j, y) in rows.clone().enumerate() {
            let row = &picture.rgb[(y * width + columns.start) * 3..(y * width + columns.end) * 3];
            let start = j * SIDE / rows.len() * SIDE;
            for (rgb, column) in row.chunks_exact(3).zip(&cells) {
                let cell = start + column;
                // Rec. 601, in thousandths.
                let luma =
                    299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2]);
                sums[cell] += luma / 1000;
                counts[cell] += 1;
            }
        }
        let grey: Vec<f32> = sums
            .iter()
            .zip(&counts)
            .map(|(&sum, &count)| sum as f32 / count.max(1) as f32)
            .collect();
        let squares = |pairs: &mut dyn Iterator<Item = (usize, usize)>| {
            pairs.map(|(a, b)| (grey[a] - grey[b]).powi(2)).sum::<f32>()
        };
        let last = SIDE - 1;
        let mut across = (0..SIDE * SIDE)
            .filter(|n| n % SIDE < last)
            .map(|n| (n, n + 1));
        let mut down = (0..SIDE * last).map(|n| (n, n + SIDE));
        let edges = (squares(&mut across) + squares(&mut down)) / (SIDE * last) as f32;
        Some(Thumbnail { grey, edges })
    }

    fn contrast(&self) -> f32 {
        let n = self.grey.len() as f32;
        let mean = self.grey.iter().sum::<f32>() / n;
        let squares: f32 = self.grey.iter().map(|v| (v - mean).powi(2)).sum();
        (squares / n).sqrt()
    }
}

/// Of frames that may be a fade between the first and the last: their edges' energy as a part of what sharp pictures on
/// the way would have, and half of what is no weighted mean of the two. `None` where they are none for sure.
fn energy(frames: &[Thumbnail]) -> Option<f32> {
    let [from, between @ .., to] = frames else {
        return None;
    };
    let change: Vec<f32> = from.grey.iter().zip(&to.grey).map(|(a, b)| a - b).collect();
    let squares: f32 = change.iter().map(|d| d * d).sum();
    let contrast = (from.contrast() + to.contrast()) / 2.0;
    if between.is_empty() || (squares / change.len() as f32).sqrt() <= DIFFERENT * contrast {
        return None;
    }
    let (mut last_weight, mut sum) = (1.0, 0.0);
    for frame in between {
        let off: Vec<f32> = frame
            .grey
            .iter()
            .zip(&to.grey)
            .map(|(k, b)| k - b)
            .collect();
        let weight = off.iter().zip(&change).map(|(k, d)| k * d).sum::<f32>() / squares;
        let unexplained = off
            .iter()
            .zip(&change)
            .map(|(k, d)| (k - weight * d).powi(2));
        let unexplained = unexplained.sum::<f32>() / squares;
        let falls = weight < last_weight - WEIGHT_STEP && weight > WEIGHT_STEP;
        let sharp = weight * from.edges + (1.0 - weight) * to.edges;
        if !falls || sharp <= 0.0 {
            return None;
        }
        last_weight = weight;
        sum += frame.edges / sharp + UNEXPLAINED * unexplained;
    }
    let energy = sum / between.len() as f32;
    energy.is_finite().then_some(energy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{Expressions, FaceQuality, HeadAngles};

    fn face(x: f32) -> Face {
        Face {
            landmarks_in_frame: Vec::new(),
            box_in_frame: Rect {
                x,
                y: 60.0,
                width: 60.0,
                height: 70.0,
            },
            presence: 1.0,
            angles: HeadAngles::default(),
            expressions: Some(Expressions::default()),
            quality: FaceQuality::default(),
            covered: None,
        }
    }

    /// Bright spots, elsewhere for each scene, `shift` pixels to the right.
    fn scene(scene: u32, shift: f32) -> Vec<f32> {
        let level = |n: u32| {
            let (x, y) = ((n % 200) as f32 - shift, (n / 200) as f32);
            let (a, b) = if scene == 0 {
                (0.11, 0.23)
            } else {
                (0.19, 0.13)
            };
            128.0 + 60.0 * (a * x).sin() * (b * y + scene as f32).sin()
        };
        (0..200 * 200).map(level).collect()
    }

    fn least(frames: &[Vec<f32>]) -> Option<FadeFacts> {
        let mut fades = Fades::default();
        for (n, levels) in (0..).zip(frames) {
            let picture = Picture {
                width: 200,
                height: 200,
                rgb: levels.iter().flat_map(|l| [*l as u8; 3]).collect(),
            };
            fades.see(n * 150, &picture, &face(70.0));
        }
        fades.least()
    }

    fn fade(between: usize) -> Vec<Vec<f32>> {
        let mix = |n: usize| {
            let part = (n as f32 - 4.0).clamp(0.0, between as f32 + 1.0) / (between as f32 + 1.0);
            let (a, b) = (scene(0, n as f32), scene(1, n as f32));
            let pairs = a.iter().zip(&b);
            pairs.map(|(a, b)| a * (1.0 - part) + b * part).collect()
        };
        (0..12).map(mix).collect()
    }

    #[test]
    fn a_crossfade_loses_its_edges() {
        for between in 1..=FADE_MAX {
            let energy = least(&fade(between)).map(|fade| fade.energy);
            assert!(energy.is_some_and(|e| e < 0.8), "{between}: {energy:?}");
        }
    }

    #[test]
    fn what_moves_and_what_is_cut_keeps_them() {
        let moves: Vec<_> = (0..12).map(|n| scene(0, 2.5 * n as f32)).collect();
        let kept = |fade: Option<FadeFacts>| fade.is_none_or(|fade| fade.energy > 0.9);
        assert!(kept(least(&moves)), "{:?}", least(&moves));
        assert!(kept(least(&fade(0))), "{:?}", least(&fade(0)));
        assert_eq!(least(&[]), None);
    }

    #[test]
    fn a_face_that_has_gone_elsewhere_begins_anew() {
        let mut fades = Fades::default();
        for (n, levels) in (0..).zip(fade(2)) {
            let picture = Picture {
                width: 200,
                height: 200,
                rgb: levels.iter().flat_map(|l| [*l as u8; 3]).collect(),
            };
            fades.see(
                n * 150,
                &picture,
                &face(if n % 2 == 0 { 10.0 } else { 130.0 }),
            );
        }
        assert_eq!(fades.least(), None);
    }
}
