//! The fixed grid that BlazeFace's outputs are relative to.
//!
//! MediaPipe's `SsdAnchorsCalculator` with the options of its `face_detector_graph.cc` (strides 8, 16, 16, 16 at
//! 128², aspect ratio 1 and one interpolated scale, fixed anchor size, offset one half) comes down to this: two
//! anchors in each of 16x16 cells, then six in each of 8x8, all at the cell's middle.

/// Side of the detector's picture.
pub(crate) const DETECTOR_SIDE: usize = 128;

/// Anchors, and so rows of the detector's outputs.
pub(crate) const ANCHORS: usize = 896;

/// Middles of the anchors in pixels of the detector's picture.
pub(crate) fn centers() -> Vec<(f32, f32)> {
    let mut centers = Vec::with_capacity(ANCHORS);
    for (cells, per_cell) in [(16usize, 2), (8, 6)] {
        let stride = (DETECTOR_SIDE / cells) as f32;
        for cell in 0..cells * cells {
            let x = ((cell % cells) as f32 + 0.5) * stride;
            let y = ((cell / cells) as f32 + 0.5) * stride;
            centers.extend(std::iter::repeat_n((x, y), per_cell));
        }
    }
    centers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_896_in_the_order_of_the_outputs() {
        let centers = centers();
        assert_eq!(centers.len(), ANCHORS);
        assert_eq!(centers[0], (4.0, 4.0));
        assert_eq!(centers[1], (4.0, 4.0));
        assert_eq!(centers[2], (12.0, 4.0));
        assert_eq!(centers[32], (4.0, 12.0));
        assert_eq!(centers[511], (124.0, 124.0));
        assert_eq!(centers[512], (8.0, 8.0));
        assert_eq!(centers[518], (24.0, 8.0));
        assert_eq!(centers[895], (120.0, 120.0));
    }
}
