//! Who is it? 512 numbers a face; the smaller the distance of two, the likelier it is one person.

use crate::align::{self, ALIGNED_SIDE};
use crate::frame::Frame;
use crate::geometry::Point3;
use crate::net::Net;
use crate::sample::{self, Border, Sampling};

/// Names the network and everything before it that a stored embedding depends on. Embeddings of different ids are
/// not comparable.
pub const EMBEDDING_MODEL_ID: &str = "mobilefacenet-512/1";

/// Numbers an embedding.
pub const EMBEDDING_LEN: usize = 512;

/// A face as a unit vector of [`EMBEDDING_LEN`] numbers. It tells persons apart: treat it like the picture itself.
#[derive(Clone, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// The numbers, of length 1 together.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// From numbers, which are brought to length 1. `None` unless they are [`EMBEDDING_LEN`] finite ones that are
    /// not all zero.
    pub fn from_slice(values: &[f32]) -> Option<Embedding> {
        let norm = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        let sound = values.len() == EMBEDDING_LEN && norm.is_finite() && norm > 1e-6;
        sound.then(|| Embedding(values.iter().map(|value| value / norm).collect()))
    }

    /// Euclidean distance, 0..2.
    pub fn distance(&self, other: &Embedding) -> f32 {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
    }

    /// The direction that several of one person have in common. `None` of nothing, or when they cancel out.
    pub fn mean(several: &[Embedding]) -> Option<Embedding> {
        let mut sum = vec![0.0; EMBEDDING_LEN];
        for one in several {
            for (sum, value) in sum.iter_mut().zip(&one.0) {
                *sum += value;
            }
        }
        Embedding::from_slice(&sum)
    }
}

impl std::fmt::Debug for Embedding {
    /// Without the numbers: logs never hold them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedding(..)")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Embedding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Embedding {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Embedding, D::Error> {
        let values = Vec::<f32>::deserialize(deserializer)?;
        let refuse = || serde::de::Error::custom("not an embedding");
        Embedding::from_slice(&values).ok_or_else(refuse)
    }
}

/// Most samples a pixel and axis: a face up to this many times as large as the aligned picture is averaged properly.
const MOST_TAPS: usize = 8;

pub(crate) struct Embedder {
    net: Box<dyn Net>,
}

impl Embedder {
    pub(crate) fn new(net: Box<dyn Net>) -> Embedder {
        Embedder { net }
    }

    /// The face with these landmarks. `None` when they are no face.
    pub(crate) fn embed(&mut self, frame: &Frame, landmarks: &[Point3]) -> Option<Embedding> {
        let map = align::frame_from_aligned(landmarks)?;
        let how = Sampling {
            side: ALIGNED_SIDE,
            border: Border::Black,
            gain: 1.0 / 128.0,
            offset: -127.0 / 128.0,
            taps: (map.scale().round() as usize).clamp(1, MOST_TAPS),
        };
        sample::crop(frame, &map, &how, self.net.input());
        self.net.run();
        Embedding::from_slice(self.net.output(0))
    }

    /// The mean of the face and of its mirror image, which the network sees a little differently.
    pub(crate) fn embed_with_mirror(
        &mut self,
        frame: &Frame,
        landmarks: &[Point3],
    ) -> Option<Embedding> {
        let plain = self.embed(frame, landmarks)?;
        for row in self.net.input().chunks_exact_mut(ALIGNED_SIDE * 3) {
            for x in 0..ALIGNED_SIDE / 2 {
                let opposite = ALIGNED_SIDE - 1 - x;
                for channel in 0..3 {
                    row.swap(x * 3 + channel, opposite * 3 + channel);
                }
            }
        }
        self.net.run();
        let mirrored = Embedding::from_slice(self.net.output(0))?;
        Embedding::mean(&[plain, mirrored])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(axis: usize) -> Embedding {
        let mut values = vec![0.0; EMBEDDING_LEN];
        values[axis] = 3.0;
        Embedding::from_slice(&values).unwrap()
    }

    #[test]
    fn only_sound_numbers_become_an_embedding_of_length_one() {
        assert_eq!(along(3).as_slice()[3], 1.0);
        assert_eq!(Embedding::from_slice(&[1.0; 511]), None);
        assert_eq!(Embedding::from_slice(&[0.0; 512]), None);
        assert_eq!(Embedding::from_slice(&[f32::NAN; 512]), None);
        assert_eq!(Embedding::from_slice(&[f32::MAX; 512]), None);
    }

    #[test]
    fn distance_is_euclidean_and_the_mean_lies_between() {
        let (a, b) = (along(0), along(1));
        assert_eq!(a.distance(&a), 0.0);
        assert!((a.distance(&b) - 2f32.sqrt()).abs() < 1e-6);
        let mean = Embedding::mean(&[a.clone(), b.clone()]).unwrap();
        assert!((mean.distance(&a) - mean.distance(&b)).abs() < 1e-6);
        assert!(mean.distance(&a) < a.distance(&b));
        assert_eq!(Embedding::mean(&[]), None);
    }

    #[test]
    fn a_mirror_image_counts_as_much_as_the_face() {
        use crate::frame::PixelFormat;
        use crate::net::fake::FakeNet;
        use crate::pose::tests::turned;

        // A network that tells the left half's mean from the right half's.
        let mut net = FakeNet::new(
            ALIGNED_SIDE * ALIGNED_SIDE * 3,
            vec![vec![0.0; EMBEDDING_LEN]],
        );
        net.answer = Box::new(|input, outputs| {
            let rows = || input.chunks_exact(ALIGNED_SIDE * 3);
            let half = |from: usize| -> f32 {
                rows()
                    .flat_map(|row| &row[from..from + ALIGNED_SIDE / 2 * 3])
                    .sum()
            };
            outputs[0][0] = half(0) + 1e6;
            outputs[0][1] = half(ALIGNED_SIDE / 2 * 3) + 1e6;
        });
        let landmarks = turned(0.0, 0.0, 0.0);
        let mut pixels = Vec::new();
        for n in 0..256 * 256u32 {
            pixels.extend([(n % 256) as u8; 3]);
        }
        let frame = Frame::new(&pixels, 256, 256, PixelFormat::Rgb8).unwrap();
        let mut embedder = Embedder::new(Box::new(net));
        let plain = embedder.embed(&frame, &landmarks).unwrap();
        assert!((plain.as_slice()[0] - plain.as_slice()[1]).abs() > 1e-4);
        let both = embedder.embed_with_mirror(&frame, &landmarks).unwrap();
        assert!((both.as_slice()[0] - both.as_slice()[1]).abs() < 1e-5);
    }

    #[test]
    fn its_debug_form_holds_no_numbers() {
        assert_eq!(format!("{:?}", along(0)), "Embedding(..)");
    }
}
