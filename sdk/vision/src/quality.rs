//! Is the picture of a face good enough? Measured on the upright crop that the landmarks were read from, so that
//! faces of all sizes and turns are measured alike.

use crate::geometry::Point3;
use crate::landmarks::{CROP_SIDE, OUTER_EYES};

/// What can be said about the picture of one face.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FaceQuality {
    /// Variance of the Laplacian (4 neighbours) of the luma, with the face brought to about 85 pixels of width and
    /// to a mean luma of 128, so that neither size nor light alone change it. Below about 20 a face is visibly
    /// blurred (or so small that it has no detail); sharp ones have 60 to several hundred.
    pub sharpness: f32,
    /// Mean luma (Rec. 601) in the middle of the face, 0..255.
    pub brightness: f32,
    /// Standard deviation of the luma there, 0..128.
    pub contrast: f32,
    /// From outer eye corner to outer eye corner, in pixels of the frame; shorter in a turned head.
    pub eye_distance_px: f32,
}

/// The crop is averaged 2x2 before it is measured: at full size noise and JPEG blocks would count as sharpness.
const SIDE: usize = CROP_SIDE / 2;

/// The middle half of the crop lies on the face: the face fills two thirds of it.
const FROM: usize = SIDE / 4;
const TO: usize = SIDE - FROM;

/// `crop` is RGB in 0..1, [`CROP_SIDE`]² pixels.
pub(crate) fn measure(crop: &[f32], landmarks: &[Point3]) -> FaceQuality {
    let [right, left] = OUTER_EYES.map(|index| landmarks[index]);
    let luma = Luma::of(crop);
    let (mut sum, mut squares, mut laplacians, mut laplacian_squares) = (0.0, 0.0, 0.0, 0.0);
    for y in FROM..TO {
        for x in FROM..TO {
            let here = luma.at(x, y);
            let around =
                luma.at(x - 1, y) + luma.at(x + 1, y) + luma.at(x, y - 1) + luma.at(x, y + 1);
            let laplacian = around - 4.0 * here;
            sum += here;
            squares += here * here;
            laplacians += laplacian;
            laplacian_squares += laplacian * laplacian;
        }
    }
    let n = ((TO - FROM) * (TO - FROM)) as f64;
    let variance = |sum: f64, squares: f64| (squares / n - (sum / n).powi(2)).max(0.0);
    let brightness = sum / n;
    // Below a mean of 8 there is only noise left to lift.
    let exposure = 128.0 / brightness.max(8.0);
    FaceQuality {
        sharpness: (variance(laplacians, laplacian_squares) * exposure * exposure) as f32,
        brightness: brightness as f32,
        contrast: variance(sum, squares).sqrt() as f32,
        eye_distance_px: (right.x - left.x).hypot(right.y - left.y),
    }
}

/// The part of a crop that is measured, and one pixel around it: grey, 0..255, half size.
struct Luma(Vec<f64>);

impl Luma {
    const WIDTH: usize = TO - FROM + 2;

    fn of(crop: &[f32]) -> Luma {
        let mut luma = Vec::with_capacity(Luma::WIDTH * Luma::WIDTH);
        for y in FROM - 1..TO + 1 {
            for x in FROM - 1..TO + 1 {
                let mut sum = 0.0;
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let start = ((2 * y + dy) * CROP_SIDE + 2 * x + dx) * 3;
                    let rgb = &crop[start..start + 3];
                    sum += 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
                }
                luma.push(f64::from(sum) * 255.0 / 4.0);
            }
        }
        Luma(luma)
    }

    /// At a pixel of the half-size crop.
    fn at(&self, x: usize, y: usize) -> f64 {
        self.0[(y + 1 - FROM) * Luma::WIDTH + x + 1 - FROM]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::landmarks::POINTS;

    /// Stripes of a wave length in crop pixels around a level, both 0..1.
    fn stripes(wave: f32, level: f32, depth: f32) -> Vec<f32> {
        let mut crop = Vec::with_capacity(CROP_SIDE * CROP_SIDE * 3);
        for n in 0..CROP_SIDE * CROP_SIDE {
            let phase = (n % CROP_SIDE) as f32 / wave * std::f32::consts::TAU;
            crop.extend([level + depth * phase.sin(); 3]);
        }
        crop
    }

    fn of(crop: &[f32]) -> FaceQuality {
        measure(crop, &vec![Point3::default(); POINTS])
    }

    #[test]
    fn the_finer_the_detail_the_sharper() {
        let values: Vec<f32> = [8.0, 12.0, 20.0, 40.0, 100.0]
            .iter()
            .map(|wave| of(&stripes(*wave, 0.5, 0.2)).sharpness)
            .collect();
        assert!(
            values.windows(2).all(|pair| pair[0] > 1.5 * pair[1]),
            "{values:?}"
        );
        assert!(of(&stripes(8.0, 0.5, 0.0)).sharpness < 1e-3);
    }

    #[test]
    fn brightness_is_the_mean_and_does_not_change_sharpness() {
        let (dark, light) = (of(&stripes(12.0, 0.2, 0.08)), of(&stripes(12.0, 0.8, 0.32)));
        assert!((dark.brightness - 51.0).abs() < 2.0 && (light.brightness - 204.0).abs() < 5.0);
        assert!((dark.sharpness / light.sharpness - 1.0).abs() < 0.05);
        assert!(light.contrast > 3.0 * dark.contrast);
    }

    #[test]
    fn black_is_no_number_trouble() {
        let black = of(&stripes(12.0, 0.0, 0.0));
        assert_eq!(
            (black.sharpness, black.brightness, black.contrast),
            (0.0, 0.0, 0.0)
        );
    }

    #[test]
    fn the_eyes_are_measured_in_the_frame() {
        let mut landmarks = vec![Point3::default(); POINTS];
        landmarks[263] = Point3 {
            x: 30.0,
            y: 40.0,
            z: 99.0,
        };
        let quality = measure(&stripes(12.0, 0.5, 0.1), &landmarks);
        assert_eq!(quality.eye_distance_px, 50.0);
    }
}
