//! What is kept of a step until the verdict: landmarks, embeddings, hashes. No pixels.

use poze_liveness::Seen;
use poze_protocol::FrameKind;
use serde::{Deserialize, Serialize};

/// The frames of one step, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepFacts {
    /// Key and track frames together.
    pub frames: Vec<FrameFacts>,
    /// What the largest turn of the head in this step shows of its relief, if one is large enough.
    #[serde(default)]
    pub relief: Option<ReliefFacts>,
    /// Those of its frames that look most like a crossfade, if any could be one.
    #[serde(default)]
    pub fade: Option<FadeFacts>,
}

/// How much do frames look like a crossfade from the one before to the one after them?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FadeFacts {
    /// When it had ended, milliseconds on the page's clock.
    pub t_ms: u32,
    /// Energy of their edges as a part of what sharp pictures on the way would have, and half of what is no mean of the
    /// two: 1 and more for what moves, 0.5 to 0.7 for a fade.
    pub energy: f32,
}

/// How far from flat is what turned?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliefFacts {
    /// Difference of the two frames in yaw or pitch, degrees.
    pub turn_deg: f32,
    /// Distance of the rectified face's landmarks from those of any flat picture, root mean square, as a part of the
    /// face's width.
    pub residual: f32,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// What it is for.
    pub kind: FrameKind,
    /// What is seen of the face, with the time.
    pub seen: Seen,
    /// Every seventh landmark of the largest face, as fractions of the frame's width (x and y alike, so that shapes
    /// keep their proportions); empty without a face.
    pub points: Vec<(f32, f32)>,
    /// Width of the face in the same unit; 0 without a face.
    pub face_width: f32,
    /// Difference hash of the whole picture: 16 x 16 bits, set where the picture gets brighter to the right.
    pub hash: [u64; 4],
    /// Hash of the file's bytes, to tell exact repetitions within a run.
    pub file_hash: u64,
    /// L2-normalised, of every key frame and of some track frames.
    pub embedding: Option<Vec<f32>>,
    /// Of some frames with a face: what the passive findings rest on.
    #[serde(default)]
    pub passive: Option<PassiveFacts>,
}

/// What the pixels of a face and its surroundings say about what stands before the camera.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassiveFacts {
    /// How surely the PAD network takes it for a living face, 0..1.
    pub live: f32,
    /// Part of the pixels in the face's box that are burnt out to white, 0..1.
    #[serde(default)]
    pub glare: f32,
}

impl FrameFacts {
    /// When it was taken, milliseconds on the page's clock.
    pub fn t_ms(&self) -> u32 {
        self.seen.t_ms
    }
}

/// Bits in which two pictures' hashes differ, 0..=256.
pub(crate) fn hash_distance(a: &[u64; 4], b: &[u64; 4]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}
