//! What is kept of a step's frames for a day, to tell whether they come again. A difference hash of the whole picture
//! and where the head was in it, a frame; nothing of whose face it is. Who keeps it encrypts it.

use poze_protocol::FrameKind;

use crate::facts::{FrameFacts, StepFacts, hash_distance};

/// Track frames of a step that are kept at most, the last ones: a move is held at the end of its step. At the usual
/// 150 ms they are 7 s.
pub const PRINTS_MAX: usize = 48;

/// Bits of 256 up to which two pictures can be the same one, saved anew. `docs/policies.md` has the measurements.
const HASH_BITS_MAX: u32 = 16;
/// How far apart two heads may be in the picture, as a part of the face's width.
const OFFSET_MAX: f32 = 0.03;
/// By how much one face may be wider than the other.
const WIDER_MAX: f32 = 1.03;
/// By how much yaw, pitch and roll may differ each.
const ANGLE_MAX_DEG: f32 = 3.0;
/// By how much the mouth may be further open, of 0..1.
const MOUTH_MAX: f32 = 0.15;

/// First byte of a look's bytes, so that another form can follow.
const VERSION: u8 = 1;
const PRINT_BYTES: usize = 32 + 7 * 2;
/// Steps of a written fraction, and of a written degree.
const FRACTION_STEPS: f32 = 8192.0;
const DEGREE_STEPS: f32 = 64.0;

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Print {
    /// Difference hash of the whole picture, as in [`FrameFacts::hash`].
    pub hash: [u64; 4],
    /// Middle of the landmarks, as a fraction of the frame's width.
    centre_in_frame: (f32, f32),
    /// In the same unit.
    face_width: f32,
    /// Yaw, pitch, roll.
    angles_deg: [f32; 3],
    /// 0..1.
    mouth_open: f32,
}

/// The frames of one step, in order of time; without those in which there is no face.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// No more than [`PRINTS_MAX`].
    pub prints: Vec<Print>,
}

impl Look {
    /// What is kept of these facts.
    pub fn of(facts: &StepFacts) -> Look {
        let track = facts.frames.iter().filter(|f| f.kind == FrameKind::Track);
        let mut prints: Vec<Print> = track.filter_map(Print::of).collect();
        let surplus = prints.len().saturating_sub(PRINTS_MAX);
        prints.drain(..surplus);
        Look { prints }
    }

    /// How many of these frames are, in this order, among those of `earlier`: the longest chain of pairs that match and
    /// follow each other in both.
    pub fn seen_in(&self, earlier: &Look) -> usize {
        // Row by row of the textbook table for the longest common subsequence.
        let mut best = vec![0; earlier.prints.len() + 1];
        for print in &self.prints {
            let mut diagonal = 0;
            for (n, before) in earlier.prints.iter().enumerate() {
                let above = best[n + 1];
                best[n + 1] = if print.matches(before) {
                    diagonal + 1
                } else {
                    above.max(best[n])
                };
                diagonal = above;
            }
        }
        best.last().copied().unwrap_or(0)
    }

    /// To keep; `from_bytes` reads it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for print in &self.prints {
            bytes.extend(print.hash.iter().flat_map(|part| part.to_le_bytes()));
            let (x, y) = print.centre_in_frame;
            let fractions = [x, y, print.face_width, print.mouth_open].map(|v| v * FRACTION_STEPS);
            let angles = print.angles_deg.map(|v| v * DEGREE_STEPS);
            // A float that is out of range becomes the nearest integer.
            let numbers = fractions.into_iter().chain(angles);
            bytes.extend(numbers.flat_map(|v| (v.round() as i16).to_le_bytes()));
        }
        bytes
    }

    /// What `to_bytes` wrote; `None` of anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Look> {
        let (&VERSION, prints) = bytes.split_first()? else {
            return None;
        };
        let (prints, rest) = prints.as_chunks::<PRINT_BYTES>();
        (rest.is_empty() && prints.len() <= PRINTS_MAX).then(|| Look {
            prints: prints.iter().map(Print::from_bytes).collect(),
        })
    }
}

impl Print {
    fn of(frame: &FrameFacts) -> Option<Print> {
        let face = frame.seen.face.as_ref()?;
        let count = frame.points.len() as f32;
        if frame.points.is_empty() || frame.face_width <= 0.0 {
            return None;
        }
        let (x, y) = frame
            .points
            .iter()
            .fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        Some(Print {
            hash: frame.hash,
            centre_in_frame: (x / count, y / count),
            face_width: frame.face_width,
            angles_deg: [
                face.angles.yaw_deg,
                face.angles.pitch_deg,
                face.angles.roll_deg,
            ],
            mouth_open: face.expression.mouth_open,
        })
    }

