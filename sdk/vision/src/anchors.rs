//! The fixed grid that the outputs of BlazeFace and of BlazePalm are relative to.
//!
//! MediaPipe's `SsdAnchorsCalculator` with the options of its `face_detector_graph.cc` (128²) and
//! `palm_detection_cpu.pbtxt` (192²), both with strides 8, 16, 16, 16, aspect ratio 1 and one interpolated scale,
//! fixed anchor size and offset one half, comes down to this: two anchors in each cell of 8x8 pixels, then six in
//! each cell of 16x16, all at the cell's middle.

/// Sizes of a cell in pixels, and anchors in each of such a size.
const LAYERS: [(usize, usize); 2] = [(8, 2), (16, 6)];

/// Anchors in a picture of `side`² pixels, and so rows of its detector's outputs.
pub(crate) const fn count(side: usize) -> usize {
    let [(fine, per_fine), (coarse, per_coarse)] = LAYERS;
    (side / fine).pow(2) * per_fine + (side / coarse).pow(2) * per_coarse
}

/// Middles of the anchors in pixels of a picture of `side`² pixels.
pub(crate) fn centers(side: usize) -> Vec<(f32, f32)> {
    let mut centers = Vec::with_capacity(count(side));
    for (stride, per_cell) in LAYERS {
        let cells = side / stride;
        let stride = stride as f32;
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
    fn they_are_as_many_as_the_outputs_and_in_their_order() {
        assert_eq!((count(128), count(192)), (896, 2016));
        assert_eq!(centers(192).len(), 2016);
        assert_eq!(centers(192)[1152], (8.0, 8.0));
        let centers = centers(128);
        assert_eq!(centers.len(), 896);
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
