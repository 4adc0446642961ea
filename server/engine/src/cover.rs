//! Which parts of a face lie behind a hand. The landmarks of hidden parts are guesses of the network: where they are is
//! no evidence of anything.

use poze_liveness::Point2;

use crate::FrameFacts;

/// The bones of a hand, from the wrist to each fingertip, thumb first (MediaPipe's order of points).
const BONES: [[usize; 2]; 20] = {
    let mut bones = [[0; 2]; 20];
    let mut n = 0;
    while n < 20 {
        let point = n + 1;
        let root = if n % 4 == 0 { 0 } else { point - 1 };
        bones[n] = [root, point];
        n += 1;
    }
    bones
};
/// How far flesh reaches beside a bone, as a part of the face's width: half of the way between two neighbouring fingers
/// of a flat hand, which is about as wide as half a face.
const REACH: f32 = 0.1;

/// A face of whose points so many lie behind a hand is not seen.
const SEEN_MAX: f64 = 2.0 / 3.0;
/// A face of whose points fewer lie behind a hand is seen as it is, such as behind a fingertip on the nose.
const OPEN_PART: f64 = 0.12;
/// While no hand is followed palms are looked for in every fourth frame: so much later than it came a hand may be seen,
/// at the usual 150 ms between frames.
const NOTICED_WITHIN_MS: u32 = 450;
/// Longest time for which a face may be behind a hand: the longest hold there is and as much again, rounded up.
const STRETCH_MAX_MS: u32 = 7_000;

/// Whether enough of a face shows to be followed.
pub(crate) fn is_seen(frame: &FrameFacts) -> bool {
    !frame.points.is_empty() && frame.face_width > 0.0 && part(frame) <= SEEN_MAX
}

/// Whether the face is behind a hand that was seen.
pub(crate) fn is_hidden(frame: &FrameFacts) -> bool {
    part(frame) >= OPEN_PART
}

/// For each frame of a track, whether the face may be behind a hand: where one was seen, and shortly before it was first
/// seen. A stretch that is longer than [`STRETCH_MAX_MS`] is none: nobody is asked to hide for so long.
pub(crate) fn stretches(track: &[&FrameFacts]) -> Vec<bool> {
    let seen: Vec<bool> = track.iter().map(|frame| is_hidden(frame)).collect();
    let soon = |n: usize| {
        let from_ms = track[n].t_ms();
        let looked = |frame: &&FrameFacts| frame.seen.hands.is_some();
        let near = |&m: &usize| track[m].t_ms().saturating_sub(from_ms) <= NOTICED_WITHIN_MS;
        looked(&track[n]) && (n..track.len()).take_while(near).any(|m| seen[m])
    };
    let mut hidden: Vec<bool> = (0..track.len()).map(|n| seen[n] || soon(n)).collect();
    let mut begin = 0;
    while begin < hidden.len() {
        let length = hidden[begin..]
            .iter()
            .take_while(|h| **h == hidden[begin])
            .count();
        let end = begin + length;
        let lasts_ms = track[end - 1].t_ms().saturating_sub(track[begin].t_ms());
        if lasts_ms > STRETCH_MAX_MS {
            hidden[begin..end].fill(false);
        }
        begin = end;
    }
    hidden
}

/// For each of the frame's points, whether it lies behind a hand.
fn hidden(frame: &FrameFacts) -> Vec<bool> {
    let reach = REACH * frame.face_width;
    let bones: Vec<(Point2, Point2)> = frame
        .seen
        .hands
        .iter()
        .flatten()
        .flat_map(|hand| {
            let point = |n: usize| hand.points_in_frame.get(n).copied();
            BONES
                .into_iter()
                .filter_map(move |[from, to]| Some((point(from)?, point(to)?)))
        })
        .collect();
    let behind = |p: &Point2| bones.iter().any(|bone| distance(*p, *bone) <= reach);
    frame.points.iter().map(behind).collect()
}

/// The part of the face's points that lie behind a hand, 0..1.
fn part(frame: &FrameFacts) -> f64 {
    let hidden = hidden(frame);
    let count = hidden.iter().filter(|hidden| **hidden).count();
    count as f64 / hidden.len().max(1) as f64
}

/// Of a point from a line between two.
fn distance(p: Point2, (from, to): (Point2, Point2)) -> f32 {
    let (along, off) = ((to.0 - from.0, to.1 - from.1), (p.0 - from.0, p.1 - from.1));
    let length = along.0 * along.0 + along.1 * along.1;
    let part = if length > 0.0 {
        ((off.0 * along.0 + off.1 * along.1) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (off.0 - part * along.0).hypot(off.1 - part * along.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::{hand_over, take};

    /// The track of a take, with a hand over the face between two times and looked for from 1650 ms on.
    fn track(from_ms: u32, to_ms: u32) -> Vec<FrameFacts> {
        let frames = take().into_iter().flat_map(|step| step.facts.frames);
        let mut track: Vec<_> = frames
            .filter(|f| f.kind == poze_protocol::FrameKind::Track)
            .collect();
        for frame in track.iter_mut().filter(|f| f.t_ms() >= 1650) {
            hand_over(frame, (from_ms..to_ms).contains(&frame.t_ms()));
        }
        track
    }

    fn hidden_ms(from_ms: u32, to_ms: u32) -> Vec<u32> {
        let track = track(from_ms, to_ms);
        let track: Vec<&FrameFacts> = track.iter().collect();
        let hidden = track
            .iter()
            .zip(stretches(&track))
            .filter(|(_, hidden)| *hidden);
        hidden.map(|(f, _)| f.t_ms()).collect()
    }

    #[test]
    fn a_hand_before_the_face_hides_a_part_of_it() {
        let track = track(2400, 3000);
        let part = |t_ms| part(track.iter().find(|f| f.t_ms() == t_ms).unwrap());
        assert!((0.3..0.8).contains(&part(2550)), "{}", part(2550));
        assert_eq!((part(2250), part(150)), (0.0, 0.0));
    }

    #[test]
    fn a_hand_may_have_been_there_shortly_before_it_was_seen() {
        assert_eq!(hidden_ms(2400, 2700), [1950, 2100, 2250, 2400, 2550]);
        // Where nobody looked there was none.
        assert_eq!(hidden_ms(1650, 1700), [1650]);
    }

    #[test]
    fn nobody_hides_for_longer_than_the_longest_hold() {
        let mut long = track(1650, 99_000);
        let hidden =
            |track: &[FrameFacts]| stretches(&track.iter().collect::<Vec<_>>()).contains(&true);
        assert!(hidden(&long));
        for frame in &mut long {
            frame.seen.t_ms *= 2;
        }
        assert!(!hidden(&long));
    }
}
