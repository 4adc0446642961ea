//! The stages put together: a stream of frames, each seen in the light of the one before; and pictures alone.

use crate::covered::Covered;
use crate::embedding::Embedding;
use crate::faces::{FaceStages, FaceTracker};
use crate::frame::Frame;
use crate::hands::{Hand, HandStages, HandTracker};
use crate::models::Models;
use crate::objects::{Object, ObjectDetector};
use crate::observation::{Face, Observation};
use crate::still;

mod stages;

pub use stages::FaceRegion;

/// What [`Analyzer::analyze`] and [`Analyzer::analyze_still`] look for beside faces and their points, as far as the models are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// Hands, in every frame.
    pub hands: bool,
    /// What faces do, which takes a network of its own: in the browser a fifth of the time of a followed face.
    pub expressions: bool,
    /// Objects, in one frame out of so many (`Some(0)` is every frame, like `Some(1)`); `None`: never.
    pub objects_every: Option<u32>,
}

impl Default for Wants {
    /// Everything, in every frame.
    fn default() -> Wants {
        Wants {
            hands: true,
            expressions: true,
            objects_every: Some(1),
        }
    }
}

/// Looks at frames: one for each stream, since it remembers where faces and hands were.
///
/// It holds the networks' working memory (about 10 MB, and as much again with hands) and runs on the calling thread.
pub struct Analyzer {
    faces: Option<FaceTracker>,
    hands: Option<HandTracker>,
    objects: Option<ObjectDetector>,
    since_objects: u32,
    wants: Wants,
    size: (u32, u32),
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer")
            .field(
                "faces_tracked",
                &self.faces.as_ref().map(FaceTracker::tracked),
            )
            .field(
                "hands_tracked",
                &self.hands.as_ref().map(HandTracker::tracked),
            )
            .field("wants", &self.wants)
            .finish_non_exhaustive()
    }
}

impl Analyzer {
    /// An analyzer that has seen nothing yet. It looks for everything that there are models for.
    pub fn new(models: &Models) -> Analyzer {
        let hands = models.hands.as_ref().map(HandStages::new);
        let mut analyzer = Analyzer::from_stages(FaceStages::new(models), hands);
        analyzer.objects = ObjectDetector::new(models);
        analyzer
    }

    pub(crate) fn from_stages(faces: Option<FaceStages>, hands: Option<HandStages>) -> Analyzer {
        Analyzer {
            faces: faces.map(FaceTracker::new),
            hands: hands.map(HandTracker::new),
            objects: None,
            since_objects: u32::MAX,
            wants: Wants::default(),
            size: (0, 0),
        }
    }

    /// Says what to look for from the next frame on.
    pub fn want(&mut self, wants: Wants) {
        if wants.hands != self.wants.hands {
            // What was tracked before a pause says nothing about now.
            self.hands.iter_mut().for_each(HandTracker::reset);
        }
        if wants.objects_every != self.wants.objects_every {
            // The next frame is looked at, whatever the count was.
            self.since_objects = u32::MAX;
        }
        self.wants = wants;
    }

    /// Forgets where faces and hands were: the next frame is seen afresh.
    pub fn reset(&mut self) {
        self.faces.iter_mut().for_each(FaceTracker::reset);
        self.hands.iter_mut().for_each(HandTracker::reset);
        self.since_objects = u32::MAX;
    }

    /// Looks for palms in the next frame even if it is not its turn, unless a hand is followed already. For streams of
    /// few frames a second, in which every frame that shows no hand says something: a hand that was lost for a moment
    /// would else be missing in [`PALMS_EVERY`](crate::PALMS_EVERY) of them.
    pub fn seek_hands(&mut self) {
        self.hands.iter_mut().for_each(HandTracker::seek);
    }

    /// Looks at the next frame of the stream.
    ///
    /// Faces are followed from the frame before; the detector runs when there are none, when they were lost in this
    /// very frame, and in every [`DETECT_EVERY`](crate::DETECT_EVERY)th. A frame of another size starts afresh. At
    /// most [`MAX_FACES`](crate::MAX_FACES) faces are reported, and only faces of about a fifth of the frame's longer
    /// side or more are noticed: for small ones in photos there is [`Analyzer::analyze_still`].
    ///
    /// Hands are followed likewise, at most [`MAX_HANDS`](crate::MAX_HANDS) of them; while there are fewer, palms are
    /// looked for in every [`PALMS_EVERY`](crate::PALMS_EVERY)th frame, and when a hand was lost in this very frame.
    pub fn analyze(&mut self, frame: &Frame) -> Observation {
        let size = (frame.width(), frame.height());
        if self.size != size {
            self.reset();
            self.size = size;
        }
        let objects = self.objects_of_stream(frame);
        let expressions = self.wants.expressions;
        let faces = self.faces.as_mut();
        let faces = faces.map(|faces| faces.look(frame, expressions));
        let hands = self.hands.as_mut().filter(|_| self.wants.hands);
        let hands = hands.map(|hands| hands.look(frame));
        together(frame, faces.unwrap_or_default(), hands, objects)
    }

