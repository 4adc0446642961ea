//! What each worker has for itself: two analyzers, because the track and the key frames are streams of different sizes;
//! and, once a step has needed them, two more for steps with hands, and detectors of objects.

use std::sync::Arc;

use poze_liveness::{Move, Seen};
use poze_protocol::FrameKind;
use poze_vision::{
    Analyzer, Face, Frame, ModelError, Models, Object, ObjectDetector, Observation, PadDetector,
    PixelFormat, Wants,
};

use super::closely;
use super::fades::Fades;
use super::hash;
use super::relief::Turns;
use super::sets::{Needs, Sets};
use crate::facts::{FrameFacts, StepFacts};
use crate::{EvidenceFrame, ExamineError, Limits, Picture, PictureError, StepEvidence, decode};

/// Two track frames that are embedded lie no further apart than this, unless their neighbours do: at the usual 150 ms
/// it is every second one. Who else's face passes between two of them is there for less time than half of the usual
/// hold. By time, not by number: the sender chooses how many frames there are. A little more than two usual intervals,
/// because those vary.
const EMBED_WITHIN_MS: u32 = 330;
/// The same for objects: at the usual 150 ms every third frame, the most that a hold may be seen by.
const OBJECTS_WITHIN_MS: u32 = 450;
/// The same for what passive findings rest on, beside all key frames: a few readings of each step are enough for a median,
/// and each costs 2 to 3 ms.
const PASSIVE_WITHIN_MS: u32 = 1_000;
/// One landmark out of so many is kept: 69 of 478, spread over the whole face.
const KEEP_EVERY: usize = 7;

const FACES_ALONE: Wants = Wants {
    hands: false,
    expressions: true,
    objects_every: None,
};

/// Eyes of one worker.
pub(super) struct Eyes {
    sets: Arc<Sets>,
    /// For photos and for most steps.
    pub(super) faces: Pair,
    hands: Option<Pair>,
    objects: Option<ObjectDetector>,
    shoes: Option<ObjectDetector>,
    pad: PadDetector,
}

/// What of a frame is looked at more closely.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closely {
    pub(super) embed: bool,
    pub(super) passive: bool,
}

/// What is seen over the course of a step's track, not in single frames.
#[derive(Default)]
pub(super) struct Course {
    turns: Turns,
    fades: Fades,
}

impl Course {
    fn see(&mut self, t_ms: u32, picture: &Picture, face: &Face) {
        self.turns.see(picture, face);
        self.fades.see(t_ms, picture, face);
    }

    fn facts(&self, frames: Vec<FrameFacts>, analyzer: &mut Analyzer) -> StepFacts {
        StepFacts {
            frames,
            relief: self.turns.relief(analyzer),
            fade: self.fades.least(),
        }
    }
}

/// The analyzers of one set of models.
pub(super) struct Pair {
    pub(super) key: Analyzer,
    track: Analyzer,
    track_is_new: bool,
}

impl Eyes {
    pub(super) fn new(sets: &Arc<Sets>) -> Eyes {
        Eyes {
            faces: Pair::new(sets.faces()),
            sets: Arc::clone(sets),
            hands: None,
            objects: None,
            shoes: None,
            pad: PadDetector::new(sets.pad()),
        }
    }

    /// Looks at all frames of a step for what its moves need; each is decoded, looked at and dropped before the next.
    pub(super) fn examine(
        &mut self,
        step: &StepEvidence,
        moves: &[Move],
    ) -> Result<StepFacts, ExamineError> {
        let needs = Needs::of(moves);
        self.prepare(needs).map_err(|_| ExamineError::Lost)?;
        let pair = match &mut self.hands {
            Some(pair) if needs.hands => pair,
            _ => &mut self.faces,
        };
        let mut detector = match needs {
            Needs { shoes: true, .. } => self.shoes.as_mut(),
            Needs { objects: true, .. } => self.objects.as_mut(),
            _ => None,
        };
        pair.begin();
        let embedded = spaced(&step.frames, EMBED_WITHIN_MS);
        let with_objects = spaced(&step.frames, OBJECTS_WITHIN_MS);
        let passive = spaced(&step.frames, PASSIVE_WITHIN_MS);
        let chosen = embedded.into_iter().zip(with_objects).zip(passive);
        let mut frames = Vec::with_capacity(step.frames.len());
        let mut course = Course::default();
        for (evidence, ((embed, objects), passive)) in step.frames.iter().zip(chosen) {
            let picture = decode(&evidence.bytes, &limits(evidence.kind))?;
            let frame = frame_of(&picture)?;
            let analyzer = pair.analyzer(evidence.kind, &frame);
            analyzer.want(Wants {
                hands: needs.hands,
                expressions: true,
                objects_every: None,
            });
            analyzer.seek_hands();
            let mut seen = analyzer.analyze(&frame);
            let face = seen.faces.first();
            let embedding = face
                .filter(|_| embed)
                .and_then(|face| match (step.n, evidence.kind) {
                    // These decide who it is, and are few.
                    (0, FrameKind::Key) => analyzer.embed_with_mirror(&frame, face),
                    _ => analyzer.embed(&frame, face),
                });
            if let Some(face) = face.filter(|_| evidence.kind == FrameKind::Track) {
                course.see(evidence.t_ms, &picture, face);
            }
            let closely = face.filter(|_| passive);
            let passive =
                closely.and_then(|face| closely::look(&mut self.pad, &picture, &frame, face));
            let detector = detector.as_mut().filter(|_| objects);
            seen.objects = detector.map(|detector| held(detector, &frame, face));
            frames.push(FrameFacts {
                embedding: embedding.map(|e| e.as_slice().to_vec()),
                passive,
                file_hash: hash::of_file(&evidence.bytes),
                ..facts(evidence.kind, evidence.t_ms, &picture, &seen)
            });
        }
        Ok(course.facts(frames, &mut pair.track))
    }

