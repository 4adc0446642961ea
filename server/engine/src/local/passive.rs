//! Pictures and recordings that nobody was asked for, judged by what needs neither moves nor a reference.

use std::sync::Arc;

use poze_liveness::Seen;
use poze_protocol::FrameKind;
use poze_vision::{ModelError, PadModel};

use super::eyes::{Closely, Course, Eyes};
use super::sets::Sets;
use crate::{Findings, FrameFacts, Picture, Reference, Run, RunStep, StepFacts, findings};

/// A picture and when it was taken.
pub struct TimedPicture {
    /// Milliseconds from any moment on, ascending.
    pub t_ms: u32,
    /// Its pixels.
    pub picture: Picture,
}

/// About as often as a page takes track frames: every fourth of 30 a second.
const INTERVAL_MS: u32 = 130;
/// A face is looked at more closely no more often than this.
const CLOSELY_EVERY_MS: u32 = 450;
/// Embeddings tell whether it is one person all the time, as often as in a run.
const EMBED_EVERY_MS: u32 = 290;
/// Shorter recordings, or of fewer frames, say nothing about takes and living movement.
const TAKE_MIN_MS: u32 = 2_000;
const TAKE_MIN_FRAMES: usize = 10;

/// Judges single pictures and recordings. One for each thread.
pub struct Passive {
    eyes: Eyes,
}

impl Passive {
    /// One with the project's own PAD network, unless another is given.
    ///
    /// # Errors
    /// When the models in the binary are not those that the code expects.
    pub fn new(pad: Option<PadModel>) -> Result<Passive, ModelError> {
        let sets = Arc::new(Sets::new(pad)?);
        Ok(Passive {
            eyes: Eyes::new(&sets),
        })
    }

    /// The passive findings on one picture, or on the pictures of a recording in order of time: a face is there, it is
    /// the only one, the picture is clear, no presentation attack; and of a recording of two seconds or more also
    /// whether it is one take of a living face, with depth if it turns. A kind that is not among them was not judged. Each picture is dropped
    /// before the next is asked for. One that is too small for the models counts as one without a face.
    pub fn findings(&mut self, pictures: impl IntoIterator<Item = TimedPicture>) -> Findings {
        let mut pictures = pictures.into_iter().peekable();
        let Some(first) = pictures.next() else {
            return findings::passive(&run(&[]), false);
        };
        let facts = match pictures.peek() {
            None => StepFacts {
                frames: vec![self.still(&first)],
                ..StepFacts::default()
            },
            Some(_) => self.recording(std::iter::once(first).chain(pictures)),
        };
        let track: Vec<u32> = facts
            .frames
            .iter()
            .filter(|f| f.kind == FrameKind::Track)
            .map(FrameFacts::t_ms)
            .collect();
        let lasts_ms = track
            .last()
            .zip(track.first())
            .map_or(0, |(b, a)| b.saturating_sub(*a));
        let one_take = track.len() >= TAKE_MIN_FRAMES && lasts_ms >= TAKE_MIN_MS;
        let step = RunStep {
            moves: Vec::new(),
            hold_ms: 0,
            revealed_ms: 0,
            received_ms: track.last().copied().unwrap_or(0),
            facts,
        };
        findings::passive(&run(&[step]), one_take)
    }

    fn still(&mut self, TimedPicture { t_ms, picture }: &TimedPicture) -> FrameFacts {
        let facts = self.eyes.look_at_still(*t_ms, picture);
        facts.unwrap_or_else(|_| nobody(FrameKind::Key, *t_ms))
    }

    /// As a page would send it: a track, and among it key frames where a face was looked at more closely.
    fn recording(&mut self, pictures: impl Iterator<Item = TimedPicture>) -> StepFacts {
        let mut frames: Vec<FrameFacts> = Vec::new();
        let (mut last_ms, mut closely_ms, mut embed_ms) = (None, None, None);
        let mut course = Course::default();
        self.eyes.faces.begin();
        for TimedPicture { t_ms, picture } in pictures {
            if !due(&mut last_ms, t_ms, INTERVAL_MS) {
                continue;
            }
            let closely = Closely {
                embed: due(&mut embed_ms, t_ms, EMBED_EVERY_MS),
                passive: due(&mut closely_ms, t_ms, CLOSELY_EVERY_MS),
            };
            let seen = self.eyes.look_at_next(t_ms, &picture, closely, &mut course);
            let facts = seen.unwrap_or_else(|_| nobody(FrameKind::Track, t_ms));
            if facts.passive.is_some() {
                frames.push(FrameFacts {
                    kind: FrameKind::Key,
                    passive: None,
                    ..facts.clone()
                });
            }
            frames.push(facts);
        }
        self.eyes.facts_of(frames, &course)
    }
}

/// Whether it is time again, and remembers if it is.
fn due(last_ms: &mut Option<u32>, t_ms: u32, every_ms: u32) -> bool {
    let due = last_ms.is_none_or(|last| t_ms.saturating_sub(last) >= every_ms);
    if due {
        *last_ms = Some(t_ms);
    }
    due
}

/// Facts of a picture on which nobody could be seen.
fn nobody(kind: FrameKind, t_ms: u32) -> FrameFacts {
    FrameFacts {
        kind,
        seen: Seen {
            t_ms,
            ..Seen::default()
        },
        points: Vec::new(),
        face_width: 0.0,
        hash: [0; 4],
        file_hash: 0,
        embedding: None,
        passive: None,
    }
}

fn run(steps: &[RunStep]) -> Run<'_> {
    static NOBODY: Reference = Reference {
        model: String::new(),
        bytes: Vec::new(),
    };
    Run {
        steps,
        reference: &NOBODY,
        track_gap_max_ms: 400,
        earlier: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FindingKind;

    fn grey(t_ms: u32, side: u32) -> TimedPicture {
        TimedPicture {
            t_ms,
            picture: Picture {
                width: side,
                height: side,
                rgb: vec![128; (side * side * 3) as usize],
            },
        }
    }

    fn kinds(findings: &Findings) -> Vec<FindingKind> {
        findings.findings.iter().map(|f| f.kind).collect()
    }

    #[test]
    fn a_picture_is_judged_by_less_than_a_recording() {
        let mut passive = Passive::new(None).unwrap();
        let picture = passive.findings([grey(0, 200)]);
        let of_a_picture = kinds(&picture);
        assert!(of_a_picture.contains(&FindingKind::Pad));
        assert!(!of_a_picture.contains(&FindingKind::Take));
        let recorded = passive.findings((0..40).map(|n| grey(n * 60, 160)));
        assert!(kinds(&recorded).contains(&FindingKind::Alive));
        let short = passive.findings((0..4).map(|n| grey(n * 150, 160)));
        assert_eq!(kinds(&short), of_a_picture);
    }

    #[test]
    fn nobody_is_nothing_good_whatever_the_picture_is() {
        let mut passive = Passive::new(None).unwrap();
        for pictures in [
            vec![],
            vec![grey(0, 200)],
            vec![grey(0, 4)],
            vec![grey(5, 4), grey(4, 200), grey(u32::MAX, 90)],
        ] {
            let findings = passive.findings(pictures).findings;
            let score = |kind| findings.iter().find(|f| f.kind == kind).unwrap().score;
            assert_eq!(score(FindingKind::Face), 0.0);
            assert_eq!(score(FindingKind::Pad), 0.0);
        }
    }
}
