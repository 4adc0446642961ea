//! Fingerprints of pictures, to tell repetitions within a run.

use crate::Picture;

const SIDE: usize = 16;

/// Difference hash: the picture averaged into 17 x 16 cells, one bit for each pair of neighbours in a row, set where
/// it gets brighter to the right. Row by row, lowest bit first.
pub(super) fn of_picture(picture: &Picture) -> [u64; 4] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut cells = [[0u64; SIDE + 1]; SIDE];
    let mut counts = [[0u64; SIDE + 1]; SIDE];
    let columns: Vec<usize> = (0..width).map(|x| x * (SIDE + 1) / width).collect();
    for (y, row) in picture.rgb.chunks_exact((width * 3).max(1)).enumerate() {
        let cell_row = y * SIDE / height;
        for (pixel, &column) in row.chunks_exact(3).zip(&columns) {
            // Rec. 601, in thousandths.
            let luma =
                299 * u64::from(pixel[0]) + 587 * u64::from(pixel[1]) + 114 * u64::from(pixel[2]);
            cells[cell_row][column] += luma;
            counts[cell_row][column] += 1;
        }
    }
    let mut hash = [0u64; 4];
    for y in 0..SIDE {
        for x in 0..SIDE {
            let mean = |x: usize| cells[y][x] / counts[y][x].max(1);
            let bit = y * SIDE + x;
            hash[bit / 64] |= u64::from(mean(x + 1) > mean(x)) << (bit % 64);
        }
    }
    hash
}

/// FNV-1a, 64 bits. Good enough to tell repetitions: who makes two files collide on purpose is taken for somebody
/// who sends the same picture twice.
pub(super) fn of_file(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &b| {
        (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::hash_distance;

    fn picture(width: u32, height: u32, level: impl Fn(f32, f32) -> f32) -> Picture {
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                rgb.extend([level(x as f32 / width as f32, y as f32 / height as f32) as u8; 3]);
            }
        }
        Picture { width, height, rgb }
    }

    #[test]
    fn size_and_brightness_do_not_matter_and_another_picture_does() {
        let waves = |x: f32, y: f32| 120.0 + 60.0 * (9.0 * x + 4.0 * y).sin();
        let large = of_picture(&picture(640, 480, waves));
        let small = of_picture(&picture(320, 240, |x, y| waves(x, y) + 20.0));
        let other = of_picture(&picture(320, 240, |x, y| waves(y, 1.0 - x)));
        assert!(hash_distance(&large, &small) < 12);
        assert!(hash_distance(&large, &other) > 60);
    }

    #[test]
    fn files_differ_by_any_byte() {
        assert_eq!(of_file(b""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(of_file(b"a"), 0xAF63_DC4C_8601_EC8C);
        assert_ne!(of_file(b"ab"), of_file(b"ba"));
    }
}