    /// Objects, when it is this frame's turn.
    fn objects_of_stream(&mut self, frame: &Frame) -> Option<Vec<Object>> {
        let due = self.objects_are_due();
        let detector = self.objects.as_mut().filter(|_| due)?;
        Some(detector.detect(frame))
    }

    /// Whether objects are looked for in this frame.
    fn objects_are_due(&mut self) -> bool {
        let Some(every) = self.wants.objects_every else {
            return false;
        };
        self.since_objects = self.since_objects.saturating_add(1);
        let due = self.since_objects >= every;
        if due {
            self.since_objects = 0;
        }
        due
    }

    /// Looks at a picture that belongs to no stream; what is tracked stays as it is.
    ///
    /// The detectors see the whole picture, the picture with a third added on each side, and nine overlapping tiles
    /// of half its longer side; when that shows no face, 49 tiles of a quarter, unless these would be enlarged. So
    /// faces are found from about a tenth of the picture's longer side up, or a twentieth when there are no larger
    /// ones; palms likewise. Where a face of a third of that side or more is seen at once, the picture is about it and
    /// no tiles are looked at for faces: those of about half its height or less may go unnoticed. Points are read twice, the second time in the crop that the first ones give. At most
    /// [`MAX_STILL_FACES`](crate::MAX_STILL_FACES) faces and [`MAX_STILL_HANDS`](crate::MAX_STILL_HANDS) hands are
    /// reported. It costs two to ten times as much as [`Analyzer::analyze`].
    pub fn analyze_still(&mut self, frame: &Frame) -> Observation {
        let expressions = self.wants.expressions;
        let faces = self.faces.as_mut();
        let faces = faces.map(|faces| still::faces(&mut faces.stages, frame, expressions));
        let faces = faces.unwrap_or_default();
        let hands = self.hands.as_mut().filter(|_| self.wants.hands);
        let hands = hands.map(|hands| still::hands(&mut hands.stages, frame));
        let wanted = self.wants.objects_every.is_some();
        let detector = self.objects.as_mut().filter(|_| wanted);
        let objects = detector.map(|detector| match faces.first() {
            Some(face) => detector.detect_thoroughly(frame, &face.box_in_frame),
            None => detector.detect(frame),
        });
        together(frame, faces, hands, objects)
    }

    /// The embedding of a face that was seen in this frame. `None` without the embedding model, or when the face's
    /// landmarks are none.
    pub fn embed(&mut self, frame: &Frame, face: &Face) -> Option<Embedding> {
        let embedder = self.faces.as_mut()?.stages.embedder.as_mut()?;
        embedder.embed(frame, &face.landmarks_in_frame)
    }

    /// As [`Analyzer::embed`], of the face and of its mirror image together: at twice the cost a little better, and
    /// comparable with the others. On 1,395 pairs of one person (grey crops of LFW, false match rate 1e-4 over 6.5
    /// million pairs) it brings false non-matches from 6.2 to 5.7 % when both pictures are embedded so.
    pub fn embed_with_mirror(&mut self, frame: &Frame, face: &Face) -> Option<Embedding> {
        let embedder = self.faces.as_mut()?.stages.embedder.as_mut()?;
        embedder.embed_with_mirror(frame, &face.landmarks_in_frame)
    }
}

fn together(
    frame: &Frame,
    mut faces: Vec<Face>,
    hands: Option<Vec<Hand>>,
    objects: Option<Vec<Object>>,
) -> Observation {
    if let Some(hands) = &hands {
        for face in &mut faces {
            face.covered = Some(Covered::by(hands, &face.landmarks_in_frame));
        }
    }
    Observation {
        width: frame.width(),
        height: frame.height(),
        faces,
        hands,
        objects,
    }
}

#[cfg(test)]
mod tests;
