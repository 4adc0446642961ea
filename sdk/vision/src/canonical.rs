//! Facts about the average face that head angles are measured against.
//!
//! From MediaPipe's `geometry_pipeline_metadata_landmarks.binarypb` (Apache-2.0, in `face_landmarker.task`): its
//! canonical face model and the 33 points, with weights, to which its own face geometry module fits a face. They
//! lie where a face moves little when it speaks.

/// A point of the average face.
pub(crate) struct Anchor {
    /// Which of the 468 landmarks.
    pub(crate) index: usize,
    /// How much it counts in the fit.
    pub(crate) weight: f64,
    /// Centimetres; x to the picture's right, y up, z towards the camera when the face looks into it.
    pub(crate) position: [f64; 3],
}

/// The 33 points.
#[rustfmt::skip]
pub(crate) const ANCHORS: [Anchor; 33] = [
    Anchor { index: 4, weight: 0.070909940, position: [0.0, -0.46317, 7.58658] },
    Anchor { index: 6, weight: 0.032100145, position: [0.0, 2.473255, 5.788627] },
    Anchor { index: 10, weight: 0.008446551, position: [0.0, 8.261778, 4.481535] },
    Anchor { index: 33, weight: 0.058724169, position: [-4.445859, 2.663991, 3.173422] },
    Anchor { index: 54, weight: 0.007667080, position: [-6.279331, 6.615427, 1.42585] },
    Anchor { index: 67, weight: 0.009078059, position: [-3.523964, 8.005976, 3.729163] },
    Anchor { index: 117, weight: 0.009791938, position: [-5.258659, 0.945811, 2.974312] },
    Anchor { index: 119, weight: 0.014565368, position: [-3.300681, 0.861641, 3.872784] },
    Anchor { index: 121, weight: 0.018591361, position: [-1.820731, 1.467954, 4.224124] },
    Anchor { index: 127, weight: 0.005197994, position: [-7.743095, 2.364999, -2.005167] },
    Anchor { index: 129, weight: 0.120625205, position: [-1.785794, -0.978284, 4.85047] },
    Anchor { index: 132, weight: 0.005560019, position: [-7.270895, -2.890917, -2.252455] },
    Anchor { index: 133, weight: 0.053286184, position: [-1.856432, 2.585245, 3.757904] },
    Anchor { index: 136, weight: 0.066890456, position: [-5.085276, -7.17859, 0.714711] },
    Anchor { index: 143, weight: 0.014816548, position: [-6.407571, 2.236021, 1.560843] },
    Anchor { index: 147, weight: 0.014262834, position: [-6.234883, -1.94443, 1.663542] },
    Anchor { index: 198, weight: 0.025462192, position: [-1.246815, 0.230297, 5.681036] },
    Anchor { index: 205, weight: 0.047252279, position: [-3.832928, -1.537326, 4.137731] },
    Anchor { index: 263, weight: 0.058724169, position: [4.445859, 2.663991, 3.173422] },
    Anchor { index: 284, weight: 0.007667080, position: [6.279331, 6.615427, 1.42585] },
    Anchor { index: 297, weight: 0.009078059, position: [3.523964, 8.005976, 3.729163] },
    Anchor { index: 346, weight: 0.009791938, position: [5.258659, 0.945811, 2.974312] },
    Anchor { index: 348, weight: 0.014565368, position: [3.300681, 0.861641, 3.872784] },
    Anchor { index: 350, weight: 0.018591361, position: [1.820731, 1.467954, 4.224124] },
    Anchor { index: 356, weight: 0.005197994, position: [7.743095, 2.364999, -2.005167] },
    Anchor { index: 358, weight: 0.120625205, position: [1.785794, -0.978284, 4.85047] },
    Anchor { index: 361, weight: 0.005560019, position: [7.270895, -2.890917, -2.252455] },
    Anchor { index: 362, weight: 0.053286184, position: [1.856432, 2.585245, 3.757904] },
    Anchor { index: 365, weight: 0.066890456, position: [5.085276, -7.17859, 0.714711] },
    Anchor { index: 372, weight: 0.014816548, position: [6.407571, 2.236021, 1.560843] },
    Anchor { index: 376, weight: 0.014262834, position: [6.234883, -1.94443, 1.663542] },
    Anchor { index: 420, weight: 0.025462192, position: [1.246815, 0.230297, 5.681036] },
    Anchor { index: 425, weight: 0.047252279, position: [3.832928, -1.537326, 4.137731] },
];
