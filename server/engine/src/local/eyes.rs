//! What each worker has for itself: two analyzers, because the track and the key frames are streams of different
//! sizes.

use poze_liveness::Seen;
use poze_protocol::FrameKind;
use poze_vision::{Analyzer, Face, Frame, Models, PixelFormat};

use super::hash;
use crate::facts::{FrameFacts, StepFacts};
use crate::{EvidenceFrame, ExamineError, Limits, Picture, PictureError, StepEvidence, decode};

/// One track frame out of so many is embedded: at the usual 150 ms about two a second, so that somebody else's face
/// cannot pass between two of them unseen for longer than a move is held.
const EMBED_EVERY: usize = 4;
/// One landmark out of so many is kept: 69 of 478, spread over the whole face.
const KEEP_EVERY: usize = 7;

/// Eyes of one worker.
pub(super) struct Eyes {
    pub(super) key: Analyzer,
    track: Analyzer,
    track_is_new: bool,
}

impl Eyes {
    pub(super) fn new(models: &Models) -> Eyes {
        Eyes {
            key: Analyzer::new(models),
            track: Analyzer::new(models),
            track_is_new: true,
        }
    }

    /// Looks at all frames of a step; each is decoded, looked at and dropped before the next.
    pub(super) fn examine(&mut self, step: &StepEvidence) -> Result<StepFacts, ExamineError> {
        self.key.reset();
        self.track.reset();
        self.track_is_new = true;
        let mut frames = Vec::with_capacity(step.frames.len());
        let mut tracked = 0;
        for frame in &step.frames {
            let embed = match frame.kind {
                FrameKind::Key => true,
                FrameKind::Track => {
                    tracked += 1;
                    tracked % EMBED_EVERY == 1
                }
            };
            let picture = decode(&frame.bytes, &limits(frame.kind))?;
            frames.push(self.look(frame, &picture, embed)?);
        }
        Ok(StepFacts { frames })
    }

    fn look(
        &mut self,
        evidence: &EvidenceFrame,
        picture: &Picture,
        embed: bool,
    ) -> Result<FrameFacts, ExamineError> {
        let frame = frame_of(picture)?;
        let (analyzer, again) = match evidence.kind {
            FrameKind::Key => (&mut self.key, true),
            FrameKind::Track => (&mut self.track, std::mem::take(&mut self.track_is_new)),
        };
        // Seen twice: the second time in the crop that the first gives, as in a stream whose frames follow closely.
        // Key frames lie too far apart for that, a step's first frame follows none, and how well the crop fits
        // decides how good landmarks and embedding are.
        if again {
            analyzer.analyze(&frame);
        }
        let seen = analyzer.analyze(&frame);
        let face = seen.faces.first();
        let embedding = face
            .filter(|_| embed)
            .and_then(|face| analyzer.embed(&frame, face));
        Ok(FrameFacts {
            kind: evidence.kind,
            seen: Seen::of(&seen, evidence.t_ms),
            points: face.map_or_else(Vec::new, |face| points(face, frame.width())),
            face_width: face.map_or(0.0, |face| face.box_in_frame.width / frame.width() as f32),
            hash: hash::of_picture(picture),
            file_hash: hash::of_file(&evidence.bytes),
            embedding: embedding.map(|e| e.as_slice().to_vec()),
        })
    }
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