    /// Looks at a picture that belongs to no stream.
    pub(super) fn look_at_still(
        &mut self,
        t_ms: u32,
        picture: &Picture,
    ) -> Result<FrameFacts, PictureError> {
        let frame = frame_of(picture)?;
        self.faces.key.want(FACES_ALONE);
        let seen = self.faces.key.analyze_still(&frame);
        let face = seen.faces.first();
        Ok(FrameFacts {
            passive: face.and_then(|face| closely::look(&mut self.pad, picture, &frame, face)),
            ..facts(FrameKind::Key, t_ms, picture, &seen)
        })
    }

    /// Looks at the next picture of a stream, for faces alone.
    pub(super) fn look_at_next(
        &mut self,
        t_ms: u32,
        picture: &Picture,
        closely: Closely,
        course: &mut Course,
    ) -> Result<FrameFacts, PictureError> {
        let frame = frame_of(picture)?;
        let analyzer = self.faces.analyzer(FrameKind::Track, &frame);
        analyzer.want(FACES_ALONE);
        let seen = analyzer.analyze(&frame);
        let face = seen.faces.first();
        let embedding = face
            .filter(|_| closely.embed)
            .and_then(|face| analyzer.embed(&frame, face));
        if let Some(face) = face {
            course.see(t_ms, picture, face);
        }
        let face = face.filter(|_| closely.passive);
        Ok(FrameFacts {
            embedding: embedding.map(|e| e.as_slice().to_vec()),
            passive: face.and_then(|face| closely::look(&mut self.pad, picture, &frame, face)),
            file_hash: hash::of_file(&picture.rgb),
            ..facts(FrameKind::Track, t_ms, picture, &seen)
        })
    }

    /// The facts of a stream that was looked at by [`Eyes::look_at_next`].
    pub(super) fn facts_of(&mut self, frames: Vec<FrameFacts>, course: &Course) -> StepFacts {
        course.facts(frames, &mut self.faces.track)
    }

    /// The analyzer for photos: it sees what hands cover.
    pub(super) fn for_photos(&mut self) -> Result<&mut Analyzer, ModelError> {
        self.prepare(Needs {
            hands: true,
            ..Needs::default()
        })?;
        let pair = self.hands.as_mut().unwrap_or(&mut self.faces);
        pair.key.want(Wants {
            hands: true,
            expressions: false,
            objects_every: None,
        });
        Ok(&mut pair.key)
    }

    fn prepare(&mut self, needs: Needs) -> Result<(), ModelError> {
        if needs.hands && self.hands.is_none() {
            self.hands = Some(Pair::new(self.sets.hands()?));
        }
        if needs.shoes && self.shoes.is_none() {
            self.shoes = ObjectDetector::new(self.sets.shoes()?);
        } else if needs.objects && self.objects.is_none() {
            self.objects = ObjectDetector::new(self.sets.objects()?);
        }
        Ok(())
    }
}

impl Pair {
    fn new(models: &Models) -> Pair {
        Pair {
            key: Analyzer::new(models),
            track: Analyzer::new(models),
            track_is_new: true,
        }
    }

    /// Forgets what was before this step.
    pub(super) fn begin(&mut self) {
        self.key.reset();
        self.track.reset();
        self.track_is_new = true;
    }