    /// Whether both can be one camera frame. A room that stands still makes pictures alike whoever sits in it, so the
    /// head must be in the same place as well; nobody comes back to it within millimetres, frame after frame.
    fn matches(&self, other: &Print) -> bool {
        let width = self.face_width.min(other.face_width);
        let wider = self.face_width.max(other.face_width) / width;
        let offset = f32::hypot(
            self.centre_in_frame.0 - other.centre_in_frame.0,
            self.centre_in_frame.1 - other.centre_in_frame.1,
        );
        let mut angles = self.angles_deg.iter().zip(other.angles_deg);
        hash_distance(&self.hash, &other.hash) <= HASH_BITS_MAX
            && offset <= OFFSET_MAX * width
            && wider <= WIDER_MAX
            && (self.mouth_open - other.mouth_open).abs() <= MOUTH_MAX
            && angles.all(|(a, b)| (a - b).abs() <= ANGLE_MAX_DEG)
    }

    fn from_bytes(bytes: &[u8; PRINT_BYTES]) -> Print {
        let part = |n: usize| std::array::from_fn::<u8, 8, _>(|i| bytes[8 * n + i]);
        let number =
            |n: usize| f32::from(i16::from_le_bytes([bytes[32 + 2 * n], bytes[33 + 2 * n]]));
        Print {
            hash: std::array::from_fn(|n| u64::from_le_bytes(part(n))),
            centre_in_frame: (number(0) / FRACTION_STEPS, number(1) / FRACTION_STEPS),
            face_width: number(2) / FRACTION_STEPS,
            mouth_open: number(3) / FRACTION_STEPS,
            angles_deg: std::array::from_fn(|n| number(4 + n) / DEGREE_STEPS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::take;

    fn look() -> Look {
        Look::of(&take()[1].facts)
    }

    #[test]
    fn what_is_kept_is_read_back_and_anything_else_is_not() {
        let look = look();
        assert!(look.prints.len() > 10);
        let read = Look::from_bytes(&look.to_bytes()).unwrap();
        assert_eq!(read.seen_in(&look), look.prints.len());
        assert_eq!(
            Look::from_bytes(&Look::default().to_bytes()),
            Some(Look::default())
        );
        let bytes = look.to_bytes();
        let (mut cut, mut other) = (bytes.clone(), bytes.clone());
        cut.pop();
        other[0] = 9;
        let long = [vec![VERSION], vec![0; PRINT_BYTES * (PRINTS_MAX + 1)]].concat();
        for wrong in [vec![], cut, other, long] {
            assert_eq!(Look::from_bytes(&wrong), None);
        }
    }

    #[test]
    fn frames_count_in_their_order_and_each_once() {
        let look = look();
        let all = look.prints.len();
        assert_eq!(look.seen_in(&look), all);
        assert_eq!(look.seen_in(&Look::default()), 0);
        // Somebody who keeps turning: no two frames are alike, and backwards only one of them is in its order.
        let mut turning = look.clone();
        for (n, print) in (0u8..).zip(&mut turning.prints) {
            print.angles_deg[0] = 5.0 * f32::from(n);
        }
        let mut backwards = turning.clone();
        backwards.prints.reverse();
        assert_eq!(
            (turning.seen_in(&turning), turning.seen_in(&backwards)),
            (all, 1)
        );
        let mut one = look.clone();
        one.prints.truncate(1);
        assert_eq!((look.seen_in(&one), one.seen_in(&look)), (1, 1));
    }

    #[test]
    fn the_same_room_with_the_head_elsewhere_is_another_picture() {
        let print = look().prints.remove(0);
        assert!(print.matches(&print));
        let changes: [fn(&mut Print); 6] = [
            |p| p.centre_in_frame.0 += 0.04 * p.face_width,
            |p| p.face_width *= 1.05,
            |p| p.angles_deg[0] += 4.0,
            |p| p.angles_deg[2] -= 4.0,
            |p| p.mouth_open += 0.2,
            |p| p.hash[0] ^= 0xFFFFF,
        ];
        for change in changes {
            let mut other = print.clone();
            change(&mut other);
            assert!(!print.matches(&other) && !other.matches(&print));
        }
    }

    #[test]
    fn the_end_of_a_long_step_is_kept() {
        let mut facts = take()[1].facts.clone();
        let frame = facts.frames[0].clone();
        facts.frames.splice(0..0, vec![frame; 100]);
        let look = Look::of(&facts);
        assert_eq!(look.prints.len(), PRINTS_MAX);
        let end = super::tests::look().prints.pop();
        assert_eq!(look.prints.last(), end.as_ref());
    }
}