    /// The analyzer of a kind of frames, ready for this one.
    ///
    /// Some frames are seen twice: the second time in the crop that the first gives, as in a stream whose frames follow
    /// closely. Key frames lie too far apart for that, a step's first frame follows none, and how well the crop fits
    /// decides how good landmarks and embedding are. Hands in key frames are looked for once, and afresh.
    fn analyzer(&mut self, kind: FrameKind, frame: &Frame<'_>) -> &mut Analyzer {
        let (analyzer, again) = match kind {
            FrameKind::Key => (&mut self.key, true),
            FrameKind::Track => (&mut self.track, std::mem::take(&mut self.track_is_new)),
        };
        if again {
            analyzer.want(FACES_ALONE);
            analyzer.analyze(frame);
        }
        analyzer
    }
}

/// Things near the face, which is where moves ask for them.
fn held(detector: &mut ObjectDetector, frame: &Frame<'_>, face: Option<&Face>) -> Vec<Object> {
    match face {
        Some(face) => detector.detect_near(frame, &face.box_in_frame),
        None => detector.detect(frame),
    }
}

/// All but what is looked at more closely and the hash of the file.
fn facts(kind: FrameKind, t_ms: u32, picture: &Picture, seen: &Observation) -> FrameFacts {
    let face = seen.faces.first();
    FrameFacts {
        kind,
        seen: Seen::of(seen, t_ms),
        points: face.map_or_else(Vec::new, |face| points(face, picture.width)),
        face_width: face.map_or(0.0, |face| face.box_in_frame.width / picture.width as f32),
        hash: hash::of_picture(picture),
        file_hash: 0,
        embedding: None,
        passive: None,
    }
}

/// Which frames are looked at more closely: all key frames, and of the track the first, the last, and those between that
/// keep two of them within so many milliseconds.
fn spaced(frames: &[EvidenceFrame], within_ms: u32) -> Vec<bool> {
    let mut chosen: Vec<bool> = frames.iter().map(|f| f.kind == FrameKind::Key).collect();
    let mut track = frames
        .iter()
        .enumerate()
        .filter(|(_, f)| f.kind == FrameKind::Track)
        .map(|(n, f)| (n, f.t_ms))
        .peekable();
    let mut last_ms = None;
    while let Some((n, t_ms)) = track.next() {
        let next_ms = track.peek().map(|next| next.1);
        let within = |last: u32| next_ms.is_some_and(|next| next.saturating_sub(last) <= within_ms);
        if !last_ms.is_some_and(within) {
            chosen[n] = true;
            last_ms = Some(t_ms);
        }
    }
    chosen
}

/// What a frame may be.
pub(super) fn limits(kind: FrameKind) -> Limits {
    match kind {
        FrameKind::Key => Limits::KEY,
        FrameKind::Track => Limits::TRACK,
    }
}

/// A decoded picture as the models take it.
pub(super) fn frame_of(picture: &Picture) -> Result<Frame<'_>, PictureError> {
    // Limits were checked before decoding and are narrower than those of a frame.
    Frame::new(
        &picture.rgb,
        picture.width,
        picture.height,
        PixelFormat::Rgb8,
    )
    .map_err(|_| PictureError::Damaged)
}

fn points(face: &Face, width: u32) -> Vec<(f32, f32)> {
    let unit = 1.0 / width as f32;
    face.landmarks_in_frame
        .iter()
        .step_by(KEEP_EVERY)
        .map(|p| (p.x * unit, p.y * unit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of the track frames that are chosen for embedding.
    fn times(track: &[u32]) -> Vec<u32> {
        let frame = |&t_ms: &u32| EvidenceFrame {
            kind: FrameKind::Track,
            t_ms,
            bytes: Vec::new(),
        };
        let frames: Vec<_> = track.iter().map(frame).collect();
        let chosen = frames
            .iter()
            .zip(spaced(&frames, EMBED_WITHIN_MS))
            .filter(|(_, e)| *e);
        chosen.map(|(f, _)| f.t_ms).collect()
    }

    #[test]
    fn the_track_is_looked_at_closely_by_time_and_at_both_ends() {
        let usual: Vec<u32> = (0..9).map(|n| n * 150).collect();
        assert_eq!(times(&usual), [0, 300, 600, 900, 1200]);
        assert_eq!(times(&[0, 400, 800, 1200]), [0, 400, 800, 1200]);
        assert_eq!(times(&[0, 60, 120, 180, 240]), [0, 240]);
        assert_eq!(times(&[7]), [7]);
        assert_eq!(times(&[]), [0u32; 0]);
        // However they lie, none but a wide interval is wider.
        let odd: Vec<u32> = (0..60u32).map(|n| n * 97 + (n * n * 31) % 90).collect();
        assert!(
            times(&odd)
                .windows(2)
                .all(|w| w[1] - w[0] <= EMBED_WITHIN_MS)
        );
        assert_eq!(times(&odd).last(), odd.last());
    }
}
